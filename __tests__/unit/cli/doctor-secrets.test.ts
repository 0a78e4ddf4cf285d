import { judgeKey } from "../../../src/cli/doctor/secret-keys";
import { valueFault } from "../../../src/cli/doctor/secret-values";
import { judgeDeletion, judgeValue } from "../../../src/cli/doctor/secrets";
import { SecretName } from "../../../src/settings/secrets";
import { containing } from "../../support/containing";

const COOKIE = "0123456789abcdef0123456789abcdef";

describe("the value of a secret", () => {
  test.each<[SecretName, string]>([
    ["oauth2-client-id", "1234-abc.apps.googleusercontent.com"],
    ["oauth2-client-secret", "GOCSPX-a b"],
    // 32, 24 and 16 characters as they are.
    ["oauth2-cookie-secret", COOKIE],
    ["oauth2-cookie-secret", "!".repeat(24)],
    ["oauth2-cookie-secret", "!".repeat(16)],
    // 32 bytes in base64url, with and without its sign, and with the line break that Go passes over.
    ["oauth2-cookie-secret", "A".repeat(43)],
    ["oauth2-cookie-secret", `${"A".repeat(43)}=`],
    ["oauth2-cookie-secret", `${"A".repeat(43)}\n`],
    ["store-db-password", "Aa345678"],
    ["store-db-password", "!#$%&'()*+,-.:;<=>?[]^_`{|}~x"],
    ["store-db-password", "x".repeat(41)],
  ])("of %s may be %j", (name, value) => {
    expect(valueFault(name, value)).toBeUndefined();
  });

  test.each<[SecretName, string, string]>([
    ["oauth2-client-id", "", "is empty"],
    ["oauth2-client-id", " \n", "is empty"],
    ["oauth2-client-secret", "abcdefgh\n", "a line break around"],
    ["oauth2-client-secret", " abcdefgh", "spaces around"],
    ["oauth2-client-secret", '{"oauth2-client-secret":"abcdefgh"}', "key/value pairs"],
    ["oauth2-cookie-secret", "", "make no key"],
    ["oauth2-cookie-secret", "tooshort", "has 8 characters"],
    // base64 with + or / is no base64url, and 44 characters are no key.
    ["oauth2-cookie-secret", `${"A".repeat(42)}+=`, "has 44 characters"],
    ["oauth2-cookie-secret", "0123456789abcdef".repeat(4), "has 64 characters"],
    ["store-db-password", "", "is empty"],
    ["store-db-password", "short", "has 5 characters"],
    ["store-db-password", "x".repeat(42), "has 42 characters"],
    ["store-db-password", "0123456789abcdef\n", "a line break around"],
    ["store-db-password", "pass/word", "characters that Aurora refuses"],
    ["store-db-password", 'pass"word', "characters that Aurora refuses"],
    ["store-db-password", "pass@word", "characters that Aurora refuses"],
    ["store-db-password", "pass word", "characters that Aurora refuses"],
    ["store-db-password", "pässword", "characters that Aurora refuses"],
  ])("of %s may not be %j", (name, value, fault) => {
    const finding = judgeValue(`mlflow/${name}`, name, { SecretString: value });
    expect(finding).toMatchObject({ status: "problem", message: containing(fault) });
    expect(finding?.fix).toContain(`put-secret-value --secret-id mlflow/${name}`);
    const inside = value.trim();
    if (inside.length > 4) expect(JSON.stringify(finding)).not.toContain(inside);
  });

  test("is missing or binary", () => {
    expect(judgeValue("a", "oauth2-client-id", undefined)?.message).toBe("the secret a has no value yet.");
    expect(judgeValue("a", "oauth2-client-id", {})?.message).toContain("is binary");
  });
});

describe("a secret", () => {
  test("that is scheduled for deletion can be brought back", () => {
    expect(judgeDeletion("a", undefined)).toBeUndefined();
    expect(judgeDeletion("a", new Date())?.fix).toContain("restore-secret --secret-id a");
  });

  const [key, other] = ["arn:aws:kms:eu-west-1:123456789012:key/a", "arn:aws:kms:eu-west-1:123456789012:key/b"];

  test("is under the given key, under a key that nobody gave, or under another", () => {
    expect(judgeKey("a", key, key)).toBeUndefined();
    expect(judgeKey("a", key, undefined)).toMatchObject({
      status: "problem",
      fix: containing('encryptionKey: "given"'),
    });
    expect(judgeKey("a", key, other)).toMatchObject({
      status: "problem",
      fix: containing(`--kms-key-id ${other}`),
    });
  });
});
