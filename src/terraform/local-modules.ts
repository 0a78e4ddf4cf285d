import { existsSync, readFileSync } from "node:fs";

/**
 * The local Terraform modules that `cdktf.json` lists. cdktf refuses to copy a module beside the JSON unless the app
 * names it; its CLI does that by itself, plain `node` does not.
 */
export function localModules(file = "cdktf.json"): string[] {
  if (!existsSync(file)) return [];
  const settings: unknown = JSON.parse(readFileSync(file, "utf8"));
  return items(member(settings, "terraformModules"))
    .map((module) => (typeof module === "string" ? module : member(module, "source")))
    .filter((source) => typeof source === "string")
    .filter((source) => /^\.\.?\//.test(source));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
