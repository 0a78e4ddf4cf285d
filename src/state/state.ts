import { TerraformStack } from "cdktf";
import { InvalidSettingsError, Problem } from "../terraform/problem";
import { hcpTerraformStateProblems } from "./hcp-terraform-problems";
import { addHcpTerraformBackend, HcpTerraformState, workspacePlace } from "./hcp-terraform-state";
import { addLocalBackend, LocalState } from "./local-state";
import { addS3Backend, S3State, s3StateProblems, stateKey } from "./s3-state";

/** Where Terraform keeps the state of a stack. One file beside this one for each. */
export type State = S3State | LocalState | HcpTerraformState;

/**
 * Reads `TF_STATE_BUCKET`, `TF_STATE_LOCK_TABLE`, `TF_STATE_KEY` and `TF_STATE_KMS_KEY_ARN`; unset and empty are the same.
 * This is the way for `cdktf deploy`, which has no `-backend-config`.
 */
export function stateFromEnvironment(env: Readonly<Record<string, string | undefined>>): S3State {
  const {
    TF_STATE_BUCKET: bucket,
    TF_STATE_LOCK_TABLE: lockTable,
    TF_STATE_KEY: key,
    TF_STATE_KMS_KEY_ARN: kmsKeyArn,
  } = env;
  return {
    type: "s3",
    ...(bucket ? { bucket } : {}),
    ...(lockTable ? { lockTable } : {}),
    ...(key ? { key } : {}),
    ...(kmsKeyArn ? { kmsKeyArn } : {}),
  };
}

/** Environment variable that says where the state of the bootstrap stack lies; `npm run bootstrap` sets it. */
export const BOOTSTRAP_STATE_VARIABLE = "TF_STATE_BOOTSTRAP";

/**
 * Local unless `TF_STATE_BOOTSTRAP` is `s3`: the bucket has to be made before it can hold a state. The key is never
 * `TF_STATE_KEY`, which belongs to an environment of mlflow.
 *
 * @throws InvalidSettingsError for any other value
 */
export function bootstrapStateFromEnvironment(env: Readonly<Record<string, string | undefined>>): LocalState | S3State {
  const place = env[BOOTSTRAP_STATE_VARIABLE];
  if (!place || place === "local") return { type: "local" };
  if (place === "s3") return stateFromEnvironment({ ...env, TF_STATE_KEY: undefined });
  throw new InvalidSettingsError([
    {
      where: BOOTSTRAP_STATE_VARIABLE,
      given: JSON.stringify(place),
      allowed: "local, the default, or s3",
      fix: "leave it unset and run npm run bootstrap, which looks where the state is",
    },
  ]);
}

/** Emits where the state of a stack is kept. Call it once, in the constructor of the stack. */
export function addBackend(stack: TerraformStack, state: State): void {
  switch (state.type) {
    case "s3":
      addS3Backend(stack, state);
      return;
    case "local":
      addLocalBackend(stack);
      return;
    case "hcp-terraform":
      addHcpTerraformBackend(stack, state);
  }
}

/** Two stacks of one app in the same place would destroy each other's resources. The place as text, for comparison. */
export function statePlace(stackId: string, state: State): string {
  switch (state.type) {
    case "s3":
      // Whatever the bucket: it may be left to `-backend-config`.
      return stateKey(stackId, state);
    case "local":
      return stackId;
    case "hcp-terraform":
      return workspacePlace(state);
  }
}

/** What is wrong with the settings. */
export function stateProblems(state: State): Problem[] {
  switch (state.type) {
    case "s3":
      return s3StateProblems(state);
    case "local":
      return [];
    case "hcp-terraform":
      return hcpTerraformStateProblems(state);
  }
}
