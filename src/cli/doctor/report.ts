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

const WIDTH = 100;
const INDENT = " ".repeat(10);

/** A finding as a paragraph: its status, the check, what is there, and the fix; lines to copy stand below it. */
export function paragraph({ check, status, message, fix, lines: copied = [] }: Finding): string {
  const words = `${check}: ${message}${fix === undefined ? "" : ` ${fix}`}`.split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= WIDTH - INDENT.length) lines.push(word);
    else lines.splice(-1, 1, `${line} ${word}`);
  }
  // Not indented: a shell does not mind, and a file reads better.
  return [`${status.padEnd(INDENT.length)}${lines.join(`\n${INDENT}`)}`, ...copied, ""].join("\n");
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
