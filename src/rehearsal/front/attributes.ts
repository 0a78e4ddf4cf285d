import { oneOf, RefusedPartError } from "./refusal";

/** A key and its value, as AWS answers. */
export interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/**
 * The attributes that may have any value, by key.
 *
 * @throws RefusedPartError when another attribute is not known, or has a value that is not known
 */
export function followed(
  what: string,
  attributes: readonly Attribute[],
  fixed: Readonly<Record<string, readonly string[]>>,
  withoutEffect: RegExp,
  free: readonly string[],
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { Key = "", Value = "" } of attributes) {
    const known = fixed[Key];
    if (free.includes(Key)) values.set(Key, Value);
    else if (known !== undefined) oneOf(`${what} with ${Key} =`, Value, known);
    else if (!withoutEffect.test(Key)) throw new RefusedPartError(`${what} with ${Key} = ${Value}`);
  }
  return values;
}
