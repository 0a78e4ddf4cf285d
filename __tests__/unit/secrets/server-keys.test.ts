import { EncryptionKey } from "../../../src/secrets/encryption-key";
import { addServerKeys, ServerKeysSettings } from "../../../src/secrets/server-keys";
import { AwsContext } from "../../../src/terraform/aws-context";
import { newStack, resolved, synthesized } from "../../support/small-stack";
import { Json, StackJson } from "../../support/stack-json";

const GIVEN: ServerKeysSettings = { source: "given", arn: "${var.server_keys_secret_arn}" };
const NEW: ServerKeysSettings = { source: "new", recoveryWindowInDays: 14 };

interface Made {
  readonly json: StackJson;
  readonly arn: Json | undefined;
  readonly startsAfter: number;
}

function make(settings: ServerKeysSettings, ownKey = false): Made {
  const stack = newStack();
  const encryptionKey = ownKey
    ? new EncryptionKey(stack, "encryption-key", "arn:key", new AwsContext(stack, "account"))
    : undefined;
  const keys = addServerKeys(stack, "server-keys", {
    settings,
    namePrefix: "demo-server-keys-",
    keys: { passphrase: "PASSPHRASE", webhook: "WEBHOOK" },
    protectData: true,
    encryptionKey,
  });
  const json = synthesized(stack);
  return { json, arn: resolved(keys.arn, stack), startsAfter: keys.startsAfter.length };
}

describe("new server keys", () => {
  const made = make(NEW);

  test("are made by the stack, with the window in which they can be restored, and the tasks wait for their value", () => {
    expect(made.json.only("aws_secretsmanager_secret").attributes.recovery_window_in_days).toBe(14);
    expect(made.arn).toBe("${aws_secretsmanager_secret.server-keys.arn}");
    expect(made.startsAfter).toBe(1);
    expect(made.json.dataSources("aws_secretsmanager_secret")).toEqual([]);
  });

  test("lie under AWS's own key, or under the given one", () => {
    expect(made.json.only("aws_secretsmanager_secret").attributes).not.toHaveProperty("kms_key_id");
    expect(make(NEW, true).json.only("aws_secretsmanager_secret").attributes.kms_key_id).toBe(
      "${data.aws_kms_key.kms_key_arn.arn}",
    );
  });
});

describe("given server keys", () => {
  const made = make(GIVEN, true);

  test("are looked up by their complete ARN, so that a plan fails when there is no such secret", () => {
    const [found, ...others] = made.json.dataSources("aws_secretsmanager_secret");
    expect(others).toEqual([]);
    expect(found?.attributes).toEqual({ arn: "${var.server_keys_secret_arn}" });
    expect(made.arn).toBe("${data.aws_secretsmanager_secret.server_keys_secret_arn.arn}");
  });

  test("are neither made nor read nor changed: new ones could not read what the old ones wrote", () => {
    expect(made.json.resources()).toEqual([]);
    expect(made.json.section("ephemeral")).toEqual({});
    expect(made.startsAfter).toBe(0);
  });
});
