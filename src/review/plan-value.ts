/** Stands in a value where Terraform says that the content is sensitive: a review never holds it. */
export const SENSITIVE = Symbol("sensitive");
/** Stands in a value where it is only known after the apply. */
export const UNKNOWN = Symbol("known after apply");

/** A value of a plan without what is sensitive, and with its unknown parts marked. */
export type PlanValue =
  null | boolean | number | string | typeof SENSITIVE | typeof UNKNOWN | readonly PlanValue[] | PlanObject;

export interface PlanObject {
  readonly [name: string]: PlanValue;
}

/**
 * The value without its sensitive and unknown parts.
 *
 * @param sensitive mask of the same form as the value, or `true` for all of it
 * @param unknown the same for what is known after the apply; it may have parts that the value lacks
 */
export function planValue(value: unknown, sensitive: unknown, unknown?: unknown): PlanValue {
  if (sensitive === true) return SENSITIVE;
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const values = items(value);
    const unknowns = items(unknown);
    const count = Math.max(values.length, unknowns.length);
    return Array.from({ length: count }, (_, at) => planValue(values[at], items(sensitive)[at], unknowns[at]));
  }
  if (isRecord(value) || isRecord(unknown)) {
    const names = new Set([...Object.keys(record(value)), ...Object.keys(record(unknown))]);
    return Object.fromEntries(
      [...names].map((name) => [name, planValue(record(value)[name], record(sensitive)[name], record(unknown)[name])]),
    );
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}

/** What lies at a path; `null` where there is nothing. */
export function valueAt(value: PlanValue, ...path: readonly (string | number)[]): PlanValue {
  let found = value;
  for (const step of path) {
    const next = isList(found) ? found[Number(step)] : isObject(found) ? found[step] : undefined;
    if (next === undefined) return null;
    found = next;
  }
  return found;
}

/** The text at a path; `undefined` where it is something else, or not known. */
export function textAt(value: PlanValue, ...path: readonly (string | number)[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The number at a path. */
export function numberAt(value: PlanValue, ...path: readonly (string | number)[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The elements of the list at a path; none where there is no list. */
export function listAt(value: PlanValue, ...path: readonly (string | number)[]): readonly PlanValue[] {
  const found = valueAt(value, ...path);
  return isList(found) ? found : [];
}

/** The texts in the list at a path, without anything else that is in it. */
export function textsAt(value: PlanValue, ...path: readonly (string | number)[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === "string");
}

export function isList(value: PlanValue): value is readonly PlanValue[] {
  return Array.isArray(value);
}

export function isObject(value: PlanValue): value is PlanObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
