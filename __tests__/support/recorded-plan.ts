import { join } from "node:path";
import { withStableIds } from "./stable-ids";
import { isObject, Json, JsonObject, list, object, parse, text } from "./stack-json";
import { PROJECT, readText } from "./synthesis";

/** Plans of the emulated account, by the name of the edit. The terraform ring makes them anew and compares. */
export const RECORDED_PLANS = join(PROJECT, "__tests__/plans");

/** The same of planted edits, which FULL=1 makes anew. */
export const PLANTED_PLANS = join(RECORDED_PLANS, "planted");

/** Where a recording lies. @param name of the edit, `planted/` in front of those of planted edits */
export function recordedPlanPath(name: string): string {
  return join(RECORDED_PLANS, `${name}.json`);
}

/** A recording. */
export function recordedPlan(name: string): JsonObject {
  return object(parse(readText(recordedPlanPath(name))));
}

/** What a review reads of a plan, with stable ids: a whole one has half a megabyte, most of it about what stays as it is. */
export function recordingOf(json: string): string {
  const plan = object(parse(withStableIds(json)));
  if (plan.planned_values === undefined) throw new Error("this is no plan");
  const changes = readOf(list(plan.resource_changes ?? []).map(object));
  return document({
    format_version: plan.format_version,
    terraform_version: plan.terraform_version,
    variables: plan.variables,
    output_changes: Object.fromEntries(
      Object.entries(object(plan.output_changes ?? {})).filter(([, change]) => !isNoOp(object(change))),
    ),
    applyable: plan.applyable,
    complete: plan.complete,
    errored: plan.errored,
    planned_values: {},
    configuration: { root_module: declarations(object(plan.configuration), changes) },
    resource_drift: list(plan.resource_drift ?? []).flatMap(differing),
    resource_changes: changes.map(withoutRest),
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

/** What a review looks for, also where nothing changes; and what it reads of whatever stays. */
const LOOKED_UP: readonly Json[] = ["aws_lb", "aws_security_group", "aws_vpc"];
const LOOKED_AT: readonly string[] = ["id", "arn", "security_groups", "ingress", "egress"];

/** What changes, what a review looks for, and what it names by its address because an id or ARN of it is among the changes. */
function readOf(changes: readonly JsonObject[]): readonly JsonObject[] {
  const changed = JSON.stringify(changes.filter(isChange));
  return changes.filter(
    (resource) =>
      isChange(resource) ||
      (resource.mode === "managed" &&
        isNoOp(object(resource.change)) &&
        (LOOKED_UP.includes(resource.type ?? null) || namesOf(resource).some((name) => changed.includes(name)))),
  );
}

function isChange(resource: JsonObject): boolean {
  const { address, previous_address = address, change } = resource;
  const { actions, importing } = object(change);
  const isOther = importing !== undefined || previous_address !== address;
  return isOther || !["no-op", "read"].includes(text(list(actions)[0]));
}

/** Names of other resources are ids, too, and not of one resource alone. */
function namesOf({ type, change }: JsonObject): readonly string[] {
  const { id = null, arn = null } = object(object(change).before);
  const isOwn = typeof id === "string" && (type === "aws_iam_role" || /^[a-z]+-[0-9a-f]{8,}$/.test(id));
  return [...(isOwn ? [id] : []), ...(typeof arn === "string" ? [arn] : [])];
}

function isNoOp(change: JsonObject): boolean {
  return list(change.actions)[0] === "no-op";
}

/** Little is read of what stays as it is and where it was. */
function withoutRest(resource: JsonObject): JsonObject {
  if (isChange(resource)) return resource;
  const { actions = [], before = {} } = object(resource.change);
  const read = Object.fromEntries(Object.entries(object(before)).filter(([name]) => LOOKED_AT.includes(name)));
  return { ...resource, change: { actions, before: read, after: read } };
}

/** Which variables are sensitive, and what a resource that changes names in attributes that nobody knows yet. */
function declarations(configuration: JsonObject, changes: readonly JsonObject[]): JsonObject {
  const root = object(configuration.root_module);
  const variables = Object.entries(object(root.variables ?? {})).map(([name, variable]) => {
    const { sensitive } = object(variable);
    return [name, sensitive === undefined ? {} : { sensitive }] as const;
  });
  const resources = list(root.resources ?? []).flatMap((resource) => {
    const { address = null, expressions = {} } = object(resource);
    const unknown = unknownOf(changes.filter(({ type, name }) => `${text(type)}.${text(name)}` === address));
    const naming = Object.entries(object(expressions)).flatMap(([name, expression]) => {
      const references = isObject(expression) ? expression.references : undefined;
      return references === undefined || !unknown.has(name) ? [] : [[name, { references }] as const];
    });
    return naming.length === 0 ? [] : [{ address, expressions: Object.fromEntries(naming) }];
  });
  return { variables: Object.fromEntries(variables), resources };
}

function unknownOf(changes: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(changes.flatMap(({ change }) => Object.keys(object(object(change).after_unknown ?? {}))));
}
