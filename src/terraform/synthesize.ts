import { App } from "cdktf";
import { localModules } from "./local-modules";
import { describeProblems, problemsOf } from "./problem";

/** Adds one stack to the app; throws InvalidSettingsError when its settings are wrong. */
export type StackFactory = (app: App) => unknown;

/**
 * Builds every stack and writes their Terraform JSON below `cdktf.out/stacks`.
 *
 * The problems of all stacks are collected first: with one or more of them nothing is written, the list goes to
 * standard error and the exit code becomes 1. (cdktf's own validations fire after earlier stacks were written.)
 */
export function synthesize(...factories: readonly StackFactory[]): void {
  withoutCreationStacks(() => {
    buildAndWrite(factories);
  });
}

function buildAndWrite(factories: readonly StackFactory[]): void {
  const app = new App({ context: { cdktfRelativeModules: localModules() } });
  const problems = factories.flatMap((factory) => problemsOf(() => factory(app)));
  if (problems.length > 0) {
    process.stderr.write(`${describeProblems(problems)}\n\nNothing was written.\n`);
    process.exitCode = 1;
    return;
  }
  app.synth();
}

/**
 * cdktf notes the whole call stack for every token it makes, a quarter of the time of a synth (`npm run bench:synth`),
 * to say in its own errors where the token comes from. Errors themselves keep their stack.
 */
function withoutCreationStacks(work: () => void): void {
  const original = Object.getOwnPropertyDescriptor(Error, "captureStackTrace") ?? {};
  Error.captureStackTrace = (target: { stack?: string }): void => {
    target.stack = "";
  };
  try {
    work();
  } finally {
    Object.defineProperty(Error, "captureStackTrace", original);
  }
}
