import { JsonObject } from "./stack-json";

/** What a role of CI must not do: a call of boto3, by what it would mean. */
export type Refusals = Readonly<Record<string, readonly [service: string, operation: string, parameters: JsonObject]>>;

/** What the refused calls are about. */
export interface Targets {
  readonly name: string;
  readonly artifacts: string;
  readonly states: string;
  readonly lockTable: string;
  readonly serverKeys: string;
  readonly keyArn: string;
  readonly boundary: string;
  readonly applyRole: string;
  readonly zone: string;
  /** Security groups that the stack has not made: one with tags of its own, one with none. */
  readonly foreignGroup: string;
  readonly untaggedGroup: string;
  readonly foreignVpc: string;
}

const NOTHING = '{"Version":"2012-10-17","Statement":[]}';
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Everything that would end or reveal data, or make the role more than it is. */
export function refusedToApply(about: Targets): Refusals {
  return { ...deletions(about), ...ofBootstrap(about), ...escalations(about), ...ofOthers(about) };
}

function deletions({ name, artifacts, serverKeys }: Targets): Refusals {
  const artifact = { Bucket: artifacts, Key: "team-a/1/model.pkl" };
  return {
    "delete the database": ["rds", "delete_db_cluster", { DBClusterIdentifier: name, SkipFinalSnapshot: true }],
    "delete the instance that writes": ["rds", "delete_db_instance", { DBInstanceIdentifier: `${name}-1` }],
    "delete the bucket": ["s3", "delete_bucket", { Bucket: artifacts }],
    "delete an artifact": ["s3", "delete_object", artifact],
    "read an artifact": ["s3", "get_object", artifact],
    "delete the server keys": ["secretsmanager", "delete_secret", { SecretId: serverKeys }],
    "delete logs": ["logs", "delete_log_group", { logGroupName: `/aws/ecs/mlflow/${name}` }],
  };
}

function ofBootstrap({ states, lockTable, keyArn }: Targets): Refusals {
  const ofState = { Bucket: states, Key: "bootstrap/terraform.tfstate" };
  const password = { SecretId: "mlflow/store-db-password" };
  return {
    "delete the password": ["secretsmanager", "delete_secret", password],
    "change the password": ["secretsmanager", "put_secret_value", { ...password, SecretString: "x" }],
    "read the client secret": ["secretsmanager", "get_secret_value", { SecretId: "mlflow/oauth2-client-secret" }],
    "delete its state": ["s3", "delete_object", { Bucket: states, Key: "mlflow/terraform.tfstate" }],
    "write the state of bootstrap": ["s3", "put_object", ofState],
    "open the bucket of states": ["s3", "put_bucket_policy", { Bucket: states, Policy: NOTHING }],
    "delete the lock table": ["dynamodb", "delete_table", { TableName: lockTable }],
    "lock the state of bootstrap": [
      "dynamodb",
      "put_item",
      { TableName: lockTable, Item: { LockID: { S: `${states}/bootstrap/terraform.tfstate` } } },
    ],
    "delete the key": ["kms", "schedule_key_deletion", { KeyId: keyArn }],
  };
}

function escalations({ name, boundary, applyRole }: Targets): Refusals {
  const own = { RoleName: `${name}-eu-west-1-ecs-task` };
  const made = (kind: string): JsonObject => ({
    RoleName: `${name}-eu-west-1-${kind}`,
    AssumeRolePolicyDocument: TRUST,
  });
  const policy = { PolicyName: "more", PolicyDocument: NOTHING };
  return {
    "make a role without the boundary": ["iam", "create_role", made("flow-log")],
    "make another role": ["iam", "create_role", { ...made("other"), PermissionsBoundary: boundary }],
    "change its own policies": ["iam", "put_role_policy", { RoleName: applyRole.replace(/^.*\//, ""), ...policy }],
    "attach a policy": ["iam", "attach_role_policy", { ...own, PolicyArn: ADMINISTRATOR }],
    "take a boundary away": ["iam", "delete_role_permissions_boundary", own],
    "set another boundary": ["iam", "put_role_permissions_boundary", { ...own, PermissionsBoundary: ADMINISTRATOR }],
    "change the boundary": [
      "iam",
      "create_policy_version",
      { PolicyArn: boundary, PolicyDocument: NOTHING, SetAsDefault: true },
    ],
    "let somebody else take a role": ["iam", "update_assume_role_policy", { ...own, PolicyDocument: TRUST }],
    "run tasks with its own role": [
      "ecs",
      "register_task_definition",
      { family: name, taskRoleArn: applyRole, containerDefinitions: [{ name: "x", image: "x" }] },
    ],
  };
}

function ofOthers({ zone, foreignGroup, untaggedGroup, foreignVpc }: Targets): Refusals {
  const open = { IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "0.0.0.0/0" };
  const record = { Name: "www.example.com", Type: "A", TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] };
  const claim = { Tags: [{ Key: "project", Value: "oauth2-mlflow" }] };
  return {
    "open somebody's security group": ["ec2", "authorize_security_group_ingress", { GroupId: foreignGroup, ...open }],
    "open one without tags": ["ec2", "authorize_security_group_ingress", { GroupId: untaggedGroup, ...open }],
    "claim somebody's security group": ["ec2", "create_tags", { Resources: [foreignGroup], ...claim }],
    "claim somebody's network": ["ec2", "create_tags", { Resources: [foreignVpc], ...claim }],
    "make a subnet in somebody's network": ["ec2", "create_subnet", { VpcId: foreignVpc, CidrBlock: "10.9.0.0/24" }],
    "make something without the tag": ["ec2", "create_vpc", { CidrBlock: "10.2.0.0/16" }],
    "change somebody's record": [
      "route53",
      "change_resource_record_sets",
      { HostedZoneId: zone, ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet: record }] } },
    ],
  };
}

/** Everything that is no plan, and the values that a plan has no use for. */
export function refusedToPlan({ name, artifacts, states, lockTable }: Targets): Refusals {
  const read = (secret: string): Refusals[string] => [
    "secretsmanager",
    "get_secret_value",
    { SecretId: `mlflow/${secret}` },
  ];
  return {
    "read the client id": read("oauth2-client-id"),
    "read the client secret": read("oauth2-client-secret"),
    "read the cookie secret": read("oauth2-cookie-secret"),
    "write the state": ["s3", "put_object", { Bucket: states, Key: "mlflow/terraform.tfstate" }],
    "read the state of bootstrap": ["s3", "get_object", { Bucket: states, Key: "bootstrap/terraform.tfstate" }],
    "write the checksum of the state": [
      "dynamodb",
      "put_item",
      { TableName: lockTable, Item: { LockID: { S: `${states}/mlflow/terraform.tfstate-md5` } } },
    ],
    "read an artifact": ["s3", "get_object", { Bucket: artifacts, Key: "team-a/1/model.pkl" }],
    "change a setting": [
      "logs",
      "put_retention_policy",
      { logGroupName: `/aws/ecs/mlflow/${name}`, retentionInDays: 1 },
    ],
  };
}
