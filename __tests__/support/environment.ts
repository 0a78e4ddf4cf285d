/** Variables that would change what is synthesized, planned or applied. */
const SCRUBBED =
  /^(AWS_|TF_VAR_|TF_STATE_|TF_CLI_ARGS|TF_WORKSPACE$|TF_CLOUD_|TF_TOKEN_|TF_LOG|TF_DATA_DIR$|MLFLOW_|CDKTF_)/;

/** The environment of this process without what could leak into a test, and with what the test sets. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value === undefined || (SCRUBBED.test(name) && name !== "CDKTF_DISABLE_PLUGIN_CACHE_ENV") ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(kept), ...extra };
}
