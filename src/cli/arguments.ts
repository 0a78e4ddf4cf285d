import { CommandError } from "./command";

/**
 * The value of an option, given as `--name value` or `--name=value`, and the arguments without both.
 *
 * @throws CommandError when the value is missing
 */
export function takeOption(
  args: readonly string[],
  name: string,
  usage: string,
): readonly [string | undefined, readonly string[]] {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  const option = args[at];
  if (option === undefined) return [undefined, args];
  const joined = option === name ? undefined : option.slice(name.length + 1);
  const value = joined ?? args[at + 1];
  if (value === undefined) throw new CommandError(`${name} needs a value.\n\n${usage}`);
  return [value, [...args.slice(0, at), ...args.slice(at + (joined === undefined ? 2 : 1))]];
}

/** Takes a flag out of the arguments. */
export function takeFlag(args: readonly string[], name: string): readonly [given: boolean, rest: readonly string[]] {
  return [args.includes(name), args.filter((arg) => arg !== name)];
}
