/** How the containers of a task reach the metadata database. */
export interface DatabaseConnection {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly databaseName: string;
  /** Complete ARN of the secret that holds the password as plain text. */
  readonly passwordSecretArn: string;
}
