import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readText, PROJECT } from "./synthesis";

/** Paths of the pages for people: README.md and those of docs. */
export function guides(): readonly string[] {
  const pages = readdirSync(join(PROJECT, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...pages.map((page) => join("docs", page))];
}

/**
 * The block, of shell or of another language, that follows `<!-- run: name -->` in README.md or in a page of docs. Every command a test runs comes
 * from there, so the guides cannot drift.
 */
export function readmeBlock(name: string, language = "sh"): string {
  const marker = `<!-- run: ${name} -->`;
  for (const page of guides()) {
    const [, after] = readText(PROJECT, page).split(marker);
    const block =
      after === undefined ? undefined : new RegExp(`^\\s*\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(after)?.[1];
    if (block !== undefined) return block;
  }
  throw new Error(`no guide has a block of ${language} after ${marker}`);
}
