import { DataAwsDbClusterSnapshot } from "@cdktf/provider-aws/lib/data-aws-db-cluster-snapshot";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { RdsCluster, RdsClusterConfig } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { IResolvable, ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { Network } from "../network/network";
import { SecurityGroup } from "../network/security-group";
import { EncryptionKey } from "../secrets/encryption-key";
import { GivenSecret } from "../secrets/given-secret";
import { expression } from "../terraform/expression";
import { nameAfterVariable } from "../terraform/lookup";
import { ENCRYPTED_BY_AWS, suppress } from "../terraform/suppress";
import { Database, DatabaseConnection } from "./database";

/** What differs between environments. */
export interface AuroraSettings {
  readonly engineVersion: string;
  /** Aurora capacity units, 1 to 256 in steps of 0.5. */
  readonly maxCapacityAcu: number;
  readonly skipFinalSnapshot: boolean | IResolvable;
  /** Raised together with a new value of the password secret. */
  readonly passwordVersion: number;
  /** Name or ARN of the cluster snapshot to begin with. `undefined`: an empty database. */
  readonly snapshotIdentifier: string | undefined;
}

export interface MetadataDatabaseProps extends AuroraSettings {
  readonly name: string;
  readonly network: Network;
  /** 2: a reader in the other zone, which takes over within a minute or so. */
  readonly databaseInstances: 1 | 2;
  /** Must be new at each destroy. */
  readonly finalSnapshotName: string;
  readonly password: GivenSecret;
  /** `undefined`: AWS's own key for RDS. */
  readonly encryptionKey: EncryptionKey | undefined;
  /** true: neither Terraform nor AWS destroys the cluster. */
  readonly protectData: boolean;
}

const MYSQL_PORT = 3306;

type RdsClusterOrigin = Pick<RdsClusterConfig, "databaseName" | "masterUsername" | "snapshotIdentifier">;

/** A number that grows with the version, for versions of Aurora MySQL 3. */
const versionNumber = (version: string): string =>
  `tonumber(join("", [for part in regex("mysql_aurora\\\\.3\\\\.([0-9]+)\\\\.([0-9]+)$", ${version}) : format("%03d", tonumber(part))]))`;

/** AWS restores into the same or a later version. Snapshots of Aurora MySQL 2 are older in any case. */
const NOT_NEWER_SNAPSHOT = {
  condition: `\${try(${versionNumber("self.engine_version")}, 0) <= ${versionNumber("var.database_engine_version")}}`,
  errorMessage:
    "The snapshot of database_snapshot_identifier is of Aurora ${self.engine_version}, later than database_engine_version, ${var.database_engine_version}. Give that version or a later one.",
};

/** Without a key of its own the new cluster is encrypted just as the snapshot is. */
const ENCRYPTED_SNAPSHOT = {
  condition: "${self.storage_encrypted}",
  errorMessage:
    'The snapshot of database_snapshot_identifier is not encrypted, and neither would the database be. Copy it with a key first (aws rds copy-db-cluster-snapshot --kms-key-id ...), or choose encryptionKey: "given".',
};

/** MLflow's metadata in Aurora Serverless v2 (MySQL), encrypted, TLS only, 14 days of backups. */
export class MetadataDatabase extends Construct implements Database {
  readonly cluster: RdsCluster;
  /** The writer. */
  readonly instance: RdsClusterInstance;
  readonly securityGroup: SecurityGroup;
  /** Open connections would keep a pausing database awake. */
  readonly connectionPool = Token.asString(expression('var.database_auto_pause ? "NullPool" : "QueuePool"'));

  constructor(scope: Construct, id: string, props: MetadataDatabaseProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      name: `${props.name}-rds`,
      description: "MLflow metadata database",
      vpcId: props.network.id,
    });
    this.cluster = this.addCluster(props);
    acceptClusterFindings(this.cluster, props);
    this.instance = this.addInstance("instance", `${props.name}-1`);
    // After the writer: the first instance of a cluster becomes it.
    if (props.databaseInstances === 2) this.addInstance("reader", `${props.name}-2`, [this.instance]);
  }

  get startsAfter(): readonly ITerraformDependable[] {
    return [this.instance];
  }

  allowFrom(client: SecurityGroup, reason: string): void {
    this.securityGroup.allowFrom(client, "tasks-to-database", MYSQL_PORT, reason);
  }

  connection(password: GivenSecret): DatabaseConnection {
    return {
      host: this.cluster.endpoint,
      port: String(MYSQL_PORT),
      username: this.cluster.masterUsername,
      databaseName: this.cluster.databaseName,
      passwordSecretArn: password.arn,
    };
  }

  private addInstance(id: string, identifier: string, dependsOn: ITerraformDependable[] = []): RdsClusterInstance {
    const instance = new RdsClusterInstance(this, id, {
      identifier,
      clusterIdentifier: this.cluster.id,
      engine: this.cluster.engine,
      engineVersion: this.cluster.engineVersion,
      instanceClass: "db.serverless",
      publiclyAccessible: false,
      autoMinorVersionUpgrade: false,
      applyImmediately: true,
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    });
    acceptInstanceFindings(instance);
    return instance;
  }

  private addCluster(props: MetadataDatabaseProps): RdsCluster {
    const subnetGroup = new DbSubnetGroup(this, "subnet-group", {
      // With the network it changes, and then the cluster would be replaced, which `prevent_destroy` refuses at plan:
      // a database cannot move to another VPC.
      name: `${props.name}-${props.network.subnetGroupSuffix}`,
      description: "Subnets without a route to the internet",
      subnetIds: props.network.databaseSubnetIds,
    });
    const parameters = new RdsClusterParameterGroup(this, "parameters", {
      namePrefix: `${props.name}-`,
      family: "aurora-mysql8.0",
      description: "TLS only",
      parameter: [{ name: "require_secure_transport", value: "ON", applyMethod: "immediate" }],
      lifecycle: { createBeforeDestroy: true },
    });
    return new RdsCluster(this, "Default", {
      clusterIdentifier: props.name,
      engine: "aurora-mysql",
      engineMode: "provisioned",
      engineVersion: props.engineVersion,
      port: MYSQL_PORT,
      masterPasswordWo: props.password.readDatabasePassword(),
      masterPasswordWoVersion: props.passwordVersion,
      serverlessv2ScalingConfiguration: {
        minCapacity: Token.asNumber(expression("var.database_auto_pause ? 0 : 0.5")),
        maxCapacity: props.maxCapacityAcu,
        // Only with a minimum of 0.
        secondsUntilAutoPause: Token.asNumber(
          expression("var.database_auto_pause ? var.database_seconds_until_auto_pause : null"),
        ),
      },
      dbSubnetGroupName: subnetGroup.name,
      vpcSecurityGroupIds: [this.securityGroup.id],
      dbClusterParameterGroupName: parameters.name,
      storageEncrypted: true,
      ...(props.encryptionKey === undefined ? {} : { kmsKeyId: props.encryptionKey.arn }),
      ...this.origin(props),
      backupRetentionPeriod: 14,
      copyTagsToSnapshot: true,
      applyImmediately: true,
      skipFinalSnapshot: props.skipFinalSnapshot,
      finalSnapshotIdentifier: props.finalSnapshotName,
      deletionProtection: props.protectData,
      lifecycle: {
        preventDestroy: props.protectData,
        // Only the creation looks at them; afterwards a change would be the end of the database.
        ignoreChanges: ["snapshot_identifier", "master_username", "database_name"],
      },
    });
  }

  /** An empty database of ours, or what the snapshot holds under the names that it has there. */
  private origin({ snapshotIdentifier, encryptionKey }: MetadataDatabaseProps): RdsClusterOrigin {
    if (snapshotIdentifier === undefined) return { databaseName: "mlflow", masterUsername: "ecs_task" };
    return { snapshotIdentifier: this.snapshot(snapshotIdentifier, encryptionKey) };
  }

  /** The snapshot, refused at plan when the cluster made of it would be another than the settings say. */
  private snapshot(identifier: string, encryptionKey: EncryptionKey | undefined): string {
    const snapshot = new DataAwsDbClusterSnapshot(this, "snapshot", {
      dbClusterSnapshotIdentifier: identifier,
      lifecycle: {
        postcondition: [
          {
            condition: '${self.engine == "aurora-mysql"}',
            errorMessage:
              "The snapshot of database_snapshot_identifier is one of ${self.engine}. Give a snapshot of an Aurora MySQL cluster.",
          },
          NOT_NEWER_SNAPSHOT,
          ...(encryptionKey === undefined ? [ENCRYPTED_SNAPSHOT] : []),
        ],
      },
    });
    nameAfterVariable(snapshot, "database_snapshot_identifier");
    return snapshot.dbClusterSnapshotIdentifier;
  }
}

