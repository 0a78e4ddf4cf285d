import { many } from "../support/json-walk";
import { object, StackJson, text } from "../support/stack-json";
import { container, environmentOf } from "./stack-view";

const stack = StackJson.default();
const mlflow = container(stack, "mlflow");
const migration = container(stack, "migration");

const DATABASE = {
  DB_HOST: "${aws_rds_cluster.database.endpoint}",
  DB_PORT: "3306",
  DB_USERNAME: "${aws_rds_cluster.database.master_username}",
  DB_NAME: "${aws_rds_cluster.database.database_name}",
  DB_CA_FILE: "/database-ca/bundle.pem",
};

describe("the migration", () => {
  it("gets exactly this by environment", () => {
    expect(environmentOf(migration)).toEqual({
      ...DATABASE,
      DB_CA_URL: "${var.database_ca_bundle_url}",
      HOME: "/tmp",
    });
  });

  it("is Python in the image of the server, whose schema it makes", () => {
    expect(migration.image).toBe(mlflow.image);
    expect(migration.entryPoint).toEqual(["python3", "-c"]);
  });
});

describe("MLflow", () => {
  it("gets exactly this by environment", () => {
    expect(environmentOf(mlflow)).toEqual({
      ...DATABASE,
      MLFLOW_HOST: "127.0.0.1",
      MLFLOW_PORT: "4180",
      MLFLOW_WORKERS: "2",
      MLFLOW_ARTIFACTS_DESTINATION:
        '${join("/", compact([format("s3://%s", aws_s3_bucket.artifacts.id), trim(var.artifact_bucket_path, "/")]))}',
      MLFLOW_SERVER_ALLOWED_HOSTS: "${var.dns_record_name}.${var.domain}",
      MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: "https://${var.dns_record_name}.${var.domain}",
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
      // An open connection would keep a database awake that may pause.
      MLFLOW_SQLALCHEMYSTORE_POOLCLASS: '${var.database_auto_pause ? "NullPool" : "QueuePool"}',
      MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE: "3600",
      GUNICORN_OPTS: "${var.gunicorn_opts}",
      AWS_DEFAULT_REGION: "${data.aws_region.account_region_154F2A67.id}",
      HOME: "/tmp",
    });
  });

  it("is asked for its health where it listens, by a program of its own image", () => {
    const { MLFLOW_HOST: host, MLFLOW_PORT: port } = environmentOf(mlflow);
    expect(mlflow.healthCheck).toEqual({
      command: [
        "CMD",
        "python3",
        "-c",
        `import urllib.request; urllib.request.urlopen("http://${String(host)}:${String(port)}/health", timeout=4)`,
      ],
      interval: 10,
      timeout: 5,
      retries: 5,
      // Migrating and importing MLflow take their time.
      startPeriod: 180,
    });
  });

  it("starts its server in place of the shell, so that it hears when it has to stop", () => {
    const [script] = many(mlflow.command).map(text);
    expect(script).toMatch(/\nexec mlflow server$/);
    expect(script).toMatch(/\nunset DB_PASSWORD password\n/);
  });

  it("reads the certificate authorities that the migration wrote", () => {
    const mounted = [migration, mlflow].map((definition) =>
      many(definition.mountPoints)
        .map(object)
        .find(({ sourceVolume }) => sourceVolume === "database-ca"),
    );
    expect(mounted).toEqual([
      { sourceVolume: "database-ca", containerPath: "/database-ca", readOnly: false },
      { sourceVolume: "database-ca", containerPath: "/database-ca", readOnly: true },
    ]);
  });
});
