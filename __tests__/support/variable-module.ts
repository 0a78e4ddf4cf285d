import { leaves } from "./json-walk";
import { Json, JsonObject, list, object, StackJson, text } from "./stack-json";
import { validations } from "./variable-rules";

/** An argument of the stack that variables feed, as Terraform reads it. */
export interface Argument {
  /** `aws_lb.name`, `data.aws_route53_zone.name`, `tags.Name`, `output.mlflow_uri` */
  readonly key: string;
  readonly template: string;
}

/** Names of the variables that an expression reads. */
export function variablesIn(expression: string): readonly string[] {
  return [...new Set(Array.from(expression.matchAll(/\bvar\.(\w+)/g), ([, name = ""]) => name))];
}

/** Every argument and output that a variable feeds, each once; a list that makes resources, once for each block. */
export function fedArguments(stack: StackJson): readonly Argument[] {
  const blocks = [...stack.resources(), ...stack.dataSources()].map(({ type, address, attributes }) => ({
    prefix: address.startsWith("data.") ? `data.${type}` : type,
    attributes: { ...attributes },
  }));
  const providers = Object.entries(stack.section("provider")).flatMap(([name, configurations]) =>
    list(configurations).map((attributes) => ({ prefix: `provider.${name}`, attributes: object(attributes) })),
  );
  const outputs = Object.entries(stack.section("output")).map(([name, output]) => ({
    prefix: `output.${name}`,
    attributes: { value: object(output).value ?? null },
  }));
  const all = [...blocks, ...providers, ...outputs].flatMap(({ prefix, attributes }) =>
    leaves(attributes).flatMap(({ path, value }) => {
      if (typeof value !== "string" || variablesIn(value).length === 0) return [];
      const names = path.filter((name) => !/^\d+$/.test(name));
      // Conditions read `self` and what AWS answers: they have tests of their own.
      if (names[0] === "lifecycle") return [];
      return [{ key: names[0] === "tags" ? names.join(".") : [prefix, ...names].join("."), template: value }];
    }),
  );
  const identity = (argument: Argument, index: number): string =>
    argument.key.endsWith(".for_each") ? String(index) : JSON.stringify(argument);
  return [...new Map(all.map((argument, index) => [identity(argument, index), argument])).values()];
}

/** The variables that must be declared for one to be judged: those that its rules read, and those whose rules read it. */
export function component(stack: StackJson, name: string): JsonObject {
  const declared = stack.section("variable");
  const read = new Map(
    Object.entries(declared).map(([other, variable]) => [
      other,
      variablesIn(
        validations(variable)
          .map(({ condition, message }) => condition + message)
          .join(),
      ),
    ]),
  );
  const found = new Set([name]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const [other, names] of read) {
      if ([other, ...names].some((member) => found.has(member)))
        for (const member of [other, ...names]) found.add(member);
    }
  }
  return Object.fromEntries(Object.entries(declared).filter(([other]) => found.has(other)));
}

/** A value for each attribute of a resource that a template reads, so that Terraform can render it by itself. */
export function stubs(templates: readonly string[]): JsonObject {
  const root: Record<string, Json> = {};
  for (const template of templates) {
    for (const [address] of template.matchAll(/\b(?:(?:data|ephemeral)\.)?aws_\w+\.[\w-]+\.\w+/g)) {
      Object.assign(root, nested(root, address.split(".")));
    }
  }
  return root;
}

/** What names are made of has a real value, the longest there is. */
const REAL: Readonly<Record<string, string>> = {
  "aws_region.id": "ap-southeast-2",
  "aws_partition.partition": "aws-us-gov",
};

function nested(parent: JsonObject, [name = "", ...rest]: readonly string[], type = ""): JsonObject {
  const child = parent[name];
  const value =
    rest.length === 0
      ? (REAL[`${type}.${name}`] ?? `stub-${name}`)
      : nested(child === undefined ? {} : object(child), rest, name.startsWith("aws_") ? name : type);
  return { ...parent, [name]: value };
}

/** A pattern that every message fits which Terraform makes from an error message of ours. */
export function messagePattern(message: string): RegExp {
  return new RegExp(`^${literals(message).map(escaped).join("[\\s\\S]*")}$`);
}

/** The interpolations of a document that read a variable; anything shorter as a whole. */
export function partsThatRead(name: string, template: string): readonly string[] {
  if (!/^[[{]/.test(template)) return [template];
  return split(template).interpolations.filter((part) => variablesIn(part).includes(name));
}

/** The text between interpolations. */
function literals(template: string): readonly string[] {
  return split(template).literals;
}

function split(template: string): { readonly literals: readonly string[]; readonly interpolations: readonly string[] } {
  const found: string[] = [];
  const interpolations: string[] = [];
  let rest = template;
  for (let start = rest.indexOf("${"); start >= 0; start = rest.indexOf("${")) {
    found.push(rest.slice(0, start));
    let end = start + 2;
    for (let depth = 1; depth > 0 && end < rest.length; end += 1) {
      if (rest[end] === "{") depth += 1;
      if (rest[end] === "}") depth -= 1;
    }
    interpolations.push(rest.slice(start, end));
    rest = rest.slice(end);
  }
  return { literals: [...found, rest], interpolations };
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Defaults of all variables, and what the given values change. */
export function withDefaults(stack: StackJson, given: JsonObject): JsonObject {
  const defaults = Object.entries(stack.section("variable")).flatMap(([name, variable]): [string, Json][] => {
    const { default: value } = object(variable);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(defaults), ...given };
}

export function typeOf(stack: StackJson, name: string): string {
  return text(object(stack.section("variable")[name]).type);
}
