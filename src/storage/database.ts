import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { SecurityGroup } from "../network/security-group";
import { GivenSecret } from "../secrets/given-secret";
import { GivenDatabase, GivenDatabaseSettings } from "./given-database";
import { AuroraSettings, MetadataDatabase, MetadataDatabaseProps } from "./metadata-database";

/**
 * Where the metadata lies.
 *
 * - `new`: in an Aurora Serverless cluster that the stack makes
 * - `restored`: in one that it makes from the snapshot in the variable `database_snapshot_identifier`
 * - `given`: in the MySQL database of the variables `database_host`, `database_username` and so on
 */
export type DatabaseSource = "new" | "restored" | "given";

/** What the rest of the stack needs of the metadata database, its own or a given one. */
export interface Database {
  /** How the containers of the tasks connect. */
  connection(password: GivenSecret): DatabaseConnection;
  /** Name of SQLAlchemy's pool: `NullPool` keeps no connection open. */
  readonly connectionPool: string;
  /** What must exist before a task can connect. */
  readonly startsAfter: readonly ITerraformDependable[];
  /** Lets the members of a security group connect. */
  allowFrom(client: SecurityGroup, reason: string): void;
}

/** How the containers of a task reach the metadata database. */
export interface DatabaseConnection {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly databaseName: string;
  /** Complete ARN of the secret that holds the password as plain text. */
  readonly passwordSecretArn: string;
}

/** What differs between environments, by source. */
export type DatabaseSettings =
  ({ readonly source: "new" | "restored" } & AuroraSettings) | ({ readonly source: "given" } & GivenDatabaseSettings);

export interface DatabaseProps extends Omit<MetadataDatabaseProps, keyof AuroraSettings> {
  readonly settings: DatabaseSettings;
}

/** The database from where the settings say. */
export function addDatabase(scope: Construct, id: string, { settings, ...own }: DatabaseProps): Database {
  switch (settings.source) {
    case "new":
    case "restored":
      return new MetadataDatabase(scope, id, { ...own, ...settings });
    case "given":
      return new GivenDatabase(scope, id, { ...settings, protectData: own.protectData });
  }
}
