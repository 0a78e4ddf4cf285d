import { readPlan } from "../../src/review/plan";
import { review } from "../../src/review/review";
import { ReviewDocument } from "../../src/review/review-document";
import { isList, isObject, Json, JsonObject, list, object } from "./stack-json";

/** The review of a plan, without allowances. */
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
