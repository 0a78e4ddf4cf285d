import type { Adoptable } from "../../settings/adoption";
import { SECRET_NAMES, SecretName } from "../../settings/secrets";
import { listAt, textAt } from "../json";
import type { SecretFound } from "./existing";
import type { Names } from "./names";
import { BootstrapState, VERSION_VARIABLES } from "./state-file";

/** A change of a secret's value in a plan. */
export interface ValueChange {
  readonly secret: SecretName;
  readonly action: "create" | "replace" | "delete";
}

/** The changes of secrets' values in `terraform show -json` of a plan. The values themselves are not in it. */
export function valueChanges(plan: unknown): readonly ValueChange[] {
  return listAt(plan, "resource_changes").flatMap((change): ValueChange[] => {
    if (textAt(change, "type") !== "aws_secretsmanager_secret_version") return [];
    const secret = SECRET_NAMES.find((name) => textAt(change, "name")?.startsWith(`${name}_version`));
    const actions = listAt(change, "change", "actions");
    if (secret === undefined) return [];
    if (actions.includes("create")) return [{ secret, action: actions.includes("delete") ? "replace" : "create" }];
    return actions.includes("delete") ? [{ secret, action: "delete" }] : [];
  });
}

export interface PlannedValues {
  readonly changes: readonly ValueChange[];
  readonly secrets: Readonly<Record<SecretName, SecretFound>>;
  readonly state: BootstrapState | undefined;
  readonly names: Names;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What an earlier run has made and import blocks bring into the state: its values are this stack's own. */
  readonly imported: readonly Adoptable[];
}

/** Why a plan must not be applied: it would write over a value, or take one away, that nobody meant. */
export function planProblems({ changes, secrets, state, names, env, imported }: PlannedValues): readonly string[] {
  const isClient = (secret: SecretName): boolean => VERSION_VARIABLES[secret] === "oauth2_client_version";
  const problems = changes.flatMap(({ secret, action }) => {
    const name = `${names.secretPrefix}${secret}`;
    if (action === "delete") {
      const adopted = state?.adopted.includes(secret) ?? false;
      return adopted
        ? []
        : [
            `The plan would take the value of ${name} away. Unset TF_VAR_${VERSION_VARIABLES[secret]}: this command remembers the version.`,
          ];
    }
    const found = secrets[secret];
    const hasValue = found.kind === "present" && found.hasValue;
    // Whoever raises the version of the client means it: until then its values were set by hand.
    if (action === "create" && hasValue && !isClient(secret) && !imported.includes(secret)) {
      return [
        `The plan would overwrite the value of ${name}, which this stack did not write. To keep it: npm run bootstrap -- --adopt. A new one later: aws secretsmanager put-secret-value.`,
      ];
    }
    return [];
  });
  const writesClient = changes.some(({ secret, action }) => isClient(secret) && action !== "delete");
  if (writesClient && !(env.TF_VAR_oauth2_client_id && env.TF_VAR_oauth2_client_secret)) {
    problems.push(
      "oauth2_client_version was raised, but there is no new value. Give both in the environment, TF_VAR_oauth2_client_id and TF_VAR_oauth2_client_secret, or leave TF_VAR_oauth2_client_version unset and use aws secretsmanager put-secret-value.",
    );
  }
  return problems;
}

/** The names that Terraform really used: a tfvars file may say something else than the environment. */
export function plannedNameProblems(plan: unknown, names: Names): readonly string[] {
  const used: readonly (readonly [variable: string, name: string])[] = [
    ["state_bucket_name", names.bucket],
    ["state_lock_table_name", names.table],
    ["secret_prefix", names.secretPrefix],
  ];
  return used.flatMap(([variable, name]) => {
    const planned = textAt(plan, "variables", variable, "value");
    return planned === undefined || planned === name
      ? []
      : [
          `${variable} is "${planned}" in a variables file, but this command looked at "${name}". Take it out of the file and give it as TF_VAR_${variable}.`,
        ];
  });
}
