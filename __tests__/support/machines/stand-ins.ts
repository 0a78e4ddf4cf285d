import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Puts a program into a folder that knows some command lines, each with what it prints, and fails at any other. */
export function standIn(folder: string, name: string, answers: Readonly<Record<string, string>>): void {
  const cases = Object.entries(answers).map(([line, answer]) => `  ${quoted(line)}) printf %s ${quoted(answer)} ;;`);
  const script = [
    "#!/usr/bin/env bash",
    'case "$*" in',
    ...cases,
    `  *) printf '%s: nothing stands in for: %s\\n' ${quoted(name)} "$*" >&2; exit 64 ;;`,
    "esac",
    "",
  ];
  writeFileSync(join(folder, name), script.join("\n"));
  chmodSync(join(folder, name), 0o755);
}
