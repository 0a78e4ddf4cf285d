import { hclString } from "../terraform/hcl-string";
import { Json, JsonObject, isList, isObject, objectOf, textOf } from "./doctor/json";

/** Body of `POST /workspaces/<id>/vars` of HCP Terraform's API. */
export interface VariablePayload {
  readonly data: { readonly type: "vars"; readonly attributes: VariableAttributes };
}

/** One variable of a workspace. */
export interface VariableAttributes {
  readonly key: string;
  /** Absent: it is secret, and set in the workspace by hand. */
  readonly value?: string;
  readonly description: string;
  /** `terraform`: the value of a Terraform variable; `env`: a variable of the environment of runs. */
  readonly category: "terraform" | "env";
  /** true: the value is an HCL expression, as lists and maps are; false: it is text. */
  readonly hcl: boolean;
  /** true: nobody can read the value in HCP Terraform. */
  readonly sensitive: boolean;
}

/** A variable of the workspace, wrapped as the API wants it. */
export function payload(attributes: VariableAttributes): VariablePayload {
  return { data: { type: "vars", attributes } };
}

/**
 * The Terraform variables of a stack, in the order of its JSON.
 *
 * @param declared the `variable` blocks
 * @param values what Terraform reads for those that are not secret
 * @param withDefaults also those whose value is their default, which later changes of the default then do not reach
 */
export function terraformVariables(
  declared: JsonObject,
  values: (name: string) => Json | undefined,
  withDefaults: boolean,
): readonly VariableAttributes[] {
  return Object.entries(declared).flatMap(([key, block]): VariableAttributes[] => {
    const { type, description, default: byDefault, sensitive, ephemeral } = objectOf(block);
    const secret = sensitive === true || ephemeral === true;
    const value = secret ? undefined : values(key);
    const isDefault = secret ? byDefault !== undefined : isSame(value, byDefault);
    if (isDefault && !withDefaults) return [];
    const hcl = !/^(string|number|bool)$/.test(textOf(type));
    return [
      {
        key,
        ...(value === undefined ? {} : { value: hcl ? hclExpression(value) : plainText(value) }),
        description: textOf(description),
        category: "terraform",
        hcl,
        sensitive: secret,
      },
    ];
  });
}

/** Text of a variable that is no HCL expression: Terraform converts it to number or bool itself. */
function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A value as an HCL expression on one line. */
export function hclExpression(value: Json): string {
  if (typeof value === "string") return hclString(value);
  if (isList(value)) return `[${value.map(hclExpression).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${hclString(key)} = ${hclExpression(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return one !== undefined && other !== undefined && hclExpression(one) === hclExpression(other);
}

/** Names of the variables that give the runs of a workspace AWS credentials for their own time, by OIDC. */
const ROLES = ["TFC_AWS_PLAN_ROLE_ARN", "TFC_AWS_APPLY_ROLE_ARN"] as const;

const ROLE_ARN = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/;

/** Variables of the environment of runs: region, and both roles where they are given. */
export function environmentVariables(env: NodeJS.ProcessEnv): readonly VariableAttributes[] {
  const variable = (key: string, value: string, description: string): VariableAttributes => ({
    key,
    value,
    description,
    category: "env",
    hcl: false,
    sensitive: false,
  });
  const { AWS_REGION: region = "", TFC_AWS_PLAN_ROLE_ARN: plan, TFC_AWS_APPLY_ROLE_ARN: apply } = env;
  return [
    variable("AWS_REGION", region, "Region of the stack."),
    ...(plan && apply
      ? [
          variable("TFC_AWS_PROVIDER_AUTH", "true", "Each run gets AWS credentials of its own by OIDC."),
          variable("TFC_AWS_PLAN_ROLE_ARN", plan, "Role that plans."),
          variable("TFC_AWS_APPLY_ROLE_ARN", apply, "Role that applies."),
        ]
      : []),
  ];
}

/** What is wrong with region and roles; empty when nothing is. */
export function environmentProblems(env: NodeJS.ProcessEnv): readonly string[] {
  const given = ROLES.filter((name) => env[name]);
  return [
    ...(env.AWS_REGION ? [] : ["AWS_REGION is not set. Give the region of the stack."]),
    ...(given.length === 1
      ? [`${given.join()} is set alone. Give both roles, TFC_AWS_PLAN_ROLE_ARN and TFC_AWS_APPLY_ROLE_ARN, or none.`]
      : []),
    ...given
      .filter((name) => !ROLE_ARN.test(env[name] ?? ""))
      .map(
        (name) => `${name} is ${JSON.stringify(env[name])}. Give the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME.`,
      ),
  ];
}
