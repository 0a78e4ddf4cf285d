import { Finding } from "../danger";
import { Plan, ResourceChange } from "../plan";
import { PlanObject, PlanValue, UNKNOWN, valueAt } from "../plan-value";

/** The managed resources of some types that this plan touches. */
export function touched(plan: Plan, ...types: readonly string[]): readonly ResourceChange[] {
  return plan.resources.filter(
    ({ mode, type, action }) => mode === "managed" && action !== "no-op" && types.includes(type),
  );
}

/** Resources that are not the same afterwards: replaced, deleted, or left to themselves. */
export function isLost({ action }: ResourceChange): boolean {
  return action === "replace" || action === "delete" || action === "forget";
}

/** One finding a resource of some types that is lost. */
export function lost(plan: Plan, ...types: readonly string[]): readonly Finding[] {
  return touched(plan, ...types)
    .filter(isLost)
    .map((change) => ({ address: change.address, what: loss(change) }));
}

/** How a resource is lost, in a sentence. */
export function loss({ action, replacedBy, deposed, type }: ResourceChange): string {
  if (action === "forget") return `The ${type} leaves Terraform's state and stays in the account.`;
  if (action === "delete")
    return deposed === undefined
      ? `The ${type} is deleted.`
      : `The ${type} that an earlier replacement left behind is deleted.`;
  const because = replacedBy.length === 0 ? "" : `, because it cannot change ${replacedBy.join(", ")} in place`;
  return `The ${type} is deleted and made anew${because}.`;
}

/**
 * Whether something turns bad: it is bad afterwards and was not before. A new resource is judged as if it had been
 * good.
 */
export function turns({ before, after }: ResourceChange, bad: (side: PlanObject) => boolean): boolean {
  return after !== null && bad(after) && (before === null || !bad(before));
}

/** A finding for each touched resource of some types that turns bad. */
export function turning(
  plan: Plan,
  types: readonly string[],
  bad: (side: PlanObject) => boolean,
  what: string | ((change: ResourceChange) => string),
): readonly Finding[] {
  return touched(plan, ...types)
    .filter((change) => turns(change, bad))
    .map((change) => ({ address: change.address, what: typeof what === "string" ? what : what(change) }));
}

/** The value of an attribute on both sides; nothing for what is unknown, sensitive, or not there. */
export function text(value: PlanValue): string {
  if (value === UNKNOWN) return "(known after apply)";
  return typeof value === "symbol" ? "(sensitive)" : value === null || value === "" ? "nothing" : JSON.stringify(value);
}

/** `a -> b` of one attribute. */
export function beforeAfter({ before, after }: ResourceChange, ...path: readonly (string | number)[]): string {
  return `${text(valueAt(before, ...path))} -> ${text(valueAt(after, ...path))}`;
}

/** Nothing is there yet: a plan that only makes new resources takes nothing from anybody. */
export function isFirst({ resources }: Plan): boolean {
  return resources.every(({ mode, before }) => mode === "data" || before === null);
}

/** Words as a sentence lists them. */
export function listed(words: readonly string[]): string {
  return [...new Set(words)].join(", ");
}
