import { takeOption } from "../arguments";

/** What the command line of `npm run destroy` says. */
export interface DestroyOptions {
  readonly stack: string;
  /** Given for scripts; otherwise it is asked for. */
  readonly phrase: string | undefined;
  readonly terraformArgs: readonly string[];
  readonly usage: string;
}

/** Takes the command's own options out of its arguments. */
export function readDestroyOptions(args: readonly string[], usage: string): DestroyOptions {
  const [stack, withoutStack] = takeOption(args, "--stack", usage);
  const [phrase, terraformArgs] = takeOption(withoutStack, "--phrase", usage);
  return { stack: stack ?? "mlflow", phrase, terraformArgs, usage };
}
