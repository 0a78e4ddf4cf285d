import {
  awslogs,
  ContainerDefinition,
  environment,
  hardening,
  LogTarget,
  NameValue,
  secretKey,
} from "../ecs/container-definition";
import { MLFLOW_PORT } from "../ecs/request-path";
import { DatabaseConnection } from "../storage/database";
import { CONNECT_TIMEOUT_SECONDS, databaseEnvironment, databaseMounts, databaseSecrets } from "./database-access";

export interface MlflowContainerProps {
  readonly image: string;
  /** The one host name that is served; MLflow refuses requests for another. */
  readonly publicHost: string;
  readonly database: DatabaseConnection;
  /** SQLAlchemy pool: `NullPool` lets an idle database pause, `QueuePool` keeps connections open. */
  readonly connectionPool: string;
  /** `s3://bucket/prefix` */
  readonly artifactsDestination: string;
  /** Complete ARN of the secret with the server keys. */
  readonly serverKeysSecretArn: string;
  readonly gunicornOpts: string;
  readonly region: string;
  readonly logs: LogTarget;
  /** Name of the container that must have succeeded first. */
  readonly waitFor: string;
}

export const MLFLOW_CONTAINER = "mlflow";

/** Keys of the server keys secret, by the names of the environment variables that MLflow reads. */
export const SERVER_KEYS = {
  /** Encrypts the provider keys of MLflow's AI gateway. Unset, MLflow uses a published passphrase. */
  passphrase: "MLFLOW_CRYPTO_KEK_PASSPHRASE",
  /** Encrypts webhook secrets (a Fernet key). Unset, one webhook with a secret breaks the list for everybody. */
  webhook: "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY",
} as const;

/**
 * The isolation level of PostgreSQL. Under MySQL's own, REPEATABLE READ, the server does not see what another request has
 * just committed, answers 400 to spans of a trace that two requests begin at once, and MLflow's client drops them: with
 * its default settings 17 of 200 traces.
 */
const READ_COMMITTED = "SET+SESSION+TRANSACTION+ISOLATION+LEVEL+READ+COMMITTED";

/**
 * Starts the server; constant, without any Terraform value in it.
 *
 * The password is percent-encoded inside Python and reaches MLflow by environment: it is in no command line, no
 * character of it can end the URI or reach the shell, and DB_PASSWORD is gone before the server starts.
 * gunicorn's options and uvicorn's exclude each other, and even an empty MLFLOW_GUNICORN_OPTS selects gunicorn; an empty
 * GUNICORN_OPTS may be dropped on its way here, so `set -u` comes after it. The proxy keeps
 * idle connections for 90 s, so uvicorn must not close them earlier (its own default is 5 s).
 */
export const MLFLOW_SCRIPT = `
set -e
if [ -n "$GUNICORN_OPTS" ]; then
  export MLFLOW_GUNICORN_OPTS="$GUNICORN_OPTS"
else
  export MLFLOW_UVICORN_OPTS="--timeout-keep-alive 120"
fi
set -u
password=$(python3 -c 'import os, urllib.parse; print(urllib.parse.quote(os.environ["DB_PASSWORD"], safe=""))')
export MLFLOW_BACKEND_STORE_URI="mysql+pymysql://$DB_USERNAME:$password@$DB_HOST:$DB_PORT/$DB_NAME?charset=utf8mb4&ssl_ca=$DB_CA_FILE&init_command=${READ_COMMITTED}&connect_timeout=${CONNECT_TIMEOUT_SECONDS}"
unset DB_PASSWORD password
exec mlflow server
`.trim();

/** MLflow on the loopback interface only: nothing but oauth2-proxy in the same task can connect to it. */
export function mlflowContainer(props: MlflowContainerProps): ContainerDefinition {
  return {
    name: MLFLOW_CONTAINER,
    image: props.image,
    essential: true,
    entryPoint: ["sh", "-c"],
    command: [MLFLOW_SCRIPT],
    environment: [...databaseEnvironment(props.database), ...serverEnvironment(props)],
    secrets: [
      ...databaseSecrets(props.database),
      ...Object.values(SERVER_KEYS).map((key) => ({ name: key, valueFrom: secretKey(props.serverKeysSecretArn, key) })),
    ],
    dependsOn: [{ containerName: props.waitFor, condition: "SUCCESS" }],
    // `/health` is exempt from MLflow's host check and does not ask the database.
    healthCheck: {
      command: [
        "CMD",
        "python3",
        "-c",
        `import urllib.request; urllib.request.urlopen("http://127.0.0.1:${MLFLOW_PORT}/health", timeout=4)`,
      ],
      interval: 10,
      timeout: 5,
      retries: 5,
      startPeriod: 180,
    },
    mountPoints: databaseMounts({ writeAuthorities: false }),
    // The longest that Fargate allows: an upload in flight ends before the server does.
    stopTimeout: 120,
    ...hardening(),
    logConfiguration: awslogs(props.logs),
  };
}

function serverEnvironment(props: MlflowContainerProps): readonly NameValue[] {
  return environment({
    MLFLOW_HOST: "127.0.0.1",
    MLFLOW_PORT: String(MLFLOW_PORT),
    // Each takes about 200 MB; two fit the default size of a task.
    MLFLOW_WORKERS: "2",
    MLFLOW_ARTIFACTS_DESTINATION: props.artifactsDestination,
    MLFLOW_SERVER_ALLOWED_HOSTS: props.publicHost,
    MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: `https://${props.publicHost}`,
    // Thirteen processes and a poll a minute that would keep the database awake.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
    MLFLOW_DISABLE_TELEMETRY: "true",
    MLFLOW_SQLALCHEMYSTORE_POOLCLASS: props.connectionPool,
    MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE: "3600",
    GUNICORN_OPTS: props.gunicornOpts,
    AWS_DEFAULT_REGION: props.region,
    HOME: "/tmp",
  });
}
