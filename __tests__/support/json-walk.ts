import { Json, JsonObject } from "./stack-json";

/** One value that is neither list nor object, and where it lies. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: string | number | boolean | null;
}

/** Every leaf below a value, without cdktf's own notes (`//`). */
export function leaves(value: Json | undefined, path: readonly string[] = []): Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null) return [{ path, value }];
  return Object.entries(value).flatMap(([key, member]: [string, Json]) =>
    key === "//" ? [] : leaves(member, [...path, key]),
  );
}

/** Every string below a value. */
export function strings(value: Json | undefined): string[] {
  return leaves(value).flatMap((leaf) => (typeof leaf.value === "string" ? [leaf.value] : []));
}

const ADDRESS = /(?:\b(?:data|ephemeral)\.)?\baws_[a-z0-9_]+\.[A-Za-z0-9_-]+/g;

/** Addresses of the blocks that a value names, each once: `aws_lb.edge`, `data.aws_region.current`. */
export function references(value: Json | undefined): string[] {
  return [...new Set(strings(value).flatMap((text) => text.match(ADDRESS) ?? []))];
}

/** Nested blocks come as one object or as a list of them; absent ones as nothing. */
export function many(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function number(value: Json | undefined): number {
  if (typeof value === "number") return value;
  throw new Error(`not a number: ${JSON.stringify(value)}`);
}

/** Attributes as Terraform reads them: without cdktf's own notes (`//`). */
export function withoutNotes(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== "//"));
}
