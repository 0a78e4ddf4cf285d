/** One thing that is wrong with the settings of a stack. */
export interface Problem {
  /** Where, for example `mlflow: identityProvider.issuerUrl` or `TF_STATE_KEY`. */
  readonly where: string;
  /** What was given. Never the value of a secret. */
  readonly given: string;
  /** What is allowed. */
  readonly allowed: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Thrown with *all* problems of a stack before any of its resources exists. */
export class InvalidSettingsError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(describeProblems(problems));
    this.name = "InvalidSettingsError";
  }
}

/** All problems as one message, each with the place, the value, what is allowed and the fix. */
export function describeProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(
    ({ where, given, allowed, fix }) =>
      `  ${where}\n    given:   ${given}\n    allowed: ${allowed}\n    fix:     ${fix}`,
  );
  return [`invalid settings, ${count}:`, ...lines].join("\n");
}

/** What is wrong with the settings that `build` reads; empty when it succeeds. */
export function problemsOf(build: () => unknown): readonly Problem[] {
  try {
    build();
    return [];
  } catch (error) {
    if (error instanceof InvalidSettingsError) return error.problems;
    throw error;
  }
}

/** @throws InvalidSettingsError when there is at least one problem */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InvalidSettingsError(problems);
}
