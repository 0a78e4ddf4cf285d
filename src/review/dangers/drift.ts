import { DangerRule, Finding } from "../danger";
import { ResourceChange } from "../plan";
import { PlanValue, UNKNOWN, valueAt } from "../plan-value";
import { listed, text } from "./changes";

/**
 * Terraform notes everything that it found different, also what it merely had not read yet: the second plan of every
 * stack has two dozen of those. Only what this plan undoes was somebody's doing.
 */
export const DRIFT_UNDONE: DangerRule = {
  id: "drift-undone",
  verdict: "human",
  title: "The plan undoes what somebody did outside of Terraform",
  why: "Perhaps it was an emergency, and is still needed. Perhaps it was an attack, and this is its only trace.",
  fix: "Ask who did it (CloudTrail knows) before it is gone. What is still needed belongs into the code.",
  find: ({ plan }) => {
    const planned = new Map(plan.resources.map((change) => [change.address, change]));
    return plan.drift.flatMap((drift) => undone(drift, planned.get(drift.address)));
  },
};

function undone(drift: ResourceChange, planned: ResourceChange | undefined): readonly Finding[] {
  if (planned === undefined || planned.mode === "data") return [];
  const { address, type } = drift;
  if (drift.action === "delete")
    return planned.action === "create" ? [{ address, what: `The ${type} was deleted outside; it is made anew.` }] : [];
  if (planned.action !== "update" && planned.action !== "replace") return [];
  const attributes = drift.changed.filter((name) => planned.changed.includes(name) && isDecided(planned, name));
  return attributes.length === 0 ? [] : [{ address, what: `${inWords(planned, attributes)}.` }];
}

/** What is known after the apply only, AWS decides. */
function isDecided({ after }: ResourceChange, name: string): boolean {
  return valueAt(after, name) !== UNKNOWN;
}

const LONGEST = 80;

function inWords({ before, after }: ResourceChange, attributes: readonly string[]): string {
  return listed(
    attributes.map(
      (name) =>
        `${name} is ${short(valueAt(before, name))} by a change outside, and becomes ${short(valueAt(after, name))}`,
    ),
  );
}

/** Policies and containers are shown elsewhere. */
function short(value: PlanValue): string {
  const words = text(value);
  return words.length > LONGEST ? "something else" : words;
}
