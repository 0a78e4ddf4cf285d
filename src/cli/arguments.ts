import { CommandError } from "./command";

/** Takes an option with its value out of the arguments of a command; the rest is for Terraform. */
export function takeOption(
  args: readonly string[],
  name: string,
  usage: string,
): readonly [value: string | undefined, rest: readonly string[]] {
  const index = args.indexOf(name);
  if (index < 0) return [undefined, args];
  const value = args[index + 1];
  if (value === undefined) throw new CommandError(`${name} needs a value.\n\n${usage}`);
  return [value, [...args.slice(0, index), ...args.slice(index + 2)]];
}

/** Takes a flag out of the arguments. */
export function takeFlag(args: readonly string[], name: string): readonly [given: boolean, rest: readonly string[]] {
  return [args.includes(name), args.filter((arg) => arg !== name)];
}
