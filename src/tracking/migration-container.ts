import { awslogs, ContainerDefinition, environment, hardening, LogTarget } from "../ecs/container-definition";
import { DatabaseConnection } from "../storage/database";
import { CONNECT_TIMEOUT_SECONDS, databaseEnvironment, databaseMounts, databaseSecrets } from "./database-access";

export interface MigrationContainerProps {
  /** The MLflow image: the schema must be that of the server. */
  readonly image: string;
  readonly database: DatabaseConnection;
  /** HTTPS address of the PEM file with the database's certificate authorities. */
  readonly caBundleUrl: string;
  readonly logs: LogTarget;
}

export const MIGRATION_CONTAINER = "migration";

/**
 * Fetches the certificate authorities, then brings the schema to MLflow's version. Constant: every value comes by
 * environment. MLflow's own lock is a file inside one container, so tasks that start together take a lock in the
 * database; and the command runs in this process, because on a command line the URI would show the password.
 * MySQL cannot roll a change of a table back: killed between two steps, the schema could neither be used nor upgraded
 * anymore. So from the lock on, SIGTERM is ignored, and a task that is stopped ends when its schema is whole.
 * As keyword `ssl_ca` alone makes PyMySQL encrypt and verify nothing; in the URI it verifies both.
 */
export const MIGRATION_PROGRAM = `
import os, shutil, signal, urllib.parse, urllib.request

import pymysql
from mlflow.cli import cli

ca_file = os.environ["DB_CA_FILE"]
with urllib.request.urlopen(os.environ["DB_CA_URL"], timeout=30) as bundle, open(ca_file, "wb") as file:
    shutil.copyfileobj(bundle, file)
print("database certificate authorities fetched", flush=True)

user, password = os.environ["DB_USERNAME"], os.environ.pop("DB_PASSWORD")
host, port, name = os.environ["DB_HOST"], os.environ["DB_PORT"], os.environ["DB_NAME"]
connection = pymysql.connect(
    host=host, port=int(port), user=user, password=password, database=name,
    connect_timeout=${CONNECT_TIMEOUT_SECONDS}, ssl_ca=ca_file, ssl_verify_cert=True, ssl_verify_identity=True,
)
with connection.cursor() as cursor:
    cursor.execute("SELECT GET_LOCK('mlflow-schema', 600)")
    if cursor.fetchone() != (1,):
        raise SystemExit("another task has held the schema lock for 600 seconds")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    uri = (
        f"mysql+pymysql://{user}:{urllib.parse.quote(password, safe='')}@{host}:{port}/{name}"
        f"?charset=utf8mb4&ssl_ca={ca_file}&connect_timeout=${CONNECT_TIMEOUT_SECONDS}"
    )
    cli(["db", "upgrade", uri], standalone_mode=False)
print("database schema is up to date", flush=True)
`.trim();

/** Runs before MLflow in every task. No `startTimeout`: waiting for another task's migration may take longer than its 120 s. */
export function migrationContainer(props: MigrationContainerProps): ContainerDefinition {
  return {
    name: MIGRATION_CONTAINER,
    image: props.image,
    essential: false,
    entryPoint: ["python3", "-c"],
    command: [MIGRATION_PROGRAM],
    environment: [
      ...databaseEnvironment(props.database),
      ...environment({ DB_CA_URL: props.caBundleUrl, HOME: "/tmp" }),
    ],
    secrets: databaseSecrets(props.database),
    mountPoints: databaseMounts({ writeAuthorities: true }),
    // The longest that Fargate allows: SIGKILL in the middle of an upgrade leaves a schema that nothing can repair.
    stopTimeout: 120,
    ...hardening(),
    logConfiguration: awslogs(props.logs),
  };
}
