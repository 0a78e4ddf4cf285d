import { BootstrapVariables, declareBootstrapVariables } from "../../../src/settings/bootstrap-variables";
import { newStack, resolved, synthesized } from "../../support/small-stack";
import { JsonObject, list, object, text } from "../../support/stack-json";
import { accepts, passes, validations } from "../../support/variable-rules";

interface Declared {
  readonly json: JsonObject;
  readonly values: BootstrapVariables;
  readonly resolve: (value: unknown) => unknown;
}

function declare(adopted: readonly string[] = [], keyIsGiven = false): Declared {
  const stack = newStack();
  const values = declareBootstrapVariables(stack, { keyIsGiven, adopted });
  return { json: synthesized(stack).section("variable"), values, resolve: (value) => resolved(value, stack) };
}

const { json: variables, values } = declare();
const UUID = "01234567-89ab-cdef-0123-456789abcdef";

describe.each([
  [
    "state_bucket_name",
    [
      ["abc", "example-mlflow-terraform-state", "1bucket", "0".repeat(63), "x-and", "a--b", "man"],
      [
        "",
        "ab",
        "a".repeat(64),
        "Bucket",
        "s3://bucket",
        "bucket/path",
        "-bucket",
        "bucket-",
        "bucket.name",
        "bucket_name",
        "bucket\n",
        "xn--bucket",
        "sthree-bucket",
        "sthree-configurator",
        "amzn-s3-demo-bucket",
        "bucket-s3alias",
        "bucket--ol-s3",
        "bucket--x-s3",
        "bucket--table-s3",
        "bucket-an",
        "bucket-123456789012-eu-west-1-an",
      ],
    ],
  ],
  [
    "state_lock_table_name",
    [
      ["mlflow-terraform-lock", "Terraform_Locks.v2", "abc", "t".repeat(255)],
      ["", "ab", "a b c", "a/b", "table\n", "t".repeat(256), "arn:aws:dynamodb:eu-west-1:123456789012:table/locks"],
    ],
  ],
  [
    "secret_prefix",
    [
      ["", "mlflow/", "team/_+=.@-", "p".repeat(400)],
      ["a b/", "a*", "a:b", "é/", "mlflow/\n", "p".repeat(401)],
    ],
  ],
] as const)("%s:", (name, [good, bad]) => {
  test.each(good)("%j passes", (value) => {
    expect(accepts(variables[name], value)).toBe(true);
  });

  test.each(bad)("%j is refused", (value) => {
    expect(accepts(variables[name], value)).toBe(false);
  });
});

describe("the name of an adopted bucket", () => {
  const adopted = declare(["state-bucket"]).json.state_bucket_name;

  test.each([
    ["example-state", true],
    ["mine-123456789012-eu-west-1-an", true],
    ["mine-123456789012-us-gov-east-1-an", true],
    ["mine-an", false],
    ["mine-12345-eu-west-1-an", false],
    ["mine--x-s3", false],
  ])(
    "%s: %s, because one of the account's own namespace may be there, and only adopted can it be here",
    (name, right) => {
      expect(accepts(adopted, name)).toBe(right);
    },
  );
});

describe.each(["oauth2_client_id", "oauth2_client_secret"])("%s", (name) => {
  // The first rule is about its own value; whether both are given only Terraform can tell.
  const [rule] = validations(variables[name]);

  test.each(["", "123-abc.apps.googleusercontent.com", 'GOCSPX-"\\${}%{~', "x".repeat(4096)])("%j passes", (value) => {
    expect(passes(rule?.condition ?? "", value)).toBe(true);
  });

  test.each(["a b", "abc\n", "\tabc", "abc\r\n", "ümlaut", "\u200babc", "x".repeat(4097)])("%j is refused", (value) => {
    expect(passes(rule?.condition ?? "", value)).toBe(false);
  });

  test("is secret: ephemeral and sensitive, and no message shows it", () => {
    expect(variables[name]).toMatchObject({ ephemeral: true, sensitive: true, default: "", nullable: false });
    for (const { message } of validations(variables[name])) expect(message).not.toContain("${");
  });
});

