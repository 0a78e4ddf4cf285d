import type { Check, Finding } from "../check";
import { findingsOf } from "../finding";
import { lockCheck } from "./lock";
import { orphansCheck } from "./orphans";
import { taintedCheck } from "./tainted";

/** Checks without which Terraform cannot plan. */
const NEEDED: readonly string[] = ["tools", "variables"];

/**
 * What an interrupted apply may have left. To be run one after the other: each waits for Terraform.
 *
 * @param earlier what was found so far
 * @param writeImports true: writes the import blocks of orphans into the stack's folder
 */
export function interruptedChecks(earlier: readonly Finding[], writeImports: boolean): readonly Check[] {
  const [problem] = earlier.filter(({ check, status }) => status === "problem" && NEEDED.includes(check));
  const planning = [taintedCheck, orphansCheck(writeImports)];
  if (problem === undefined) return [lockCheck, ...planning];
  return [lockCheck, ...planning.map((check) => unlessProblem(check, problem.check))];
}

/** In place of a check that cannot be run. */
function unlessProblem({ name }: Check, needed: string): Check {
  const finding = findingsOf(name).skipped(`not looked at, because Terraform cannot plan: see ${needed}.`);
  return { name, run: () => Promise.resolve([finding]) };
}
