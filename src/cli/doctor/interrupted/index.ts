import type { Check } from "../check";
import { lockCheck } from "./lock";
import { orphansCheck } from "./orphans";
import { taintedCheck } from "./tainted";

/**
 * What an interrupted apply may have left.
 *
 * @param writeImports true: writes the import blocks of orphans into the stack's folder
 */
export function interruptedChecks(writeImports: boolean): readonly Check[] {
  return [lockCheck, taintedCheck, orphansCheck(writeImports)];
}
