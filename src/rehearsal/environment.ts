/** Variables that would lead Terraform to a real account, another state or another plan. */
const LEADING_AWAY =
  /^(AWS_|TF_VAR_|TF_STATE_|TF_CLI_ARGS|TF_WORKSPACE$|TF_CLOUD_|TF_TOKEN_|TF_LOG|TF_DATA_DIR$|MLFLOW_|CDKTF_)/;

/** The user's environment without what would lead away from the emulated account, and with what leads to it. */
export function terraformEnvironment(
  user: NodeJS.ProcessEnv,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept = Object.entries(user).flatMap(([name, value]): [string, string][] =>
    value === undefined || LEADING_AWAY.test(name) ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(kept), ...more };
}
