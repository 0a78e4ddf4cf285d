import { Finding } from "./check";

/** What `--json` prints. Fields are only ever added. */
export interface Report {
  readonly stack: string;
  /** `""` when there are no credentials. */
  readonly account: string;
  /** `""` when there is none. */
  readonly region: string;
  /** false: there is at least one problem. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** The next command, when all is well and nothing is deployed yet. */
  readonly next?: string;
}

const INDENT = 10;

/**
 * A finding as a paragraph: its status, the check, what is there, and the fix; lines to copy stand below it. Long lines
 * stay whole, so that the commands in them can be copied.
 */
export function paragraph({ check, status, message, fix, lines = [] }: Finding): string {
  const remedy = fix === undefined ? [] : [`${" ".repeat(INDENT)}${fix}`];
  // Lines to copy are not indented: a shell does not mind, and a file reads better.
  return [`${status.padEnd(INDENT)}${check}: ${message}`, ...remedy, ...lines, ""].join("\n");
}

/** How many of what, in one line. */
export function summary(findings: readonly Finding[]): string {
  const count = (status: Finding["status"], one: string, more: string): readonly string[] => {
    const number = findings.filter((finding) => finding.status === status).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? one : more}`];
  };
  const parts = [
    ...count("problem", "problem", "problems"),
    ...count("warning", "warning", "warnings"),
    ...count("skipped", "check skipped", "checks skipped"),
  ];
  return parts.length === 0 ? "Everything is ready." : `${parts.join(", ")}.`;
}
