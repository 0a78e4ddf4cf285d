import { ADOPT_VARIABLE, Adoptable } from "../../settings/adoption";
import { SECRET_NAMES } from "../../settings/secrets";
import { BOOTSTRAP_STATE_VARIABLE } from "../../state/state";
import type { Names } from "./names";
import { BootstrapState, VERSION_VARIABLES } from "./state-file";

export interface EnvironmentSources {
  readonly env: NodeJS.ProcessEnv;
  readonly region: string;
  readonly names: Names;
  readonly state: BootstrapState | undefined;
  readonly adopted: readonly Adoptable[];
}

/**
 * The environment of synth and Terraform: names, versions and adoption as they are in the account and in the state.
 *
 * A version that was raised once must be raised for ever: a plan without it would take the client's values away, or
 * generate a password anew. Nobody remembers that half a year later, so what the state has is the default; a variable in
 * the environment, or a variables file, still says otherwise.
 */
export function terraformEnvironment({ env, region, names, state, adopted }: EnvironmentSources): NodeJS.ProcessEnv {
  return {
    ...versionDefaults(state),
    ...quietProvider(env),
    ...(state?.kmsKeyArn === undefined ? {} : { TF_VAR_kms_key_arn: state.kmsKeyArn }),
    ...env,
    TF_INPUT: "0",
    AWS_REGION: region,
    TF_VAR_state_bucket_name: names.bucket,
    TF_VAR_state_lock_table_name: names.table,
    TF_VAR_secret_prefix: names.secretPrefix,
    [ADOPT_VARIABLE]: [...new Set([...(env[ADOPT_VARIABLE] ?? "").split(","), ...adopted])]
      .filter((name) => name !== "")
      .join(),
  };
}

/** At `DEBUG` and `TRACE` the AWS provider logs the bodies of its calls, and so the values of secrets. */
function quietProvider({ TF_LOG: level = "" }: NodeJS.ProcessEnv): Record<string, string> {
  return /^(TRACE|DEBUG|JSON)$/i.test(level) ? { TF_LOG_PROVIDER: "INFO" } : {};
}

function versionDefaults(state: BootstrapState | undefined): Record<string, string> {
  const versions = new Map<string, number>();
  for (const name of SECRET_NAMES) {
    const version = state?.versions[name];
    const variable = VERSION_VARIABLES[name];
    // Id and secret differ when an apply was interrupted between the two: the later one was meant.
    if (version !== undefined) versions.set(variable, Math.max(version, versions.get(variable) ?? 0));
  }
  return Object.fromEntries([...versions].map(([name, version]) => [`TF_VAR_${name}`, String(version)]));
}

/** Where the bootstrap stack's state lies, for the synth. */
export function withStateIn(place: "local" | "bucket", env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, [BOOTSTRAP_STATE_VARIABLE]: place === "local" ? "local" : "s3" };
}
