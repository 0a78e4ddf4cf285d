import { Danger } from "./dangers";

/** Reasons by the id of the danger that they allow. */
export type Allowances = ReadonlyMap<string, string>;

/**
 * Reads the values of `--allow id=reason`.
 *
 * @throws Error with everything that is wrong
 */
export function readAllowances(values: readonly string[]): Allowances {
  const wrong = values.filter((value) => !/^[a-z0-9-]+=\s*\S/.test(value));
  if (wrong.length > 0) throw new Error(`--allow takes an id and a reason, as id=reason: ${wrong.join(", ")}`);
  return new Map(
    values.map((value) => [value.slice(0, value.indexOf("=")), value.slice(value.indexOf("=") + 1).trim()]),
  );
}

/** Dangers that stand, those that were allowed, and allowances that nothing needed. */
export function applyAllowances(
  dangers: readonly Danger[],
  allowances: Allowances,
): {
  readonly standing: readonly Danger[];
  readonly allowed: readonly { readonly danger: Danger; readonly reason: string }[];
  readonly unused: readonly string[];
} {
  const ids = dangers.map(({ rule }) => rule.id);
  return {
    standing: dangers.filter(({ rule }) => !allowances.has(rule.id)),
    allowed: dangers.flatMap((danger) => {
      const reason = allowances.get(danger.rule.id);
      return reason === undefined ? [] : [{ danger, reason }];
    }),
    unused: [...allowances.keys()].filter((id) => !ids.includes(id)),
  };
}
