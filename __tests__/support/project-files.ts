import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PROJECT, readText } from "./synthesis";

/** Every text file that belongs to the project, by its path from there: all but what .gitignore names. */
export function projectFiles(): Record<string, string> {
  const ignored = readText(PROJECT, ".gitignore")
    .split("\n")
    .filter((line) => /^[^!/]+\/?$/.test(line))
    .map((line) => new RegExp(`^${line.replace(/\/$/, "").replaceAll(".", "\\.").replaceAll("*", ".*")}$`));
  const belongs = (name: string): boolean => name !== ".git" && !ignored.some((pattern) => pattern.test(name));
  const walk = (folder: string): string[] =>
    readdirSync(join(PROJECT, folder), { withFileTypes: true })
      .filter(({ name }) => belongs(name) && (folder !== ".gen" || name === "README.md"))
      .flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
      });
  const texts = walk("").map((path): [string, string] => [path, readText(PROJECT, path)]);
  return Object.fromEntries(texts.filter(([, text]) => !text.includes("\0")));
}
