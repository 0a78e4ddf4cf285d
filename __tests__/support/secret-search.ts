import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The forms in which a value could hide in a text. */
export function disguises(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, json, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])];
}

/** Which of the named secrets occur in a text, in any disguise. */
export function secretsIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets)
    .filter(([, value]) => disguises(value).some((form) => text.includes(form)))
    .map(([name]) => name);
}

/** All files below a folder without the provider's binaries, as one text. */
export function folderText(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.includes("providers"))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .join("\n");
}
