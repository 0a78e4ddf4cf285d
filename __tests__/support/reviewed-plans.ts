import { join } from "node:path";
import { readPlan } from "../../src/review/plan";
import { review } from "../../src/review/review";
import { ReviewDocument } from "../../src/review/review-document";
import { isList, isObject, Json, JsonObject, list, object, parse } from "./stack-json";
import { PROJECT, readText } from "./synthesis";

const FOLDER = join(PROJECT, "__tests__/plans");

/** Where a plan lies that real Terraform made on the emulated account, without what does not change. */
export function recordedPlanPath(name: string): string {
  return join(FOLDER, `${name}.json`);
}

/** Such a plan. */
export function recordedPlan(name: string): JsonObject {
  return object(parse(readText(recordedPlanPath(name))));
}

/** Its review, without allowances. */
export function reviewOf(plan: Json): ReviewDocument {
  return review({ plan: readPlan(plan), allowances: [] });
}

/** The plan with its changes replaced by what `edit` makes of them. */
export function withChanges(plan: JsonObject, edit: (resource: JsonObject) => JsonObject): JsonObject {
  return { ...plan, resource_changes: list(plan.resource_changes).map((each) => edit(object(each))) };
}

/** The value with every text in it replaced; names of members stay. */
export function withTexts(value: Json, edit: (text: string) => string): Json {
  if (typeof value === "string") return edit(value);
  if (isList(value)) return value.map((each) => withTexts(each, edit));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withTexts(each, edit)]));
}
