import { join } from "node:path";
import { leaves } from "../support/json-walk";
import { Json, StackJson } from "../support/stack-json";
import { MLFLOW_JSON, readText, synthesizeProject } from "../support/synthesis";

const protectedStack = StackJson.default();

/** What data lives in, and what protects it. */
const PROTECTION: Readonly<Record<string, Json>> = {
  "aws_rds_cluster.database.deletion_protection": true,
  "aws_rds_cluster.database.lifecycle.prevent_destroy": true,
  "aws_s3_bucket.artifacts.force_destroy": false,
  "aws_s3_bucket.artifacts.lifecycle.prevent_destroy": true,
  "aws_secretsmanager_secret.server-keys.lifecycle.prevent_destroy": true,
  "aws_secretsmanager_secret_version.server-keys_version_2F734EFD.lifecycle.prevent_destroy": true,
};

/** The same without protection. */
const UNPROTECTED = Object.fromEntries(Object.keys(PROTECTION).map((address) => [address, false]));

describe("what holds data", () => {
  it("is protected from Terraform at plan, and the database from AWS's own delete, too", () => {
    expect(protection(protectedStack)).toEqual(PROTECTION);
  });

  it("is unprotected in nothing but the words `destroy mlflow`, which leave a bucket with objects", () => {
    const stack = synthesizeWith("destroy mlflow");
    expect(protection(stack)).toEqual(UNPROTECTED);
    expect(lineDifferences(stack)).toHaveLength(5);
  });

  it("is given up with every artifact in nothing but the longer words", () => {
    const stack = synthesizeWith("destroy mlflow and every artifact");
    expect(protection(stack)).toEqual({ ...UNPROTECTED, "aws_s3_bucket.artifacts.force_destroy": true });
    expect(lineDifferences(stack)).toHaveLength(6);
  });

  it.each(["destroy", "Destroy mlflow", "destroy mlflow-github"])("stays protected when the words are %j", (phrase) => {
    expect(synthesizeWith(phrase).text).toBe(protectedStack.text);
  });

  it("is encrypted, versioned or backed up, and leaves a last snapshot", () => {
    expect(protectedStack.only("aws_rds_cluster").attributes).toMatchObject({
      storage_encrypted: true,
      backup_retention_period: 14,
      copy_tags_to_snapshot: true,
      // New with each bucket: the name of a snapshot that exists would stop the destruction half way.
      final_snapshot_identifier: "${aws_s3_bucket.artifacts.id}-final",
      skip_final_snapshot: "${var.database_skip_final_snapshot}",
    });
    expect(protectedStack.section("variable").database_skip_final_snapshot).toMatchObject({ default: false });
    expect(protectedStack.only("aws_s3_bucket_versioning").attributes).toMatchObject({
      bucket: "${aws_s3_bucket.artifacts.id}",
      versioning_configuration: { status: "Enabled" },
    });
    expect(protectedStack.only("aws_s3_bucket_server_side_encryption_configuration").attributes).toMatchObject({
      bucket: "${aws_s3_bucket.artifacts.id}",
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
    expect(protectedStack.only("aws_s3_bucket_ownership_controls").attributes.rule).toEqual({
      object_ownership: "BucketOwnerEnforced",
    });
  });

  it("expires by no rule: only the parts of interrupted uploads go", () => {
    expect(protectedStack.only("aws_s3_bucket_lifecycle_configuration").attributes.rule).toEqual([
      {
        id: "abort-interrupted-uploads",
        status: "Enabled",
        filter: [{}],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  it("travels encrypted to the database, which takes nothing else", () => {
    expect(protectedStack.only("aws_rds_cluster_parameter_group").attributes).toMatchObject({
      family: "aurora-mysql8.0",
      parameter: [{ name: "require_secure_transport", value: "ON", apply_method: "immediate" }],
      lifecycle: { create_before_destroy: true },
    });
    const group = protectedStack.only("aws_rds_cluster_parameter_group").address;
    expect(protectedStack.only("aws_rds_cluster").attributes.db_cluster_parameter_group_name).toBe(`\${${group}.name}`);
  });
});

function synthesizeWith(phrase: string): StackJson {
  return new StackJson(readText(join(synthesizeProject({ MLFLOW_DESTROY_PHRASE: phrase }), MLFLOW_JSON)));
}

/** Every attribute that keeps something from being destroyed, wherever it is. */
function protection(stack: StackJson): Record<string, Json> {
  const guards = ["prevent_destroy", "deletion_protection", "force_destroy", "enable_deletion_protection"];
  const found = stack.resources().flatMap(({ address, attributes }) =>
    leaves(attributes)
      .filter(({ path }) => guards.includes(path.at(-1) ?? ""))
      .map(({ path, value }): [string, Json] => [[address, ...path].join("."), value]),
  );
  return Object.fromEntries(found);
}

/** Lines that differ from the protected JSON. */
function lineDifferences(stack: StackJson): string[] {
  const lines = protectedStack.text.split("\n");
  return stack.text.split("\n").filter((line, at) => line !== lines[at]);
}
