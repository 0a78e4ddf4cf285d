/** A part of the registered load balancer that the front cannot follow. */
export class RefusedPartError extends Error {
  constructor(part: string) {
    super(`The front does not know this part of the load balancer, and would rehearse something else: ${part}`);
  }
}

/**
 * A part that must be there.
 *
 * @throws RefusedPartError when it is not
 */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RefusedPartError(`${what} is missing`);
  return value;
}

/**
 * @throws RefusedPartError when a value is set under a key that is not known; an empty list counts as not set
 */
export function onlyKnown(what: string, part: object, known: readonly string[]): void {
  for (const [key, value] of Object.entries(part)) {
    const unset = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!unset && !known.includes(key)) throw new RefusedPartError(`${what} with ${key} = ${JSON.stringify(value)}`);
  }
}

/**
 * @throws RefusedPartError unless a value is among the known ones
 */
export function oneOf<T extends string>(what: string, value: string | undefined, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new RefusedPartError(`${what} ${String(value)}`);
  return found;
}
