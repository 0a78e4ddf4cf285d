import { Json, object, parse, StackJson } from "../support/stack-json";
import { tableUnder, uncode } from "./markdown";

/** One row of a table of variables. */
export interface VariableRow {
  readonly name: string;
  readonly type: Json | undefined;
  readonly default: Json | undefined;
  readonly description: Json | undefined;
}

/** The variables that a document lists under a heading. */
export function variableRows(markdown: string, heading: string): VariableRow[] {
  return tableUnder(markdown, heading).map(([name, type, defaultValue, description]) => ({
    name: uncode(name),
    type: uncode(type),
    default: defaultValue === "required" ? undefined : parse(uncode(defaultValue)),
    description,
  }));
}

/** The variables that a stack declares. */
export function variablesOf(json: StackJson): VariableRow[] {
  return Object.entries(json.section("variable")).map(([name, variable]) => {
    const { type, default: defaultValue, description } = object(variable);
    return { name, type, default: defaultValue, description };
  });
}

/** One row of a table of outputs. */
export interface OutputRow {
  readonly name: string;
  readonly description: Json | undefined;
}

/** The outputs that a document lists under a heading. */
export function outputRows(markdown: string, heading: string): OutputRow[] {
  return tableUnder(markdown, heading).map(([name, description]) => ({ name: uncode(name), description }));
}

/** The outputs that a stack declares. */
export function outputsOf(json: StackJson): OutputRow[] {
  return Object.entries(json.section("output")).map(([name, output]) => ({
    name,
    description: object(output).description,
  }));
}

/** In the order of their names. */
export function byName<T extends { readonly name: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
}
