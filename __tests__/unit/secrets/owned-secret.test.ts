import { Token } from "cdktf";
import { NewEncryptionKey } from "../../../src/secrets/new-encryption-key";
import { OwnedSecret, OwnedSecretProps, SecretValue } from "../../../src/secrets/owned-secret";
import { randomText } from "../../../src/secrets/random-text";
import { AwsContext } from "../../../src/terraform/aws-context";
import { expression } from "../../../src/terraform/expression";
import { withoutNotes } from "../../support/json-walk";
import { ACCOUNT, PARTITION, REGION } from "../../support/parts";
import { newStack, statements, synthesized, synthesizePart } from "../../support/small-stack";
import { StackJson } from "../../support/stack-json";
import { PROJECT, readText } from "../../support/synthesis";

const VALUE: SecretValue = { value: "${ephemeral.x.y.z}", versionVariable: "some_version", optional: false };

function make(content: SecretValue | undefined, more: Partial<OwnedSecretProps> = {}): StackJson {
  return synthesizePart((stack) => {
    new OwnedSecret(stack, "some-secret", {
      name: "some-secret",
      description: "Some secret",
      rotatedByHandBecause: "Somebody must tell the other side",
      content,
      recoveryWindowInDays: 14,
      protectData: true,
      encryptionKeyArn: undefined,
      ...more,
    });
  });
}

describe("a secret that the stack writes", () => {
  test("is named behind secret_prefix, protected, and can be restored", () => {
    expect(withoutNotes(make(VALUE).only("aws_secretsmanager_secret").attributes)).toEqual({
      name: "${var.secret_prefix}some-secret",
      description: "Some secret",
      recovery_window_in_days: 14,
      lifecycle: { prevent_destroy: true },
    });
    expect(make(VALUE, { protectData: false }).only("aws_secretsmanager_secret").attributes.lifecycle).toEqual({
      prevent_destroy: false,
    });
  });

  test("gets its value by a write-only argument, again when the version is raised, the new one before the old goes", () => {
    expect(withoutNotes(make(VALUE).only("aws_secretsmanager_secret_version").attributes)).toEqual({
      secret_id: "${aws_secretsmanager_secret.some-secret.id}",
      secret_string_wo: "${ephemeral.x.y.z}",
      secret_string_wo_version: "${(var.some_version)}",
      lifecycle: { create_before_destroy: true },
    });
  });

  test("gets none at version 0 when somebody else may set it", () => {
    const version = make({ ...VALUE, optional: true }).only("aws_secretsmanager_secret_version").attributes;
    expect(version.count).toBe("${(var.some_version > 0 ? 1 : 0)}");
  });

  test("imports nothing and looks nothing up", () => {
    expect(make(VALUE).imports()).toEqual({});
    expect(make(VALUE).dataSources()).toEqual([]);
  });

  test("lies under the key, if there is one", () => {
    expect(make(VALUE, { encryptionKeyArn: "arn:key" }).only("aws_secretsmanager_secret").attributes.kms_key_id).toBe(
      "arn:key",
    );
  });
});

describe("a secret that was made by hand", () => {
  const adopted = make(undefined);

  test("is imported by the ARN that a look-up finds, whose address begins with the variable to look at", () => {
    expect(adopted.imports()).toEqual({
      "aws_secretsmanager_secret.some-secret": "${data.aws_secretsmanager_secret.secret_prefix_some-secret.arn}",
    });
    expect(adopted.dataSources().map(({ attributes }) => withoutNotes(attributes))).toEqual([
      { name: "${var.secret_prefix}some-secret" },
    ]);
  });

  test("keeps its value: no version, which would put it into the plan and overwrite it", () => {
    expect(adopted.resources("aws_secretsmanager_secret_version")).toEqual([]);
    expect(adopted.section("ephemeral")).toEqual({});
  });

  test("is marked, and else like one that the stack writes", () => {
    const { tags, ...rest } = adopted.only("aws_secretsmanager_secret").attributes;
    expect(tags).toEqual({ adopted: "true" });
    expect(rest).toEqual(make(VALUE).only("aws_secretsmanager_secret").attributes);
  });
});

describe("random text", () => {
  test("is letters and digits made by Secrets Manager while Terraform runs", () => {
    const json = synthesizePart((stack) => {
      expect(randomText(stack, "random", 40)).toBe(
        "ephemeral.aws_secretsmanager_random_password.random.random_password",
      );
    });
    expect(json.section("ephemeral")).toEqual({
      aws_secretsmanager_random_password: {
        random: { password_length: 40, exclude_punctuation: true, include_space: false },
      },
    });
  });

  test("can be the value of a secret", () => {
    const stack = newStack();
    const value = Token.asString(expression(randomText(stack, "random", 40)));
    new OwnedSecret(stack, "s", {
      name: "s",
      description: "S",
      rotatedByHandBecause: "Somebody must tell the other side",
      content: { ...VALUE, value },
      recoveryWindowInDays: 0,
      protectData: true,
      encryptionKeyArn: undefined,
    });
    expect(synthesized(stack).only("aws_secretsmanager_secret_version").attributes.secret_string_wo).toBe(
      "${(ephemeral.aws_secretsmanager_random_password.random.random_password)}",
    );
  });
});

describe("a new key", () => {
  const make = (protectData: boolean): StackJson =>
    synthesizePart((stack) => {
      new NewEncryptionKey(stack, "encryption-key", { aws: new AwsContext(stack, "account"), protectData });
    });
  const key = make(true).only("aws_kms_key").attributes;

  test("is rotated every year, and can be had back for thirty days", () => {
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
    expect([true, false].map((protect) => make(protect).only("aws_kms_key").attributes.lifecycle)).toEqual([
      { prevent_destroy: true },
      { prevent_destroy: false },
    ]);
  });

  test("leaves it to IAM who uses it, so that nobody is locked out", () => {
    expect(statements(key.policy)[0]).toEqual({
      Sid: "LeaveItToIam",
      Effect: "Allow",
      Principal: { AWS: `arn:${PARTITION}:iam::${ACCOUNT}:root` },
      Action: "kms:*",
      Resource: "*",
    });
    expect(statements(key.policy)).toHaveLength(2);
  });

  test("lets CloudWatch Logs in by the statement that docs/configuration.md shows for a key of yours", () => {
    const [, block = ""] = /^```json\n([\s\S]*?)^```$/m.exec(readText(PROJECT, "docs/configuration.md")) ?? [];
    const shown: unknown = JSON.parse(
      block.replaceAll("arn:aws:", `arn:${PARTITION}:`).replaceAll("REGION", REGION).replaceAll("ACCOUNT", ACCOUNT),
    );
    const { Sid: sid, ...statement } = statements(key.policy)[1] ?? {};
    expect(sid).toBe("EncryptLogs");
    expect(statement).toEqual(shown);
  });
});
