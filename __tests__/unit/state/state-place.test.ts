import { LockTable } from "../../../src/state/lock-table";
import { StateBucket } from "../../../src/state/state-bucket";
import { Adopted } from "../../../src/terraform/adopted";
import { withoutNotes } from "../../support/json-walk";
import { newStack, resolved, synthesized, synthesizePart } from "../../support/small-stack";
import { JsonObject, StackJson } from "../../support/stack-json";

const KEY = "arn:key";

function table(more: { readonly protectData?: boolean; readonly encryptionKeyArn?: string } = {}): JsonObject {
  const json = synthesizePart((stack) => {
    new LockTable(stack, "lock-table", {
      tableName: "locks",
      protectData: true,
      encryptionKeyArn: undefined,
      ...more,
    });
  });
  return withoutNotes(json.only("aws_dynamodb_table").attributes);
}

function bucket(more: { readonly forceDestroy?: boolean; readonly encryptionKeyArn?: string } = {}): StackJson {
  return synthesizePart((stack) => {
    new StateBucket(stack, "state-bucket", {
      bucketName: "example-state",
      protectData: true,
      forceDestroy: false,
      encryptionKeyArn: undefined,
      ...more,
    });
  });
}

describe("the lock table", () => {
  test("has the one key that Terraform's backend asks for, is billed by use, and can be restored", () => {
    expect(table()).toEqual({
      name: "locks",
      hash_key: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      billing_mode: "PAY_PER_REQUEST",
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  test("loses both protections together", () => {
    expect(table({ protectData: false })).toMatchObject({
      deletion_protection_enabled: false,
      lifecycle: { prevent_destroy: false },
    });
  });

  test("lies under the key, if there is one", () => {
    expect(table({ encryptionKeyArn: KEY }).server_side_encryption).toEqual({ enabled: true, kms_key_arn: KEY });
  });

  test("gives its name, so that outputs wait for it", () => {
    const stack = newStack();
    const made = new LockTable(stack, "lock-table", { tableName: "l", protectData: true, encryptionKeyArn: undefined });
    expect(resolved(made.name, stack)).toBe("${aws_dynamodb_table.lock-table.name}");
  });
});

describe("the state bucket", () => {
  test("has the name that is given, and keeps what is in it", () => {
    expect(withoutNotes(bucket().only("aws_s3_bucket").attributes)).toEqual({
      bucket: "example-state",
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(bucket({ forceDestroy: true }).only("aws_s3_bucket").attributes.force_destroy).toBe(true);
  });

  test("keeps the ten newest old states whatever their age, because the last good one may be old", () => {
    expect(JSON.stringify(bucket().only("aws_s3_bucket_lifecycle_configuration").attributes.rule)).toContain(
      '"noncurrent_version_expiration":[{"newer_noncurrent_versions":10,"noncurrent_days":90}]',
    );
  });

  test("never expires a current state", () => {
    const rules = JSON.stringify(bucket().only("aws_s3_bucket_lifecycle_configuration").attributes.rule);
    expect(rules).not.toMatch(/"expiration"|"transition"/);
  });

  test("is encrypted by S3, or under the key by one call for many objects", () => {
    const rule = (json: StackJson): unknown =>
      json.only("aws_s3_bucket_server_side_encryption_configuration").attributes.rule;
    expect(rule(bucket())).toEqual([{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }]);
    expect(rule(bucket({ encryptionKeyArn: KEY }))).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY },
        bucket_key_enabled: true,
      },
    ]);
  });
});

describe("what is adopted", () => {
  test("is one import block each, by address and by what Terraform imports by", () => {
    const stack = newStack();
    const [first, second] = ["a", "b"].map(
      (id) => new LockTable(stack, id, { tableName: id, protectData: true, encryptionKeyArn: undefined }).resource,
    );
    if (first === undefined || second === undefined) throw new Error("two tables were made");
    new Adopted(first, "${var.name}");
    new Adopted(second, "b");
    expect(synthesized(stack).root.import).toEqual([
      { to: "aws_dynamodb_table.a", id: "${var.name}" },
      { to: "aws_dynamodb_table.b", id: "b" },
    ]);
  });
});
