import { PRICED_RESOURCES, knownSetting } from "./known-settings";
import { ResourceChange } from "./plan";
import { CostChange } from "./review-document";
import { settingDifferences } from "./setting-changes";

/** Which way the bill goes, as far as it is known (docs/cost.md); no amounts. */
export function costChanges(changes: readonly ResourceChange[]): readonly CostChange[] {
  return [
    ...resourceCosts(changes, "create", "up"),
    ...resourceCosts(changes, "delete", "down"),
    ...settingCosts(changes),
  ];
}

function resourceCosts(
  changes: readonly ResourceChange[],
  action: "create" | "delete",
  direction: CostChange["direction"],
): readonly CostChange[] {
  return Object.entries(PRICED_RESOURCES).flatMap(([type, what]) => {
    const count = changes.filter((change) => change.type === type && change.action === action).length;
    return count === 0 ? [] : [{ direction, what: `${count} × ${what}` }];
  });
}

function settingCosts(changes: readonly ResourceChange[]): readonly CostChange[] {
  const found = changes
    .filter(({ action }) => action === "update" || action === "replace")
    .flatMap((change) => settingDifferences(change).map((difference) => ({ type: change.type, ...difference })))
    .flatMap(({ type, path, before, after }) => {
      const what = knownSetting(type, path)?.costs;
      const [old, young] = [amount(before), amount(after)];
      if (what === undefined || old === undefined || young === undefined || old === young) return [];
      return [{ direction: isMore(path, old, young) ? "up" : "down", what } as const];
    });
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

/** Logs without a retention are kept for ever, which Terraform writes as 0. */
function isMore(path: string, old: number, young: number): boolean {
  const order = (days: number): number => (path === "retention_in_days" && days === 0 ? Infinity : days);
  return order(young) > order(old);
}

/** ECS writes its numbers as text. */
function amount(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (value === "enabled" || value === "disabled") return Number(value === "enabled");
  return typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
