import { readText, PROJECT } from "./synthesis";

/**
 * The shell block of README.md that follows `<!-- run: name -->`. Every command a test runs comes from there, so the
 * README cannot drift.
 */
export function readmeBlock(name: string): string {
  const marker = `<!-- run: ${name} -->`;
  const [, after] = readText(PROJECT, "README.md").split(marker);
  const block = after === undefined ? undefined : /^\s*```sh\n([\s\S]*?)```/.exec(after)?.[1];
  if (block === undefined) throw new Error(`README.md has no shell block after ${marker}`);
  return block;
}
