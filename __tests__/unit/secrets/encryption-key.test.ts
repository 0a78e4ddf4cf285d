import { awslogs, ContainerDefinition, hardening } from "../../../src/ecs/container-definition";
import { ServiceRole } from "../../../src/ecs/service-role";
import { TaskRoles } from "../../../src/ecs/task-roles";
import { LogGroup } from "../../../src/operations/log-group";
import { EncryptionKey } from "../../../src/secrets/encryption-key";
import { ArtifactBucket } from "../../../src/storage/artifact-bucket";
import { AwsContext } from "../../../src/terraform/aws-context";
import { REGION, roleSettings } from "../../support/parts";
import { newStack, resolved, statements, synthesized } from "../../support/small-stack";
import { JsonObject, list, object, StackJson, text } from "../../support/stack-json";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mlflow/store-db-password-AbCdEf";
const KEY = "data.aws_kms_key.kms_key_arn.arn";

const CONTAINER: ContainerDefinition = {
  name: "c",
  image: "i:1",
  essential: true,
  secrets: [{ name: "DB_PASSWORD", valueFrom: SECRET }],
  ...hardening(),
  logConfiguration: awslogs({ logGroupName: "/logs", region: "eu-west-1", streamPrefix: "ecs" }),
};

/** What the two roles of the tasks get, and all that is encrypted, with a key of one's own or without. */
function make(ownKey: boolean): StackJson {
  const stack = newStack();
  const aws = new AwsContext(stack, "account");
  const encryptionKey = ownKey ? new EncryptionKey(stack, "encryption-key", "${var.kms_key_arn}", aws) : undefined;
  const logs = new LogGroup(stack, "logs", { name: "/logs", retentionInDays: 30, encryptionKey });
  const bucket = new ArtifactBucket(stack, "artifacts", {
    namePrefix: "demo-artifacts-",
    protectData: true,
    forceDestroy: false,
    encryptionKey,
  });
  const roles = new TaskRoles(stack, "roles", roleSettings(stack, aws));
  roles.allowStart({
    containers: [CONTAINER],
    logGroups: [logs],
    privateRepositories: { arns: ["arn:repository"], exist: "false" },
    encryptionKey,
  });
  bucket.grantReadWrite(roles.task);
  return synthesized(stack);
}

/** The statements about KMS, by the name of their policy. */
function kmsStatements(json: StackJson): readonly (readonly [string, JsonObject])[] {
  return json.resources("aws_iam_role_policy").flatMap(({ attributes }) =>
    statements(attributes.policy)
      .filter((statement) => JSON.stringify(statement).includes("kms:"))
      .map((statement) => [text(attributes.name), statement] as const),
  );
}

const own = make(true);
const aws = make(false);

describe("a key of one's own", () => {
  test("is the given one, refused at plan when it is disabled, asymmetric, for signing or AWS's own", () => {
    const [key, ...others] = own.dataSources("aws_kms_key");
    expect(others).toEqual([]);
    expect(key?.attributes.key_id).toBe("${var.kms_key_arn}");
    const [rule, ...more] = list(object(key?.attributes.lifecycle).postcondition).map(object);
    expect(more).toEqual([]);
    const conditions = text(rule?.condition).slice(2, -1).split(" && ");
    expect(conditions).toEqual([
      "self.enabled",
      'self.key_usage == "ENCRYPT_DECRYPT"',
      'self.customer_master_key_spec == "SYMMETRIC_DEFAULT"',
      'self.key_manager == "CUSTOMER"',
    ]);
    expect(rule?.error_message).toMatch(
      /^The key of kms_key_arn is .* Give an enabled symmetric encryption key of your own\.$/,
    );
  });

  test("is used by ECS to read secrets and by the tasks to read and write artifacts, each by that service alone", () => {
    const statement = (service: string, Action: readonly string[]): JsonObject => ({
      Effect: "Allow",
      Action,
      Resource: `<${KEY}>`,
      Condition: { StringEquals: { "kms:ViaService": `${service}.${REGION}.amazonaws.com` } },
    });
    expect(Object.fromEntries(kmsStatements(own))).toEqual({
      secrets: statement("secretsmanager", ["kms:Decrypt"]),
      artifacts: statement("s3", ["kms:GenerateDataKey", "kms:Decrypt"]),
    });
    expect(kmsStatements(own)).toHaveLength(2);
  });

  test("encrypts logs and artifacts, the latter by one call for many objects", () => {
    expect(own.only("aws_cloudwatch_log_group").attributes.kms_key_id).toBe(`\${${KEY}}`);
    expect(own.only("aws_s3_bucket_server_side_encryption_configuration").attributes.rule).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: `\${${KEY}}` },
        bucket_key_enabled: true,
      },
    ]);
  });

  test("is used in the region of the stack, by the name of the service there", () => {
    const stack = newStack();
    const context = new AwsContext(stack, "account");
    const key = new EncryptionKey(stack, "encryption-key", "arn:key", context);
    const role = new ServiceRole(stack, "role", {
      kind: "r",
      description: "R",
      service: "s",
      sourceArn: "arn",
      settings: roleSettings(stack, context),
    });
    role.allow("key", [key.use("rds", ["kms:CreateGrant"])]);
    expect(statements(synthesized(stack).only("aws_iam_role_policy").attributes.policy)).toEqual([
      {
        Effect: "Allow",
        Action: ["kms:CreateGrant"],
        Resource: `<${KEY}>`,
        Condition: { StringEquals: { "kms:ViaService": `rds.${REGION}.amazonaws.com` } },
      },
    ]);
    expect(resolved(key.arn, stack)).toBe(`\${${KEY}}`);
  });
});

describe("AWS's own keys", () => {
  test("need no permission and no name, and encrypt all the same", () => {
    expect(kmsStatements(aws)).toEqual([]);
    expect(aws.text).not.toMatch(/kms/);
    expect(aws.only("aws_s3_bucket_server_side_encryption_configuration").attributes.rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
    ]);
  });
});
