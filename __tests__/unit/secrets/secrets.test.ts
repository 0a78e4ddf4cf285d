import { GeneratedServerKeys } from "../../../src/secrets/generated-server-keys";
import { GivenSecret } from "../../../src/secrets/given-secret";
import { GivenSecrets } from "../../../src/secrets/given-secrets";
import { newStack, resolved, synthesized, synthesizePart } from "../../support/small-stack";
import { JsonObject, object, StackJson, text } from "../../support/stack-json";
import { patterns } from "../../support/variable-rules";

function ephemerals(json: StackJson, type: string): readonly (readonly [string, JsonObject])[] {
  const named = Object.entries(object(json.section("ephemeral")[type] ?? {}));
  return named.map(([id, attributes]) => [`ephemeral.${type}.${id}`, object(attributes)]);
}

describe("the given secrets", () => {
  const stack = newStack();
  const secrets = new GivenSecrets(stack, "secrets", "team-a/");
  const json = synthesized(stack);

  test("are the article's four, below the prefix, and are only looked up", () => {
    const names = json.dataSources("aws_secretsmanager_secret").map(({ attributes }) => attributes.name);
    expect([...names].sort()).toEqual([
      "team-a/oauth2-client-id",
      "team-a/oauth2-client-secret",
      "team-a/oauth2-cookie-secret",
      "team-a/store-db-password",
    ]);
    expect(json.resources()).toEqual([]);
    expect(json.section("ephemeral")).toEqual({});
  });

  test.each([
    ["clientId", "oauth2-client-id"],
    ["clientSecret", "oauth2-client-secret"],
    ["cookieSecret", "oauth2-cookie-secret"],
    ["databasePassword", "store-db-password"],
  ] as const)("%s is the complete ARN of %s: a partial one could mean another secret", (role, name) => {
    const [address = "none"] = json
      .dataSources("aws_secretsmanager_secret")
      .flatMap((found) => (found.attributes.name === `team-a/${name}` ? [found.address] : []));
    expect(resolved(secrets[role].arn, stack)).toBe(`\${${address}.arn}`);
  });
});

describe("the database password", () => {
  const stack = newStack();
  const value = new GivenSecret(stack, "password", {
    name: "mlflow/store-db-password",
    failure: "secret_prefix_store-db-password",
  }).readDatabasePassword();
  const json = synthesized(stack);
  const [[address, attributes] = ["none", {}]] = ephemerals(json, "aws_secretsmanager_secret_version");

  test("is read while Terraform runs and kept nowhere", () => {
    expect(written).toContain(` ? ${address}.secret_string : `);
    expect(attributes.secret_id).toBe("${data.aws_secretsmanager_secret.secret_prefix_store-db-password.arn}");
    expect(json.dataSources("aws_secretsmanager_secret_version")).toEqual([]);
  });

  const written = text(resolved(value, stack));
  const [pattern = "none"] = patterns(written);

  test.each([["12345678"], ["x".repeat(41)], ["a;b'c`d$(e)%41"], ["!#$%&'()*+,-.:;<=>?[\\]^_{|}~"], ["A1".repeat(20)]])(
    "such as %j is accepted",
    (password) => {
      expect(new RegExp(pattern).test(password)).toBe(true);
    },
  );

  test.each([
    ["1234567", "too short"],
    ["x".repeat(42), "too long"],
    ["with space", "a space"],
    ["with/slash", "a slash"],
    ['with"quote', "a double quote"],
    ["with@sign", "an @"],
    ["newline\n", "the newline that an editor puts at the end"],
    ["pässwörd", "letters beyond ASCII"],
    ["", "nothing"],
  ])("%j is refused before AWS sees it: %s", (password) => {
    expect(new RegExp(pattern).test(password)).toBe(false);
  });

  test("is refused at plan by a message that never shows it", () => {
    const [, tested, message = "none"] =
      /^\$\{\(can\(regex\(".*", (.*)\)\) \? .* : tobool\("(.*)"\)\)\}$/.exec(written) ?? [];
    expect(tested).toBe(`${address}.secret_string`);
    expect(message).toMatch(
      /^The database password secret, store-db-password behind secret_prefix, must hold 8 to 41 .*\.$/,
    );
    expect(message).not.toContain("${");
  });
});

describe("the server keys", () => {
  const make = (protectData: boolean): StackJson =>
    synthesizePart((stack) => {
      new GeneratedServerKeys(stack, "keys", {
        namePrefix: "demo-server-keys-",
        keys: { passphrase: "PASSPHRASE", webhook: "WEBHOOK" },
        recoveryWindowInDays: 30,
        protectData,
        encryptionKey: undefined,
      });
    });
  const json = make(true);
  const version = json.only("aws_secretsmanager_secret_version").attributes;
  const random = ephemerals(json, "aws_secretsmanager_random_password");

  test("are written by a write-only argument in a version that never rises: new keys could not read old data", () => {
    expect(version.secret_id).toBe("${aws_secretsmanager_secret.keys.id}");
    expect(version.secret_string_wo_version).toBe(1);
    expect(version).not.toHaveProperty("secret_string");
  });

  test("are two different random values, of which the second is in the form of a Fernet key", () => {
    const named = (part: string): string =>
      random.flatMap(([address]) => (address.includes(part) ? [`${address}.random_password`] : [])).join();
    expect(random).toHaveLength(2);
    expect(version.secret_string_wo).toBe(
      `\${(jsonencode({ PASSPHRASE = ${named("passphrase")}, WEBHOOK = format("%s=", ${named("webhook")}) }))}`,
    );
  });

  test("are 43 letters and digits each, which is 256 bits and, with a `=`, 32 bytes of base64", () => {
    for (const [, attributes] of random) {
      expect(attributes).toEqual({ password_length: 43, exclude_punctuation: true, include_space: false });
    }
  });

  test.each([true, false])(
    "with protectData %s say so to Terraform, the secret and its version alike",
    (protectData) => {
      const made = make(protectData);
      expect(made.only("aws_secretsmanager_secret").attributes).toMatchObject({
        name_prefix: "demo-server-keys-",
        recovery_window_in_days: 30,
        lifecycle: { prevent_destroy: protectData },
      });
      expect(made.only("aws_secretsmanager_secret_version").attributes.lifecycle).toEqual({
        prevent_destroy: protectData,
      });
    },
  );
});
