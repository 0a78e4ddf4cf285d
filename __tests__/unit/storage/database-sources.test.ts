import { SecurityGroup } from "../../../src/network/security-group";
import { EncryptionKey } from "../../../src/secrets/encryption-key";
import { GivenSecret } from "../../../src/secrets/given-secret";
import { addDatabase, Database, DatabaseProps, DatabaseSettings } from "../../../src/storage/database";
import { GivenDatabase } from "../../../src/storage/given-database";
import { MetadataDatabase } from "../../../src/storage/metadata-database";
import { AwsContext } from "../../../src/terraform/aws-context";
import { NETWORK } from "../../support/parts";
import { newStack, resolved, synthesized } from "../../support/small-stack";
import { Json, list, object, StackJson, text } from "../../support/stack-json";

const AURORA = {
  engineVersion: "8.0.mysql_aurora.3.10.5",
  maxCapacityAcu: 4,
  skipFinalSnapshot: false,
  passwordVersion: 3,
} as const;
const NEW: DatabaseSettings = { source: "new", ...AURORA, snapshotIdentifier: undefined };
const RESTORED: DatabaseSettings = { source: "restored", ...AURORA, snapshotIdentifier: "before-upgrade" };
const GIVEN: DatabaseSettings = {
  source: "given",
  host: "db.example.com",
  port: { text: "3307", number: 3307 },
  databaseName: "experiments",
  username: "mlflow",
  cidrs: ["10.0.0.0/24", "10.0.1.0/24"],
};

interface Made {
  readonly json: StackJson;
  readonly database: Database;
  readonly resolve: (value: unknown) => Json | undefined;
  readonly password: GivenSecret;
}

function make(
  settings: DatabaseSettings,
  { ownKey = false, instances = 1 }: { ownKey?: boolean; instances?: 1 | 2 } = {},
): Made {
  const stack = newStack();
  const password = new GivenSecret(stack, "password", {
    name: "mlflow/store-db-password",
    failure: "secret_prefix_store-db-password",
  });
  const aws = new AwsContext(stack, "account");
  const props: DatabaseProps = {
    name: "demo",
    settings,
    network: NETWORK,
    databaseInstances: instances,
    finalSnapshotName: "demo-artifacts-1-final",
    password,
    encryptionKey: ownKey ? new EncryptionKey(stack, "encryption-key", "arn:key", aws) : undefined,
    protectData: true,
  };
  const database = addDatabase(stack, "database", props);
  const tasks = new SecurityGroup(stack, "tasks", { name: "tasks", description: "Tasks", vpcId: "vpc-1" });
  database.allowFrom(tasks, "Tasks to the database");
  return { json: synthesized(stack), database, password, resolve: (value) => resolved(value, stack) };
}

const cluster = ({ json }: Made): Readonly<Record<string, Json>> => json.only("aws_rds_cluster").attributes;

describe("a new database", () => {
  const made = make(NEW);

  test("begins empty: no snapshot is looked up and none is named", () => {
    expect(made.json.dataSources("aws_db_cluster_snapshot")).toEqual([]);
    expect(cluster(made)).not.toHaveProperty("snapshot_identifier");
  });

  test("is a cluster of the stack, for which the tasks wait", () => {
    expect(made.database).toBeInstanceOf(MetadataDatabase);
    expect(made.database.startsAfter).toHaveLength(1);
    expect(made.resolve(made.database.connectionPool)).toBe('${(var.database_auto_pause ? "NullPool" : "QueuePool")}');
  });
});

