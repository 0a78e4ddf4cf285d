import { join } from "node:path";
import { synthesizeBootstrap } from "../support/bootstrap-shapes";
import { leaves } from "../support/json-walk";
import { Json, StackJson } from "../support/stack-json";
import { BOOTSTRAP_JSON, MLFLOW_JSON, readText, synthesizeProject } from "../support/synthesis";

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

const bootstrap = StackJson.bootstrap();
const SECRETS = ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"];

/** The same for what holds states and secrets. */
const BOOTSTRAP_PROTECTION: Readonly<Record<string, Json>> = {
  "aws_dynamodb_table.lock-table.deletion_protection_enabled": true,
  "aws_dynamodb_table.lock-table.lifecycle.prevent_destroy": true,
  "aws_s3_bucket.state-bucket.force_destroy": false,
  "aws_s3_bucket.state-bucket.lifecycle.prevent_destroy": true,
  ...Object.fromEntries(SECRETS.map((name) => [`aws_secretsmanager_secret.${name}.lifecycle.prevent_destroy`, true])),
};

describe("what holds states and secrets", () => {
  const unprotected = Object.fromEntries(Object.keys(BOOTSTRAP_PROTECTION).map((address) => [address, false]));

  it("is protected from Terraform at plan, and the table from AWS's own delete, too", () => {
    expect(protection(bootstrap)).toEqual(BOOTSTRAP_PROTECTION);
  });

  it("has its key protected, too, where the stack makes one, and keeps one that it made before", () => {
    const key = "aws_kms_key.encryption-key";
    expect(protection(synthesizeBootstrap({ encryptionKey: "new" }))).toEqual({
      ...BOOTSTRAP_PROTECTION,
      [`${key}.lifecycle.prevent_destroy`]: true,
    });
    const forgotten = (["aws", "given", "new"] as const).map((encryptionKey) =>
      synthesizeBootstrap({ encryptionKey }).forgotten(),
    );
    expect(forgotten).toEqual([[key], [key], []]);
    expect(synthesizeBootstrap({ encryptionKey: "new" }).only("aws_kms_key").address).toBe(key);
    expect(synthesizeBootstrap({ protectData: false }).forgotten()).toEqual([]);
  });

  it("is unprotected in nothing but the words `destroy bootstrap`, which leave a bucket with states", () => {
    expect(protection(synthesizeWith("destroy bootstrap", BOOTSTRAP_JSON))).toEqual(unprotected);
  });

  it("is given up with every state in nothing but the longer words", () => {
    expect(protection(synthesizeWith("destroy bootstrap and every state", BOOTSTRAP_JSON))).toEqual({
      ...unprotected,
      "aws_s3_bucket.state-bucket.force_destroy": true,
    });
  });

  it.each(["destroy mlflow", "destroy bootstrap and every artifact", "destroy Bootstrap"])(
    "stays protected when the words are %j",
    (phrase) => {
      expect(synthesizeWith(phrase, BOOTSTRAP_JSON).text).toBe(bootstrap.text);
    },
  );

  it("can be restored: versions, backups, days after a deletion", () => {
    expect(bootstrap.only("aws_s3_bucket_versioning").attributes).toMatchObject({
      bucket: "${aws_s3_bucket.state-bucket.id}",
      versioning_configuration: { status: "Enabled" },
    });
    expect(bootstrap.only("aws_dynamodb_table").attributes.point_in_time_recovery).toEqual({ enabled: true });
    const windows = bootstrap.resources("aws_secretsmanager_secret").map(({ attributes }) => attributes);
    expect(windows.map((secret) => secret.recovery_window_in_days)).toEqual(
      SECRETS.map(() => "${var.secret_recovery_window_in_days}"),
    );
  });

  it("loses old states only: those of 90 days, and the ten newest of them never", () => {
    expect(bootstrap.only("aws_s3_bucket_lifecycle_configuration").attributes.rule).toEqual([
      {
        id: "abort-interrupted-uploads",
        status: "Enabled",
        filter: [{}],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
      {
        id: "expire-old-states",
        status: "Enabled",
        filter: [{}],
        noncurrent_version_expiration: [{ noncurrent_days: 90, newer_noncurrent_versions: 10 }],
      },
    ]);
  });
});

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

  it.each(["destroy", "Destroy mlflow", "destroy mlflow-github", "destroy bootstrap"])(
    "stays protected when the words are %j",
    (phrase) => {
      expect(synthesizeWith(phrase).text).toBe(protectedStack.text);
    },
  );

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

function synthesizeWith(phrase: string, path = MLFLOW_JSON): StackJson {
  return new StackJson(readText(join(synthesizeProject({ MLFLOW_DESTROY_PHRASE: phrase }), path)));
}

/** Every attribute that keeps something from being destroyed, wherever it is. */
function protection(stack: StackJson): Record<string, Json> {
  const guards = [
    "prevent_destroy",
    "deletion_protection",
    "deletion_protection_enabled",
    "force_destroy",
    "enable_deletion_protection",
  ];
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
