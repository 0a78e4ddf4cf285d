import { isObject, Json, JsonObject } from "./stack-json";

/**
 * Replaces `${{ a.b.c }}` by what the contexts hold there. Our workflows need no operators; a name that is not there is
 * an error here, where GitHub would quietly take an empty text.
 */
export function expand(value: Json, contexts: JsonObject): string {
  const source = typeof value === "string" ? value : JSON.stringify(value);
  return source.replaceAll(/\$\{\{ ([^}]*) \}\}/g, (_, path: string) => {
    const found = path
      .split(".")
      .reduce<Json | undefined>((at, key) => (isObject(at ?? null) ? get(at, key) : undefined), contexts);
    if (typeof found !== "string" && typeof found !== "number") throw new Error(`there is no ${path}`);
    return String(found);
  });
}

/** The same for each value of a mapping. */
export function expandAll(values: JsonObject, contexts: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, expand(value, contexts)]));
}

function get(at: Json | undefined, key: string): Json | undefined {
  return at !== undefined && isObject(at) ? at[key] : undefined;
}