test("the id and the secret of the OAuth client come together", () => {
  const messages = validations(variables.oauth2_client_id).map(({ message }) => message);
  expect(messages[1]).toMatch(/^Only one of oauth2_client_id and oauth2_client_secret is given\./);
  expect(validations(variables.oauth2_client_id)[1]?.condition).toBe(
    '${(var.oauth2_client_id == "") == (var.oauth2_client_secret == "")}',
  );
});

test.each([
  ["state_lock_table_name", "string", "mlflow-terraform-lock"],
  ["secret_prefix", "string", "mlflow/"],
  ["secret_recovery_window_in_days", "number", 30],
  ["oauth2_client_version", "number", 0],
  ["oauth2_cookie_secret_version", "number", 1],
  ["database_password_version", "number", 1],
  ["tags", "map(string)", {}],
])("%s is a %s with a default", (name, type, value) => {
  expect(variables[name]).toMatchObject({ type, default: value, nullable: false });
});

test("only the name of the bucket is required, because nobody else may have it; and the ARN of a given key", () => {
  const required = (json: JsonObject): readonly string[] =>
    Object.entries(json).flatMap(([name, variable]) => ("default" in object(variable) ? [] : [name]));
  expect(required(variables)).toEqual(["state_bucket_name"]);
  expect([...required(declare([], true).json)].sort()).toEqual(["kms_key_arn", "state_bucket_name"]);
  const rules = validations(declare([], true).json.kms_key_arn).map(({ condition }) => condition);
  expect(rules.every((rule) => passes(rule, `arn:aws:kms:eu-west-1:123456789012:key/${UUID}`))).toBe(true);
});

test.each([
  ["oauth2_client_version", 0],
  ["oauth2_cookie_secret_version", 1],
  ["database_password_version", 1],
])("%s is a whole number from %d, since a provider stores it as one", (name, least) => {
  const [rule, ...others] = list(object(variables[name]).validation).map(object);
  expect(others).toEqual([]);
  expect(rule?.condition).toBe(
    `\${var.${name} == floor(var.${name}) && var.${name} >= ${least} && var.${name} <= 1000000}`,
  );
});

test("a deleted secret can be restored for 7 to 30 days, or not at all", () => {
  const condition = text(object(list(object(variables.secret_recovery_window_in_days).validation)[0]).condition);
  expect(condition).toContain("== 0 || (");
  expect(condition).toContain(">= 7 && var.secret_recovery_window_in_days <= 30");
});

describe("what the secrets hold", () => {
  test("is by hand or by variables for the OAuth client, and made for the others", () => {
    expect(values.contents).toMatchObject({
      "oauth2-client-id": { versionVariable: "oauth2_client_version", optional: true },
      "oauth2-client-secret": { versionVariable: "oauth2_client_version", optional: true },
      "oauth2-cookie-secret": { versionVariable: "oauth2_cookie_secret_version", optional: false },
      "store-db-password": { versionVariable: "database_password_version", optional: false },
    });
  });

  test("is written from a variable or from Secrets Manager, and never two from one", () => {
    const { values: made, resolve } = declare();
    expect(Object.values(made.contents).map((content) => resolve(content?.value))).toEqual([
      "${var.oauth2_client_id}",
      "${var.oauth2_client_secret}",
      "${(ephemeral.aws_secretsmanager_random_password.cookie-secret.random_password)}",
      "${(ephemeral.aws_secretsmanager_random_password.database-password.random_password)}",
    ]);
  });

  test.each([
    [["oauth2-client-id"], ["oauth2_client_secret", "oauth2_client_version"]],
    [["oauth2-client-secret"], ["oauth2_client_id", "oauth2_client_version"]],
    [["oauth2-client-id", "oauth2-client-secret"], []],
  ])("with %j adopted asks for %j alone, and for no pair", (adopted, asked) => {
    const { json } = declare(adopted);
    expect(Object.keys(json).filter((name) => name.startsWith("oauth2_client"))).toEqual(asked);
    expect(JSON.stringify(json)).not.toContain("Only one of");
  });

  test.each([
    ["oauth2-cookie-secret", "oauth2_cookie_secret_version"],
    ["store-db-password", "database_password_version"],
  ])("with %s adopted asks for no %s", (secret, version) => {
    expect(Object.keys(variables)).toContain(version);
    expect(Object.keys(declare([secret]).json)).not.toContain(version);
  });
});
