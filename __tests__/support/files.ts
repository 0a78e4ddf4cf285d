import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { readText } from "./synthesis";

/** Every file below a folder with its text, by its path from there, sorted. */
export function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  return Object.fromEntries(files.map((file) => [file, readText(folder, file)]));
}
