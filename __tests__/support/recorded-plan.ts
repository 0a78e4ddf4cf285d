import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withStableIds } from "./stable-ids";
import { Json, JsonObject, list, object, parse } from "./stack-json";
import { PROJECT } from "./synthesis";

/** Plans of the emulated account, by the name of the edit. The terraform ring makes them anew and compares. */
export const RECORDED_PLANS = join(PROJECT, "__tests__/plans");

/** The names of all recordings. */
export function recordedPlans(): readonly string[] {
  return readdirSync(RECORDED_PLANS)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.replace(/\.json$/, ""))
    .sort();
}

/** A recording, as text. */
export function recordedPlan(name: string): string {
  return readFileSync(join(RECORDED_PLANS, `${name}.json`), "utf8");
}

/** What a review reads of a plan, with stable ids: a whole one has half a megabyte, most of it about what stays as it is. */
export function recordingOf(json: string): string {
  const plan = object(parse(withStableIds(json)));
  if (plan.planned_values === undefined) throw new Error("this is no plan");
  const { format_version, terraform_version, variables, output_changes, applyable, complete, errored } = plan;
  const head = { format_version, terraform_version, variables, output_changes, applyable, complete, errored };
  return document({
    ...head,
    planned_values: {},
    configuration: { root_module: declarations(object(plan.configuration)) },
    resource_drift: list(plan.resource_drift ?? []).flatMap(differing),
    resource_changes: list(plan.resource_changes ?? []).filter(isRead),
  });
}

/** One line for each resource, so that a difference can be read. */
function document(parts: Readonly<Record<string, Json | undefined>>): string {
  const lines = (items: readonly Json[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
  const given = Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const]));
  return `{\n${given
    .map(([name, part]) => `"${name}": ${Array.isArray(part) ? lines(list(part)) : JSON.stringify(part)}`)
    .join(",\n")}\n}\n`;
}

/** After an apply Terraform finds a lot that AWS has filled in: only what differs is kept of it. */
function differing(drift: Json): readonly Json[] {
  const { change, ...resource } = object(drift);
  const { before, after, ...rest } = object(change);
  if (after === null || before === null) return [drift];
  const names = Object.keys({ ...object(before), ...object(after) }).filter(
    (name) => given(object(before)[name]) !== given(object(after)[name]),
  );
  if (names.length === 0) return [];
  const only = (side: Json | undefined): Json =>
    Object.fromEntries(names.map((name) => [name, object(side ?? {})[name] ?? null]));
  return [{ ...resource, change: { ...rest, before: only(before), after: only(after) } }];
}

/** A refresh turns `null` into an empty list or object. */
function given(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text === "{}" || text === "[]" ? "null" : text;
}

/** What a review looks up by id, also where nothing changes. */
const LOOKED_UP: readonly Json[] = ["aws_lb", "aws_security_group", "aws_vpc"];

function isRead(resource: Json): boolean {
  const { type = null, change = null } = object(resource);
  const [first] = list(object(change).actions);
  return first === "no-op" ? LOOKED_UP.includes(type) : first !== "read";
}

/** Which variables are sensitive, and which resources name others. */
function declarations(configuration: JsonObject): JsonObject {
  const root = object(configuration.root_module);
  const variables = Object.entries(object(root.variables ?? {})).map(([name, variable]) => {
    const { sensitive } = object(variable);
    return [name, sensitive === undefined ? {} : { sensitive }] as const;
  });
  const resources = list(root.resources ?? []).flatMap((resource) => {
    const { address = null, expressions = {} } = object(resource);
    const naming = Object.entries(object(expressions)).filter(([, expression]) => isNaming(expression));
    return naming.length === 0 ? [] : [{ address, expressions: Object.fromEntries(naming) }];
  });
  return { variables: Object.fromEntries(variables), resources };
}

function isNaming(expression: Json): boolean {
  return !Array.isArray(expression) && object(expression).references !== undefined;
}
