import { ServiceRole } from "../../../src/ecs/service-role";
import { SecurityGroup } from "../../../src/network/security-group";
import { GivenSecret } from "../../../src/secrets/given-secret";
import { ArtifactBucket } from "../../../src/storage/artifact-bucket";
import { MetadataDatabase } from "../../../src/storage/metadata-database";
import { NETWORK, roleSettings } from "../../support/parts";
import { newStack, resolved, statements, synthesized, synthesizePart } from "../../support/small-stack";
import { JsonObject, object, StackJson, text } from "../../support/stack-json";

describe("the artifact bucket", () => {
  const stack = newStack();
  const bucket = new ArtifactBucket(stack, "artifacts", {
    namePrefix: "demo-artifacts-",
    protectData: true,
    forceDestroy: false,
    encryptionKey: undefined,
  });
  const settings = roleSettings(stack);
  bucket.grantReadWrite(
    new ServiceRole(stack, "role", { kind: "r", description: "R", service: "s", sourceArn: "arn", settings }),
  );
  const json = synthesized(stack);
  const id = "${aws_s3_bucket.artifacts.id}";

  test("keeps old versions, so that nothing is lost by an overwrite", () => {
    expect(json.only("aws_s3_bucket_versioning").attributes).toEqual({
      bucket: id,
      versioning_configuration: { status: "Enabled" },
    });
  });

  test("is encrypted at rest", () => {
    expect(json.only("aws_s3_bucket_server_side_encryption_configuration").attributes).toEqual({
      bucket: id,
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
    });
  });

  test("knows no access lists, and can be made public by no policy and no list", () => {
    expect(json.only("aws_s3_bucket_ownership_controls").attributes).toEqual({
      bucket: id,
      rule: { object_ownership: "BucketOwnerEnforced" },
    });
    expect(json.only("aws_s3_bucket_public_access_block").attributes).toEqual({
      bucket: id,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  test("refuses plain HTTP and old TLS, for the bucket and for everything in it", () => {
    const everything = ["<aws_s3_bucket.artifacts.arn>", "<aws_s3_bucket.artifacts.arn>/*"];
    const refusal = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: everything };
    expect(statements(json.only("aws_s3_bucket_policy").attributes.policy)).toEqual([
      { Sid: "RefusePlainHttp", ...refusal, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { Sid: "RefuseOldTls", ...refusal, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
    ]);
    expect(json.only("aws_s3_bucket_policy").attributes.depends_on).toEqual([
      json.only("aws_s3_bucket_public_access_block").address,
    ]);
  });

  test("throws away the parts of interrupted uploads and nothing else", () => {
    expect(json.only("aws_s3_bucket_lifecycle_configuration").attributes.rule).toEqual([
      {
        id: "abort-interrupted-uploads",
        status: "Enabled",
        filter: [{}],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      },
    ]);
  });

  test("lets a role work with the objects of its folder, and list that folder alone", () => {
    const folder = '<(join("/", compact([trim(var.artifact_bucket_path, "/"), "*"])))>';
    expect(statements(json.only("aws_iam_role_policy").attributes.policy)).toEqual([
      {
        Effect: "Allow",
        Action: [
          "s3:GetObject",
          "s3:PutObject",
          "s3:DeleteObject",
          "s3:AbortMultipartUpload",
          "s3:ListMultipartUploadParts",
        ],
        Resource: `<aws_s3_bucket.artifacts.arn>/${folder}`,
      },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "<aws_s3_bucket.artifacts.arn>",
        Condition: { StringLike: { "s3:prefix": folder } },
      },
    ]);
  });

  test("is addressed with its folder, and without a slash at the end when there is none", () => {
    expect(resolved(bucket.destination, stack)).toBe(
      '${(join("/", compact([format("s3://%s", aws_s3_bucket.artifacts.id), trim(var.artifact_bucket_path, "/")])))}',
    );
  });

  test.each([
    [true, false],
    [false, false],
    [false, true],
  ])("with protectData %s and forceDestroy %s says both to Terraform", (protectData, forceDestroy) => {
    const made = synthesizePart((other) => {
      new ArtifactBucket(other, "artifacts", {
        namePrefix: "demo-artifacts-",
        protectData,
        forceDestroy,
        encryptionKey: undefined,
      });
    });
    expect(made.only("aws_s3_bucket").attributes).toEqual({
      bucket_prefix: "demo-artifacts-",
      force_destroy: forceDestroy,
      lifecycle: { prevent_destroy: protectData },
    });
  });
});

interface Made {
  readonly json: StackJson;
  readonly connection: unknown;
}

function makeDatabase(protectData: boolean): Made {
  const stack = newStack();
  const password = new GivenSecret(stack, "password", {
    name: "mlflow/store-db-password",
    failure: "secret_prefix_store-db-password",
  });
  const database = new MetadataDatabase(stack, "database", {
    name: "demo",
    network: NETWORK,
    engineVersion: "8.0.mysql_aurora.3.10.5",
    databaseInstances: 1,
    maxCapacityAcu: 4,
    skipFinalSnapshot: false,
    finalSnapshotName: "demo-artifacts-1-final",
    password,
    passwordVersion: 3,
    snapshotIdentifier: undefined,
    encryptionKey: undefined,
    protectData,
  });
  const tasks = new SecurityGroup(stack, "tasks", { name: "tasks", description: "Tasks", vpcId: "vpc-1" });
  database.allowFrom(tasks, "Tasks to the database");
  return { json: synthesized(stack), connection: resolved(database.connection(password), stack) };
}

describe("the metadata database", () => {
  const { json, connection } = makeDatabase(true);
  const cluster: JsonObject = json.only("aws_rds_cluster").attributes;

  test("takes its password by a write-only argument from an ephemeral value, so that no plan and no state has it", () => {
    const [type, named] = Object.entries(json.section("ephemeral"))[0] ?? [];
    expect(type).toBe("aws_secretsmanager_secret_version");
    const [value = "none"] = Object.keys(object(named));
    expect(text(cluster.master_password_wo)).toContain(
      ` ? ephemeral.aws_secretsmanager_secret_version.${value}.secret_string : tobool(`,
    );
    expect(cluster.master_password_wo_version).toBe(3);
    expect(cluster).not.toHaveProperty("master_password");
    expect(cluster).not.toHaveProperty("manage_master_user_password");
  });

  test("is protected by Terraform, which refuses at plan, and by AWS", () => {
    expect(cluster.deletion_protection).toBe(true);
    expect(cluster.lifecycle).toMatchObject({ prevent_destroy: true });
  });

  test("ignores after its creation what it began with, because a change would be the end of what is in it", () => {
    expect(object(cluster.lifecycle).ignore_changes).toEqual([
      "snapshot_identifier",
      "master_username",
      "database_name",
    ]);
  });

  test("can be destroyed once the protection is dropped, and then leaves a last snapshot", () => {
    const unprotected = makeDatabase(false).json.only("aws_rds_cluster").attributes;
    expect(unprotected.deletion_protection).toBe(false);
    expect(unprotected.lifecycle).toMatchObject({ prevent_destroy: false });
    expect(unprotected.skip_final_snapshot).toBe(false);
    expect(unprotected.final_snapshot_identifier).toBe("demo-artifacts-1-final");
  });

  test("is encrypted, backed up for 14 days and out of reach of the internet", () => {
    expect(cluster).toMatchObject({
      storage_encrypted: true,
      backup_retention_period: 14,
      copy_tags_to_snapshot: true,
    });
    expect(json.only("aws_rds_cluster_instance").attributes.publicly_accessible).toBe(false);
  });

  test("accepts no connection without TLS", () => {
    const group = json.only("aws_rds_cluster_parameter_group");
    expect(group.attributes.parameter).toEqual([
      { name: "require_secure_transport", value: "ON", apply_method: "immediate" },
    ]);
    expect(group.attributes.family).toBe("aurora-mysql8.0");
    expect(cluster.db_cluster_parameter_group_name).toBe(`\${${group.address}.name}`);
  });

  test("can pause, and is never upgraded behind the back of the pinned version", () => {
    expect(cluster.engine_version).toBe("8.0.mysql_aurora.3.10.5");
    expect(cluster.serverlessv2_scaling_configuration).toEqual({
      min_capacity: "${(var.database_auto_pause ? 0 : 0.5)}",
      max_capacity: 4,
      seconds_until_auto_pause: "${(var.database_auto_pause ? var.database_seconds_until_auto_pause : null)}",
    });
    expect(json.only("aws_rds_cluster_instance").attributes).toMatchObject({
      instance_class: "db.serverless",
      auto_minor_version_upgrade: false,
      engine_version: "${aws_rds_cluster.database.engine_version}",
    });
  });

  test("lies in its own subnets and lets in nobody but the named group, on one port", () => {
    expect(json.only("aws_db_subnet_group").attributes.subnet_ids).toEqual(NETWORK.databaseSubnetIds);
    const groups = json.resources("aws_security_group").map(({ attributes }) => attributes);
    expect(groups.find(({ name }) => name === "demo-rds")?.vpc_id).toBe(NETWORK.id);
    const rule = json.only("aws_vpc_security_group_ingress_rule").attributes;
    expect(rule).toMatchObject({
      referenced_security_group_id: "${aws_security_group.tasks.id}",
      from_port: 3306,
      to_port: 3306,
      description: "Tasks to the database",
    });
    expect(cluster.vpc_security_group_ids).toEqual([rule.security_group_id]);
  });

  test("tells the containers where it is, with the secret's complete ARN and not its value", () => {
    expect(connection).toEqual({
      host: "${aws_rds_cluster.database.endpoint}",
      port: "3306",
      username: "${aws_rds_cluster.database.master_username}",
      databaseName: "${aws_rds_cluster.database.database_name}",
      passwordSecretArn: "${data.aws_secretsmanager_secret.secret_prefix_store-db-password.arn}",
    });
    expect([cluster.master_username, cluster.database_name, cluster.port]).toEqual(["ecs_task", "mlflow", 3306]);
  });
});
