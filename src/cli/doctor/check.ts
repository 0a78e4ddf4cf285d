import type { AwsClients } from "./aws-clients";
import type { SynthesizedStack } from "./synthesized-stack";
import type { Variables } from "./variables";

/** What a check found: one line of the report. */
export interface Finding {
  /** Name of the check. */
  readonly check: string;
  /** `problem`: the deployment would fail or not work. `skipped`: nobody looked, and why. */
  readonly status: "ok" | "warning" | "problem" | "skipped";
  /** What is there, in one paragraph. Never the value of a secret. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Commands or a text for a file, to be copied as they are: one line each. */
  readonly lines?: readonly string[];
}

/** What every check looks at. */
export interface Context {
  /** Id of the stack, for example `mlflow`. */
  readonly stack: string;
  /** Its synthesized folder, `cdktf.out/stacks/<stack>`. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Arguments for Terraform, such as `-var-file=...`, with absolute paths. */
  readonly terraformArgs: readonly string[];
  readonly synthesized: SynthesizedStack;
  /** Values of the Terraform variables, as Terraform reads them; those that it refuses are absent. */
  readonly variables: Variables;
  readonly aws: AwsClients;
  /** Region that the stack would be made in; `""` when none is set, and then only the first checks run. */
  readonly region: string;
  /** Account of the credentials; `""` when there are none, and then only the first checks run. */
  readonly account: string;
}

export interface Check {
  readonly name: string;
  /** May throw: the error becomes a finding, and the other checks go on. */
  run(context: Context): Promise<readonly Finding[]>;
}
