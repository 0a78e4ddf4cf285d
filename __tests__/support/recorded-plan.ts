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
  const { configuration, prior_state, planned_values, relevant_attributes, timestamp, checks, ...rest } = plan;
  const whole = [prior_state, planned_values, relevant_attributes, timestamp, checks];
  if (whole.every((part) => part === undefined)) throw new Error("this is no whole plan");
  return `${JSON.stringify(
    {
      ...rest,
      planned_values: {},
      resource_changes: list(plan.resource_changes ?? []).filter(changes),
      configuration: { root_module: declarations(object(configuration)) },
    },
    null,
    1,
  )}\n`;
}

function changes(change: Json): boolean {
  const [first] = list(object(object(change).change).actions);
  return first !== "no-op" && first !== "read";
}

function declarations(configuration: JsonObject): JsonObject {
  const root = object(configuration.root_module);
  return {
    variables: Object.fromEntries(
      Object.entries(object(root.variables ?? {})).map(([name, variable]) => {
        const { sensitive } = object(variable);
        return [name, sensitive === undefined ? {} : { sensitive }];
      }),
    ),
  };
}