describe("a restored database", () => {
  const made = make(RESTORED);
  const [snapshot, ...others] = made.json.dataSources("aws_db_cluster_snapshot");
  const conditions = (from: Made): readonly (readonly string[])[] =>
    list(object(from.json.dataSources("aws_db_cluster_snapshot")[0]?.attributes.lifecycle).postcondition)
      .map(object)
      .map(({ condition, error_message: message }) => [text(condition), text(message)]);

  test("begins with the snapshot of the variable, looked up before the plan ends", () => {
    expect(others).toEqual([]);
    expect(snapshot?.attributes.db_cluster_snapshot_identifier).toBe("before-upgrade");
    expect(cluster(made).snapshot_identifier).toBe(`\${${String(snapshot?.address)}.db_cluster_snapshot_identifier}`);
  });

  test("is refused at plan when the snapshot is of another engine, of a later version, or not encrypted, which the database would not be either", () => {
    expect(conditions(made).map(([condition]) => condition)).toEqual([
      '${self.engine == "aurora-mysql"}',
      expect.stringMatching(/self\.engine_version.* <= .*var\.database_engine_version/),
      "${self.storage_encrypted}",
    ]);
    for (const [, message] of conditions(made)) {
      expect(message).toMatch(/^The snapshot of database_snapshot_identifier is .*\.$/);
    }
  });

  test("takes an unencrypted snapshot where a key encrypts it on the way", () => {
    const withKey = make(RESTORED, { ownKey: true });
    expect(conditions(withKey).map(([condition]) => condition)).not.toContain("${self.storage_encrypted}");
    expect(cluster(withKey).kms_key_id).toBe("${data.aws_kms_key.kms_key_arn.arn}");
  });

  test("is in everything else what a new one is, so that it stays when the choice goes back", () => {
    const { snapshot_identifier: from, ...rest } = cluster(made);
    // The snapshot has its own user and database; nobody changes them afterwards.
    const { database_name: database, master_username: user, ...ofNew } = cluster(make(NEW));
    expect([from, database, user]).toEqual([expect.anything(), "mlflow", "ecs_task"]);
    expect(rest).toEqual(ofNew);
    expect(made.json.resources().map(({ address }) => address)).toEqual(
      make(NEW)
        .json.resources()
        .map(({ address }) => address),
    );
  });
});

describe("a cluster of the stack", () => {
  test("is encrypted under AWS's own key, or under the given one", () => {
    expect(cluster(make(NEW))).toMatchObject({ storage_encrypted: true });
    expect(cluster(make(NEW))).not.toHaveProperty("kms_key_id");
    expect(cluster(make(NEW, { ownKey: true }))).toMatchObject({
      storage_encrypted: true,
      kms_key_id: "${data.aws_kms_key.kms_key_arn.arn}",
    });
  });

  test("has a reader when two instances are asked for, made after the writer", () => {
    expect(make(NEW).json.resources("aws_rds_cluster_instance")).toHaveLength(1);
    const [writer, reader] = make(NEW, { instances: 2 }).json.resources("aws_rds_cluster_instance");
    expect([writer?.attributes.identifier, reader?.attributes.identifier]).toEqual(["demo-1", "demo-2"]);
    expect(reader?.attributes.depends_on).toEqual([writer?.address]);
  });
});

describe("a given database", () => {
  const made = make(GIVEN);

  test("is left as it is: the stack makes nothing but a way out for the tasks", () => {
    expect(made.database).toBeInstanceOf(GivenDatabase);
    expect(made.json.resources().map(({ type }) => type)).toEqual([
      "aws_security_group",
      "aws_vpc_security_group_egress_rule",
    ]);
    expect(made.database.startsAfter).toEqual([]);
  });

  test("is reached from the tasks at its networks and its port only", () => {
    expect(made.json.only("aws_vpc_security_group_egress_rule").attributes).toEqual({
      for_each: '${toset(["10.0.0.0/24", "10.0.1.0/24"])}',
      security_group_id: "${aws_security_group.tasks.id}",
      cidr_ipv4: "${each.value}",
      ip_protocol: "tcp",
      from_port: 3307,
      to_port: 3307,
      description: "Tasks to the database",
    });
  });

  test("tells the containers what was given, and the secret by its complete ARN", () => {
    expect(made.resolve(made.database.connection(made.password))).toEqual({
      host: "db.example.com",
      port: "3307",
      username: "mlflow",
      databaseName: "experiments",
      passwordSecretArn: "${data.aws_secretsmanager_secret.secret_prefix_store-db-password.arn}",
    });
  });

  test("keeps connections open, and its password is read by nobody but ECS", () => {
    expect(made.database.connectionPool).toBe("QueuePool");
    expect(made.json.section("ephemeral")).toEqual({});
  });
});
