import { Construct } from "constructs";
import { SecurityGroup } from "../network/security-group";
import { GivenSecret } from "../secrets/given-secret";
import { Forgotten } from "../terraform/forgotten";
import { Database, DatabaseConnection } from "./database";

/** What a stack with a database of its own made: after a change of the shape it stays, and is nobody's. */
export const OWN_DATABASE: readonly string[] = [
  "aws_rds_cluster.database",
  "aws_rds_cluster_instance.database_instance_D7FC2283",
  "aws_rds_cluster_instance.database_reader_665D6E24",
  "aws_rds_cluster_parameter_group.database_parameters_58B6739C",
  "aws_db_subnet_group.database_subnet-group_706EB4D1",
  "aws_security_group.database_security-group_BF0DE645",
];

/** What the variables say. */
export interface GivenDatabaseSettings {
  readonly host: string;
  /** As text and as number, for the containers and for the security group. */
  readonly port: { readonly text: string; readonly number: number };
  readonly databaseName: string;
  readonly username: string;
  /** IPv4 networks in which the addresses of the database lie. */
  readonly cidrs: string[];
}

export interface GivenDatabaseProps extends GivenDatabaseSettings {
  /** true: a database that the stack made in another shape is not destroyed. */
  readonly protectData: boolean;
}

/**
 * A MySQL database that exists before the stack. It must offer TLS, and its owner must let the tasks in (output
 * `task_security_group`). Nothing of it is changed but the schema, by the migration.
 */
export class GivenDatabase extends Construct implements Database {
  /** Kept open: whether the database would pause is not known. */
  readonly connectionPool = "QueuePool";
  readonly startsAfter = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GivenDatabaseProps,
  ) {
    super(scope, id);
    if (props.protectData) new Forgotten(this, "own-database", OWN_DATABASE);
  }

  connection(password: GivenSecret): DatabaseConnection {
    const { host, port, username, databaseName } = this.props;
    return { host, port: port.text, username, databaseName, passwordSecretArn: password.arn };
  }

  allowFrom(client: SecurityGroup, reason: string): void {
    client.allowToNetworks(this.props.cidrs, "tasks-to-database", this.props.port.number, reason);
  }
}
