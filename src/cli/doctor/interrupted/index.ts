import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Context, Finding } from "../check";
import { findingsOf } from "../finding";
import { runCheck } from "../run-checks";
import { lockCheck } from "./lock";
import { orphansCheck } from "./orphans";
import { taintedCheck } from "./tainted";

/** What decides whether a plan is worth its time. */
export interface Circumstances {
  /** What was found so far. */
  readonly earlier: readonly Finding[];
  /** Whether there is a state; `undefined` when nobody can tell. */
  readonly deployed: boolean | undefined;
  /** true: writes the import blocks of orphans into the stack's folder, and looks for them in any case. */
  readonly writeImports: boolean;
}

/** What an interrupted apply may have left. One check after the other: each waits for Terraform. */
export async function lookForInterruptedApply(
  context: Context,
  circumstances: Circumstances,
  note: (findings: readonly Finding[]) => void,
): Promise<void> {
  const locks = await runCheck(lockCheck, context);
  note(locks);
  const instead = whyNoPlan(context, circumstances, locks);
  for (const check of [taintedCheck, orphansCheck(circumstances.writeImports)]) {
    note(instead === undefined ? await runCheck(check, context) : [{ ...instead, check: check.name }]);
  }
}

/** Checks without which Terraform cannot plan. */
const NEEDED: readonly string[] = ["tools", "variables"];

/** @returns `undefined` when a plan is worth its time */
export function whyNoPlan(
  { folder, env }: Pick<Context, "folder" | "env">,
  { earlier, deployed, writeImports }: Circumstances,
  locks: readonly Finding[],
): Finding | undefined {
  const obstacle = earlier.find(({ check, status }) => status === "problem" && NEEDED.includes(check));
  if (obstacle !== undefined) {
    return findingsOf("").skipped(`not looked at, because Terraform cannot plan: see ${obstacle.check}.`);
  }
  const begun =
    locks.some(({ status }) => status !== "ok") || existsSync(join(folder, env.TF_DATA_DIR ?? ".terraform"));
  if (writeImports || begun || deployed !== false) return undefined;
  return findingsOf("").ok(
    "nothing was applied yet: there is no state, no lock, and this folder was never initialized.",
  );
}
