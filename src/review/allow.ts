import { Danger, DANGER_RULES } from "./dangers";

/** A danger that somebody meant, and why. */
export interface Allowance {
  readonly id: string;
  readonly reason: string;
}

/** What `--allow` says: the allowances, or everything that is wrong with them. */
export interface Allowances {
  readonly allowances: readonly Allowance[];
  readonly problems: readonly string[];
}

/** A reason of fewer characters says nothing. */
const SHORTEST_REASON = 10;

/** Reads the values of `--allow`, each `<danger-id>=<reason>`. */
export function readAllowances(values: readonly string[]): Allowances {
  const allowances = values.map((value) => {
    const at = value.indexOf("=");
    return at < 0 ? { id: value, reason: "" } : { id: value.slice(0, at), reason: value.slice(at + 1).trim() };
  });
  const ids = allowances.map(({ id }) => id);
  const unknown = [...new Set(ids.filter((id) => !KNOWN.includes(id)))];
  const twice = [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
  return {
    allowances,
    problems: [
      ...unknown.map((id) => `--allow ${id}: there is no such danger. There are: ${KNOWN.join(", ")}.`),
      ...twice.map((id) => `--allow ${id}: given more than once. One reason covers all that the danger finds.`),
      ...allowances
        .filter(({ reason }) => reason.length < SHORTEST_REASON)
        .map(
          ({ id }) =>
            `--allow ${id}: the reason is missing or short. Write --allow ${id}="why it is meant", at least ${SHORTEST_REASON} characters.`,
        ),
    ],
  };
}

const KNOWN: readonly string[] = DANGER_RULES.map(({ id }) => id);

/** A danger that was meant. */
export interface AllowedDanger {
  readonly danger: Danger;
  readonly reason: string;
}

/** The dangers of a plan after what was allowed. */
export interface Judgement {
  /** What nobody allowed. */
  readonly standing: readonly Danger[];
  readonly allowed: readonly AllowedDanger[];
  /** Allowances for dangers that the plan does not have: to be taken out before they cover the next plan. */
  readonly unneeded: readonly Allowance[];
}

/** An allowance covers everything that its danger finds: the review names each of them beside the reason. */
export function applyAllowances(dangers: readonly Danger[], allowances: readonly Allowance[]): Judgement {
  const reasons = new Map(allowances.map(({ id, reason }) => [id, reason]));
  const found = new Set(dangers.map(({ rule }) => rule.id));
  return {
    standing: dangers.filter(({ rule }) => !reasons.has(rule.id)),
    allowed: dangers.flatMap((danger) => {
      const reason = reasons.get(danger.rule.id);
      return reason === undefined ? [] : [{ danger, reason }];
    }),
    unneeded: allowances.filter(({ id }) => !found.has(id)),
  };
}
