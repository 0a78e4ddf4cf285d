import { DangerRule, Evidence, Finding } from "../danger";

/** Every rule, the worst first. */
export const DANGER_RULES: readonly DangerRule[] = [];

/** A rule that applies, and where. */
export interface Danger {
  readonly rule: DangerRule;
  /** At least one. */
  readonly findings: readonly Finding[];
}

/** The dangers of a plan, in the order of the rules. */
export function findDangers(evidence: Evidence): readonly Danger[] {
  return DANGER_RULES.map((rule) => ({ rule, findings: rule.find(evidence) })).filter(
    ({ findings }) => findings.length > 0,
  );
}
