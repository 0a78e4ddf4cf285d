import { Finding } from "./check";

/** Makes the findings of one check. */
export interface Findings {
  ok(message: string): Finding;
  warning(message: string, fix: string): Finding;
  problem(message: string, fix: string): Finding;
  skipped(message: string): Finding;
}

/** Findings under the name of a check. */
export function findingsOf(check: string): Findings {
  return {
    ok: (message) => ({ check, status: "ok", message }),
    warning: (message, fix) => ({ check, status: "warning", message, fix }),
    problem: (message, fix) => ({ check, status: "problem", message, fix }),
    skipped: (message) => ({ check, status: "skipped", message }),
  };
}

/** Where a check needs variables that Terraform refuses; that they are refused is told once, elsewhere. */
export function unknownVariables(check: string, ...names: readonly string[]): readonly Finding[] {
  return [findingsOf(check).skipped(`not looked at, because it needs ${names.join(" and ")}.`)];
}
