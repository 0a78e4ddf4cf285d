import { TerraformOutput, Token } from "cdktf";
import { Ci } from "../ci/ci";
import { BootstrapVariables } from "../settings/bootstrap-variables";
import { expression } from "../terraform/expression";
import type { BootstrapStack } from "./bootstrap-stack";

export interface BootstrapOutputSources {
  readonly variables: BootstrapVariables;
  readonly encryptionKeyArn: string | undefined;
}

/** What the next commands need, as lines to copy. */
export function declareBootstrapOutputs(
  stack: BootstrapStack,
  { variables, encryptionKeyArn }: BootstrapOutputSources,
): void {
  const output: Output = (name, description, value) => {
    new TerraformOutput(stack, name, { description, value });
  };
  const ofKey = (name: string): string[] => (encryptionKeyArn === undefined ? [] : [`${name}=${encryptionKeyArn}`]);
  const stateKey = ofKey("TF_STATE_KMS_KEY_ARN");
  const dataKey = ofKey("TF_VAR_kms_key_arn");
  const bucket = stack.stateBucket.name;
  const table = stack.lockTable.name;
  output("state_bucket", "Bucket of the states", bucket);
  output("state_lock_table", "Table of the lock", table);
  output(
    "environment",
    "Lines to run before npm run plan and npm run deploy",
    [
      `export TF_STATE_BUCKET=${bucket} TF_STATE_LOCK_TABLE=${table}`,
      `export TF_VAR_secret_prefix=${variables.secretPrefix}`,
      ...(encryptionKeyArn === undefined ? [] : [`export ${[...stateKey, ...dataKey].join(" ")}`]),
      ...(stack.ci === undefined ? [] : [`export ${boundaryVariable(stack.ci)}`]),
    ].join("\n"),
  );
  output(
    "init_command",
    "The same for plain Terraform",
    [
      `terraform -chdir=cdktf.out/stacks/mlflow init -backend-config=bucket=${bucket} -backend-config=dynamodb_table=${table}`,
      ...(encryptionKeyArn === undefined ? [] : [`-backend-config=kms_key_id=${encryptionKeyArn}`]),
    ].join(" "),
  );
  // A given one is a variable of that name.
  if (encryptionKeyArn !== undefined && variables.kmsKeyArn === undefined)
    output("kms_key_arn", "Key that encrypts all of it", encryptionKeyArn);
  if (stack.ci !== undefined)
    ciOutputs(stack.ci, output, {
      ofStates: [`TF_STATE_BUCKET=${bucket}`, `TF_STATE_LOCK_TABLE=${table}`, ...stateKey],
      ofStack: [`TF_VAR_secret_prefix=${variables.secretPrefix}`, ...dataKey],
    });
  const byHand = Object.entries(variables.contents).flatMap(([name, content]) => (content?.optional ? [name] : []));
  if (byHand.length > 0)
    output("put_client_commands", "Set the OAuth client's id and secret, when Terraform does not", putCommands(byHand));
}

type Output = (name: string, description: string, value: string) => void;

/** Variables by what they are about. */
interface CiVariables {
  /** Where the states lie, for platforms that do not keep them. */
  readonly ofStates: readonly string[];
  readonly ofStack: readonly string[];
}

function ciOutputs(ci: Ci, output: Output, variables: CiVariables): void {
  const { plan, apply, track, platform, region } = ci;
  output("ci_plan_role_arn", "Role with which CI plans", plan.arn);
  output("ci_apply_role_arn", "Role with which CI applies", apply.arn);
  if (track !== undefined)
    output("ci_track_role_arn", "Role with which CI tracks runs, a subject of bearerTokens", track.arn);
  output(
    "ci_variables",
    "Variables for the jobs or the workspace of CI; none is secret",
    [
      ...platform.variables.others,
      `${platform.variables.plan}=${plan.arn}`,
      `${platform.variables.apply}=${apply.arn}`,
      `AWS_REGION=${region}`,
      ...(ci.statesAreHere ? variables.ofStates : []),
      ...variables.ofStack,
      boundaryVariable(ci),
    ].join("\n"),
  );
}

/** Whoever plans needs it, people too: without it their plan takes the boundary away. */
function boundaryVariable({ taskBoundaryArn }: Ci): string {
  return `TF_VAR_iam_permissions_boundary_arn=${taskBoundaryArn}`;
}

/** By standard input: arguments of a process can be read by everybody on the machine. */
function putCommands(secrets: readonly string[]): string {
  const lines = secrets.map((name) => {
    const variable = name.toUpperCase().replaceAll("-", "_");
    return `printf %s "$${variable}" | aws secretsmanager put-secret-value --secret-id=\${var.secret_prefix}${name} --secret-string file:///dev/stdin`;
  });
  return Token.asString(expression(`var.oauth2_client_version > 0 ? "" : ${JSON.stringify(lines.join("\n"))}`));
}