function acceptClusterFindings(cluster: RdsCluster, { encryptionKey }: MetadataDatabaseProps): void {
  suppress(
    cluster,
    "CKV_AWS_162",
    "Nobody signs in by IAM: MLflow's URI holds a password, read from Secrets Manager, and only the tasks' security group gets to the port. A second way to sign in that nobody uses stays closed.",
  );
  for (const check of ["CKV_AWS_324", "CKV_AWS_325"] as const) {
    suppress(
      cluster,
      check,
      "MLflow alone connects, as one user, so logs of the database cannot tell people apart: who did what is in the log group of oauth2-proxy. Exported logs are billed by the GB.",
    );
  }
  suppress(
    cluster,
    "CKV_AWS_326",
    "Backups of 14 days restore to any second of them. Backtracking is billed by change and rewinds the whole cluster in place.",
  );
  suppress(
    cluster,
    "CKV2_AWS_8",
    "Aurora's own backups of 14 days and, by default, a final snapshot; deletion protection on. A plan of AWS Backup is billed by the GB and belongs to the whole account.",
  );
  if (encryptionKey === undefined) suppress(cluster, "CKV_AWS_327", ENCRYPTED_BY_AWS);
}

function acceptInstanceFindings(instance: RdsClusterInstance): void {
  suppress(
    instance,
    "CKV_AWS_118",
    "Metrics of the operating system are billed as logs and need a role that may write them; they protect nothing. CloudWatch has the metrics of the database without it.",
  );
  suppress(
    instance,
    "CKV_AWS_226",
    "The version is pinned and raised by a reviewed plan; AWS raising it would show as a downgrade in the next one.",
  );
  suppress(
    instance,
    "CKV_AWS_353",
    "Shows which queries load the database, protects nothing, and keeps their texts in one more place.",
  );
}
