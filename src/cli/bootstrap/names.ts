import type { BootstrapState } from "./state-file";

/** How everything of the bootstrap stack is called in the account. */
export interface Names {
  readonly bucket: string;
  readonly table: string;
  /** In front of the secrets' names, with its slash. */
  readonly secretPrefix: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The names that are given, else those in the state, else defaults that a colleague's fresh clone works out, too: they
 * depend on nothing but account and region.
 */
export function resolveNames(
  env: Environment,
  { account, region }: { readonly account: string; readonly region: string },
  state: BootstrapState | undefined,
): { readonly names: Names; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const resolve = (variables: readonly string[], inState: string | undefined, otherwise: string): string => {
    const [first, second] = variables.flatMap((name) => (env[name] ? [{ name, value: env[name] }] : []));
    if (first !== undefined && second !== undefined && first.value !== second.value) {
      problems.push(
        `${first.name} is ${first.value}, but ${second.name} is ${second.value}. Both name the same thing: leave one of them unset.`,
      );
    }
    if (first !== undefined && inState !== undefined && inState !== first.value) {
      problems.push(
        `${first.name} is ${first.value}, but the state of the bootstrap stack has ${inState}. A new name would replace what holds data: unset ${first.name}, or set it to ${inState}. For a second, separate set work in another clone of the project.`,
      );
    }
    return first?.value ?? inState ?? otherwise;
  };
  const names = {
    bucket: resolve(
      ["TF_STATE_BUCKET", "TF_VAR_state_bucket_name"],
      state?.bucket,
      `mlflow-terraform-state-${account}-${region}`,
    ),
    table: resolve(["TF_STATE_LOCK_TABLE", "TF_VAR_state_lock_table_name"], state?.table, "mlflow-terraform-lock"),
    // An empty prefix is one, too.
    secretPrefix: env.TF_VAR_secret_prefix ?? state?.secretPrefix ?? "mlflow/",
  };
  if (state?.secretPrefix !== undefined && state.secretPrefix !== names.secretPrefix) {
    problems.push(
      `TF_VAR_secret_prefix is "${names.secretPrefix}", but the state of the bootstrap stack has "${state.secretPrefix}". A new prefix would replace the secrets: unset TF_VAR_secret_prefix.`,
    );
  }
  return { names, problems };
}

/** What must come from the environment, because this command looks at it, too, or because it is a secret. */
const ONLY_BY_ENVIRONMENT =
  /^--?var[= ]?(state_bucket_name|state_lock_table_name|secret_prefix|oauth2_client_id|oauth2_client_secret)\s*=/;

/** Arguments for Terraform that are refused. */
export function argumentProblems(terraformArgs: readonly string[]): readonly string[] {
  const joined = terraformArgs.map((arg, index) =>
    arg === "-var" || arg === "--var" ? `-var ${terraformArgs[index + 1] ?? ""}` : arg,
  );
  return joined.flatMap((arg) => {
    const name = ONLY_BY_ENVIRONMENT.exec(arg)?.[1];
    if (name === undefined) return [];
    const reason = name.startsWith("oauth2_")
      ? "the arguments of a process can be read by everybody on the machine"
      : "this command itself looks for what has that name";
    return [`-var ${name}=... is refused: ${reason}. Give it as TF_VAR_${name} in the environment.`];
  });
}
