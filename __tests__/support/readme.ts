import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readText, PROJECT } from "./synthesis";

/**
 * The shell block that follows `<!-- run: name -->` in README.md or in a page of docs. Every command a test runs comes
 * from there, so the guides cannot drift.
 */
export function readmeBlock(name: string): string {
  const marker = `<!-- run: ${name} -->`;
  const pages = ["README.md", ...readdirSync(join(PROJECT, "docs")).map((page) => join("docs", page))];
  for (const page of pages) {
    const [, after] = readText(PROJECT, page).split(marker);
    const block = after === undefined ? undefined : /^\s*```sh\n([\s\S]*?)```/.exec(after)?.[1];
    if (block !== undefined) return block;
  }
  throw new Error(`no guide has a shell block after ${marker}`);
}
