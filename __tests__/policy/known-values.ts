import { isList, isObject, Json, JsonObject, object, StackJson, text } from "../support/stack-json";

/** Values for the expressions in policies, as AWS would have them; the first that matches is taken. */
const PLAUSIBLE: readonly (readonly [RegExp, string])[] = [
  [/^data\.aws_partition\.[\w-]+\.partition$/, "aws"],
  [/^data\.aws_region\.[\w-]+\.id$/, "eu-west-1"],
  [/^data\.aws_caller_identity\.[\w-]+\.account_id$/, "123456789012"],
  [/^aws_s3_bucket\.[\w-]+\.arn$/, "arn:aws:s3:::demo-bucket"],
  [/^aws_s3_bucket\.[\w-]+\.id$/, "demo-bucket"],
  [/^aws_dynamodb_table\.[\w-]+\.arn$/, "arn:aws:dynamodb:eu-west-1:123456789012:table/demo"],
  [/^aws_iam_policy\.ci_task-boundary_[0-9A-F]{8}\.arn$/, "arn:aws:iam::123456789012:policy/mlflow-tasks-1"],
  // The value of a tag, in conditions that compare it as it is.
  [/^merge\(\{"env" = "dev", "project" = "oauth2-mlflow"\}, var\.tags\)\.project$/, "oauth2-mlflow"],
  [
    /^(data\.)?aws_secretsmanager_secret\.[\w-]+\.arn$/,
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:demo-AbCdEf",
  ],
  [/^aws_cloudwatch_log_group\.[\w-]+\.arn$/, "arn:aws:logs:eu-west-1:123456789012:log-group:demo"],
  [
    /^(data\.)?aws_kms_key\.[\w-]+\.arn$/,
    "arn:aws:kms:eu-west-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
  ],
  [/^join\("\/", compact\(\[trim\(var\.artifact_bucket_path, "\/"\), "\*"\]\)\)$/, "folder/*"],
  [/^distinct\(flatten\(.*:repository\/%s".*\)\)$/, "arn:aws:ecr:eu-west-1:123456789012:repository/mlflow"],
];

/**
 * ARNs of the account's OpenID Connect providers, which AWS makes of their addresses, by the expressions that stand for
 * them. Checks of a trust ask whose tokens it takes.
 */
export function providerArns(stack: StackJson): ReadonlyMap<string, string> {
  const type = "aws_iam_openid_connect_provider";
  const providers = [...stack.resources(type), ...stack.dataSources(type)];
  return new Map(
    providers.map(({ address, attributes }) => [
      `${address}.arn`,
      `arn:aws:iam::123456789012:oidc-provider/${text(attributes.url).replace("https://", "")}`,
    ]),
  );
}

/**
 * A policy document without expressions, for tools that read ARNs.
 *
 * @param own values of expressions of this stack alone
 * @throws Error for an expression that is not in the table: a wrong guess could hide a wildcard
 */
export function withKnownValues(value: Json, own: ReadonlyMap<string, string> = new Map()): Json {
  if (typeof value === "string")
    return value.replace(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_all, inner: string) => own.get(inner) ?? plausible(inner));
  if (isList(value)) return value.map((item) => withKnownValues(item, own));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withKnownValues(member, own)]));
}

function plausible(expression: string): string {
  const found = PLAUSIBLE.find(([pattern]) => pattern.test(expression));
  if (found === undefined) throw new Error(`no plausible value for \${${expression}}: add one to known-values.ts`);
  return found[1];
}

/**
 * Attributes with the defaults of variables in them, which checkov's Python checks do not look up. Of a resource for
 * each item of a list variable, the first item stands for all.
 *
 * @param variables section `variable` of the stack
 */
export function withDefaults(attributes: JsonObject, variables: JsonObject): JsonObject {
  const each = nameIn(attributes.for_each, /^\$\{toset\(var\.(\w+)\)\}$/);
  const items = each === undefined ? undefined : defaultOf(variables, each);
  const first = items !== undefined && isList(items) ? items[0] : undefined;
  const filled = (value: Json): Json => {
    if (isList(value)) return value.map(filled);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member)]));
    if (value === "${each.value}") return first ?? value;
    const name = nameIn(value, /^\$\{var\.(\w+)\}$/);
    return (name === undefined ? undefined : defaultOf(variables, name)) ?? value;
  };
  return object(filled(attributes));
}

function defaultOf(variables: JsonObject, name: string): Json | undefined {
  return variables[name] === undefined ? undefined : object(variables[name]).default;
}

function nameIn(value: Json | undefined, pattern: RegExp): string | undefined {
  return typeof value === "string" ? pattern.exec(value)?.[1] : undefined;
}
