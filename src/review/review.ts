import { Allowance, applyAllowances } from "./allow";
import { costChanges } from "./cost";
import { Evidence } from "./danger";
import { settingChange } from "./differences";
import { Danger, findDangers } from "./dangers";
import { partChanges } from "./entries";
import { feltChanges } from "./felt";
import { Action, ResourceChange } from "./plan";
import { Counts, DangerEntry, DriftEntry, ReviewDocument } from "./review-document";
import { settingDifferences } from "./setting-changes";
import { tagChanges } from "./tags";

/** What a review is made of. */
export interface ReviewInput extends Evidence {
  readonly allowances: readonly Allowance[];
  /** `sha256:` and the hash of the plan file that the plan's JSON was made from. */
  readonly planFile?: string;
}

/** Reviews a plan. */
export function review({ allowances, planFile, ...evidence }: ReviewInput): ReviewDocument {
  const { plan } = evidence;
  const { standing, allowed, unneeded } = applyAllowances(findDangers(evidence), allowances);
  const managed = plan.resources.filter(({ mode, deposed }) => mode === "managed" && deposed === undefined);
  return {
    version: 1,
    verdict: verdictOf(standing),
    terraformVersion: plan.terraformVersion,
    ...(planFile === undefined ? {} : { planFile }),
    counts: countsOf(managed),
    felt: feltChanges(plan),
    dangers: standing.map(dangerEntry),
    allowed: allowed.map(({ danger, reason }) => ({ ...dangerEntry(danger), reason })),
    unusedAllowances: unneeded.map(({ id }) => id),
    common: tagChanges(managed),
    parts: partChanges(plan),
    cost: costChanges(managed),
    outputs: plan.outputs.map(({ name, before, after }) => settingChange(name, before, after)),
    drift: driftEntries(plan.drift),
  };
}

/** Exit code of the command by verdict. */
export const EXIT_CODES: Readonly<Record<ReviewDocument["verdict"], number>> = { fine: 0, human: 2, refuse: 3 };

function verdictOf(standing: readonly Danger[]): ReviewDocument["verdict"] {
  if (standing.some(({ rule }) => rule.verdict === "refuse")) return "refuse";
  return standing.length > 0 ? "human" : "fine";
}

function countsOf(changes: readonly ResourceChange[]): Counts {
  const count = (action: Action): number => changes.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    update: count("update"),
    replace: count("replace"),
    delete: count("delete"),
    import: changes.filter(({ isImport }) => isImport).length,
    move: changes.filter(({ address, previousAddress = address }) => previousAddress !== address).length,
    forget: count("forget"),
  };
}

function dangerEntry({ rule, findings }: Danger): DangerEntry {
  const { id, verdict, title, why, fix } = rule;
  return { id, verdict, title, why, fix, findings: findings.map(({ address, what }) => ({ address, what })) };
}

/** Without what is only another form of the same. */
function driftEntries(drift: readonly ResourceChange[]): readonly DriftEntry[] {
  return drift
    .map((change) => ({
      address: change.address,
      action: change.action === "delete" ? ("delete" as const) : ("update" as const),
      attributes: [...new Set(settingDifferences(change).map(({ path }) => path.replace(/[.[].*$/, "")))],
    }))
    .filter(({ action, attributes }) => action === "delete" || attributes.length > 0);
}
