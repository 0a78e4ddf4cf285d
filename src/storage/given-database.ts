import { Construct } from "constructs";
import { SecurityGroup } from "../network/security-group";
import { GivenSecret } from "../secrets/given-secret";
import { Database, DatabaseConnection } from "./database";

export interface GivenDatabaseProps {
  readonly host: string;
  /** As text and as number, for the containers and for the security group. */
  readonly port: { readonly text: string; readonly number: number };
  readonly databaseName: string;
  readonly username: string;
  /** IPv4 networks in which the addresses of the database lie. */
  readonly cidrs: string[];
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
  }

  connection(password: GivenSecret): DatabaseConnection {
    const { host, port, username, databaseName } = this.props;
    return { host, port: port.text, username, databaseName, passwordSecretArn: password.arn };
  }

  allowFrom(client: SecurityGroup, reason: string): void {
    client.allowToNetworks(this.props.cidrs, "tasks-to-database", this.props.port.number, reason);
  }
}
