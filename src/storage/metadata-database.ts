import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { RdsCluster } from "@cdktf/provider-aws/lib/rds-cluster";
import { RdsClusterInstance } from "@cdktf/provider-aws/lib/rds-cluster-instance";
import { RdsClusterParameterGroup } from "@cdktf/provider-aws/lib/rds-cluster-parameter-group";
import { IResolvable, ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { SecurityGroup } from "../network/security-group";
import { SubnetTier } from "../network/subnet-tier";
import { expression } from "../terraform/expression";
import { GivenSecret } from "../secrets/given-secret";
import { DatabaseConnection } from "./database-connection";

export interface MetadataDatabaseProps {
  readonly name: string;
  readonly vpcId: string;
  readonly subnets: SubnetTier;
  readonly engineVersion: string;
  /** Aurora capacity units, 1 to 256 in steps of 0.5. */
  readonly maxCapacityAcu: number;
  /** 2: a reader in the other zone, which takes over within a minute or so. */
  readonly databaseInstances: 1 | 2;
  readonly skipFinalSnapshot: boolean | IResolvable;
  /** Must be new at each destroy. */
  readonly finalSnapshotName: string;
  readonly password: GivenSecret;
  /** Raised together with a new value of the password secret. */
  readonly passwordVersion: number;
  /** true: neither Terraform nor AWS destroys the cluster. */
  readonly protectData: boolean;
}

const MYSQL_PORT = 3306;

/** MLflow's metadata in Aurora Serverless v2 (MySQL), encrypted, TLS only, 14 days of backups. */
export class MetadataDatabase extends Construct {
  readonly cluster: RdsCluster;
  /** The writer. */
  readonly instance: RdsClusterInstance;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: MetadataDatabaseProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      name: `${props.name}-rds`,
      description: "MLflow metadata database",
      vpcId: props.vpcId,
    });
    this.cluster = this.addCluster(props);
    this.instance = this.addInstance("instance", `${props.name}-1`);
    // After the writer: the first instance of a cluster becomes it.
    if (props.databaseInstances === 2) this.addInstance("reader", `${props.name}-2`, [this.instance]);
  }

  /** Lets the members of a security group connect. */
  allowFrom(client: SecurityGroup, reason: string): void {
    this.securityGroup.allowFrom(client, "tasks-to-database", MYSQL_PORT, reason);
  }

  /** How the containers of the tasks connect. */
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
    return new RdsClusterInstance(this, id, {
      identifier,
      clusterIdentifier: this.cluster.id,
      engine: this.cluster.engine,
      engineVersion: this.cluster.engineVersion,
      instanceClass: "db.serverless",
      publiclyAccessible: false,
      // The version is pinned and raised by a reviewed plan; AWS raising it would show as a downgrade in the next one.
      autoMinorVersionUpgrade: false,
      applyImmediately: true,
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
    });
  }

  private addCluster(props: MetadataDatabaseProps): RdsCluster {
    const subnetGroup = new DbSubnetGroup(this, "subnet-group", {
      name: `${props.name}-rds`,
      description: "Subnets without a route to the internet",
      subnetIds: props.subnets.ids,
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
      databaseName: "mlflow",
      port: MYSQL_PORT,
      masterUsername: "ecs_task",
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
      backupRetentionPeriod: 14,
      copyTagsToSnapshot: true,
      applyImmediately: true,
      skipFinalSnapshot: props.skipFinalSnapshot,
      finalSnapshotIdentifier: props.finalSnapshotName,
      deletionProtection: props.protectData,
      lifecycle: { preventDestroy: props.protectData },
    });
  }
}
