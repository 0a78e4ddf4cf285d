import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AwsClients } from "../aws-clients";
import type { Candidate, FinderTable } from "./finder";
import { importBlocks, Orphan } from "./import-blocks";
import type { PlannedResource } from "./planned-resource";
import type { QuietTerraform } from "./quiet-terraform";
import { StackPlan } from "./stack-plan";

/** More than one thing fits, so nobody knows which is meant; or one that seems to be somebody else's. */
export interface Ambiguity {
  readonly address: string;
  readonly importIds: readonly string[];
}

/** AWS did not answer. */
export interface Trouble {
  readonly address: string;
  readonly message: string;
}

/** What was found in the account and is missing in the state. */
export interface OrphanSearch {
  readonly orphans: readonly (Orphan & Candidate)[];
  readonly ambiguities: readonly Ambiguity[];
  readonly troubles: readonly Trouble[];
  /** Orphans that Terraform would replace after their import. */
  readonly replaced: readonly string[];
  /** Why the last plan failed; `""` when it did not. */
  readonly failure: string;
}

/** Import blocks of a search under way; never left behind. */
export const TRIAL_FILE = "doctor-imports.tf";

export interface OrphanSearchProps {
  readonly terraform: Pick<QuietTerraform, "run">;
  readonly folder: string;
  /** Arguments of the plan, such as `-var-file=...`. */
  readonly terraformArgs: readonly string[];
  readonly finders: FinderTable;
  readonly aws: AwsClients;
}

/**
 * Plans, looks in the account for what would be made, and plans again with what was found imported: that plan knows the ids
 * of parents, by which their children can be found. The last plan proves all import blocks.
 */
export async function searchOrphans(props: OrphanSearchProps): Promise<OrphanSearch> {
  const trial = join(props.folder, TRIAL_FILE);
  const orphans: (Orphan & Candidate)[] = [];
  try {
    for (;;) {
      rmSync(trial, { force: true });
      if (orphans.length > 0) writeFileSync(trial, importBlocks(orphans));
      const plan = planOf(props);
      if (typeof plan === "string") {
        return { orphans, ambiguities: [], troubles: [], replaced: [], failure: plan };
      }
      const look = await lookFor(plan, props);
      if (look.orphans.length === 0) return { ...look, orphans, replaced: plan.replacedImports, failure: "" };
      orphans.push(...look.orphans);
    }
  } finally {
    rmSync(trial, { force: true });
  }
}

/** The plan, or why there is none. */
function planOf({ terraform, terraformArgs }: OrphanSearchProps): StackPlan | string {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  try {
    const file = join(folder, "plan");
    const planned = terraform.run("plan", "-no-color", "-lock=false", "-input=false", `-out=${file}`, ...terraformArgs);
    if (!planned.ok) return planned.reason;
    const shown = terraform.run("show", "-no-color", "-json", file);
    return shown.ok ? StackPlan.parse(shown.stdout) : shown.reason;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Look = Pick<OrphanSearch, "orphans" | "ambiguities" | "troubles">;

async function lookFor(plan: StackPlan, { finders, aws }: OrphanSearchProps): Promise<Look> {
  const orphans: (Orphan & Candidate)[] = [];
  const ambiguities: Ambiguity[] = [];
  const troubles: Trouble[] = [];
  const taken = new Set(plan.knownIds);
  for (const wanted of plan.creations) {
    const found = await candidatesFor(wanted, finders, aws);
    if (typeof found === "string") {
      troubles.push({ address: wanted.address, message: found });
      continue;
    }
    const free = found.filter(({ importId }) => !taken.has(importId));
    const [only, ...others] = free;
    if (only === undefined) continue;
    if (others.length > 0 || only.foreign === true) {
      ambiguities.push({ address: wanted.address, importIds: free.map(({ importId }) => importId) });
      continue;
    }
    taken.add(only.importId);
    orphans.push({ ...only, address: wanted.address });
  }
  return { orphans, ambiguities, troubles };
}

/** What fits, or why AWS did not say. */
async function candidatesFor(
  wanted: PlannedResource,
  finders: FinderTable,
  aws: AwsClients,
): Promise<readonly Candidate[] | string> {
  try {
    return (await finders[wanted.type]?.(wanted, aws)) ?? [];
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    throw error;
  }
}
