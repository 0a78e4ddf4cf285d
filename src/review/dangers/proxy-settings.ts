import { Container } from "../containers";

/** What oauth2-proxy is told, by the name of the flag in the singular: flags and environment are the same settings. */
export type ProxySettings = ReadonlyMap<string, readonly string[]>;

const ENVIRONMENT = "OAUTH2_PROXY_";

/** The settings of an oauth2-proxy container. Lists may come as several flags, or as one with commas. */
export function proxySettings({ command, entryPoint, environment }: Container): ProxySettings {
  const settings = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    const key = singular(name);
    settings.set(key, [...(settings.get(key) ?? []), ...(isText(key) ? [value] : value.split(","))]);
  };
  for (const { name, value } of environment ?? [])
    if (name.startsWith(ENVIRONMENT) && value !== "")
      add(name.slice(ENVIRONMENT.length).toLowerCase().replaceAll("_", "-"), value);
  const words = [...(entryPoint ?? []), ...(command ?? [])];
  words.forEach((word, at) => {
    const [, name = "", value] = /^--?([a-z][a-z0-9-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    if (name === "") return;
    const next = words[at + 1] ?? "";
    // Without `=` a boolean flag is on, and the next word is nobody's; any other flag takes it.
    add(name, value ?? (next === "" || next.startsWith("-") ? "true" : next));
  });
  return settings;
}

/** The environment names lists in the plural, and some flags, too. */
function singular(name: string): string {
  return name.replace(/(?<=[^s])s$/, "");
}

/** HTML and regular expressions have commas of their own. */
function isText(name: string): boolean {
  return /^(footer|banner|api-route|skip-auth-route|skip-auth-regex)$/.test(name);
}

/** The values that a setting gains. */
export function gained(before: ProxySettings, after: ProxySettings, name: string): readonly string[] {
  const old = before.get(name) ?? [];
  return (after.get(name) ?? []).filter((value) => !old.includes(value));
}

/** The values that a setting loses. */
export function dropped(before: ProxySettings, after: ProxySettings, name: string): readonly string[] {
  return gained(after, before, name);
}
