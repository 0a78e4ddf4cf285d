import { awslogs, ContainerDefinition, hardening } from "../../../src/ecs/container-definition";
import { MIGRATION_PROGRAM, migrationContainer } from "../../../src/tracking/migration-container";
import { MLFLOW_SCRIPT, mlflowContainer, SERVER_KEYS } from "../../../src/tracking/mlflow-container";

const logs = { logGroupName: "/aws/ecs/mlflow/demo", region: "eu-west-1", streamPrefix: "ecs" };
const database = {
  host: "database.example",
  port: "3306",
  username: "ecs_task",
  databaseName: "mlflow",
  passwordSecretArn: "arn:password",
};

const mlflow = mlflowContainer({
  image: "mlflow:3",
  publicHost: "mlflow.example.com",
  database,
  connectionPool: "NullPool",
  artifactsDestination: "s3://bucket/team-a",
  serverKeysSecretArn: "arn:keys",
  gunicornOpts: "--timeout 120",
  region: "eu-west-1",
  logs,
  waitFor: "migration",
});

const migration = migrationContainer({
  image: "mlflow:3",
  database,
  caBundleUrl: "https://ca.example/bundle.pem",
  logs,
});

function environmentOf(container: ContainerDefinition): Readonly<Record<string, string>> {
  return Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]));
}

const DATABASE_ENVIRONMENT = {
  DB_HOST: "database.example",
  DB_PORT: "3306",
  DB_USERNAME: "ecs_task",
  DB_NAME: "mlflow",
  DB_CA_FILE: "/database-ca/bundle.pem",
};

describe("the MLflow container", () => {
  test("takes every setting by environment, because its script is constant", () => {
    expect(environmentOf(mlflow)).toEqual({
      ...DATABASE_ENVIRONMENT,
      MLFLOW_HOST: "127.0.0.1",
      MLFLOW_PORT: "4180",
      MLFLOW_WORKERS: "2",
      MLFLOW_ARTIFACTS_DESTINATION: "s3://bucket/team-a",
      MLFLOW_SERVER_ALLOWED_HOSTS: "mlflow.example.com",
      MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: "https://mlflow.example.com",
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
      MLFLOW_SQLALCHEMYSTORE_POOLCLASS: "NullPool",
      MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE: "3600",
      GUNICORN_OPTS: "--timeout 120",
      AWS_DEFAULT_REGION: "eu-west-1",
      HOME: "/tmp",
    });
  });

  test("never sets gunicorn's options itself, because even an empty value selects gunicorn", () => {
    expect(environmentOf(mlflow)).not.toHaveProperty("MLFLOW_GUNICORN_OPTS");
    expect(environmentOf(mlflow)).not.toHaveProperty("MLFLOW_UVICORN_OPTS");
  });

  test("is out of reach from outside of the task: loopback only and no port mapping", () => {
    expect(environmentOf(mlflow).MLFLOW_HOST).toBe("127.0.0.1");
    expect(mlflow).not.toHaveProperty("portMappings");
  });

  test("gets the password and both server keys from Secrets Manager, and no secret by environment", () => {
    expect(mlflow.secrets).toEqual([
      { name: "DB_PASSWORD", valueFrom: "arn:password" },
      { name: "MLFLOW_CRYPTO_KEK_PASSPHRASE", valueFrom: "arn:keys:MLFLOW_CRYPTO_KEK_PASSPHRASE::" },
      { name: "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY", valueFrom: "arn:keys:MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY::" },
    ]);
    const names = Object.keys(environmentOf(mlflow));
    for (const name of ["DB_PASSWORD", ...Object.values(SERVER_KEYS)]) expect(names).not.toContain(name);
  });

  test("starts after the migration has succeeded, because an older schema makes the server exit", () => {
    expect(mlflow.dependsOn).toEqual([{ containerName: "migration", condition: "SUCCESS" }]);
  });

  test("is asked for its health without the database, by a command that needs no shell", () => {
    expect(mlflow.healthCheck?.command).toEqual([
      "CMD",
      "python3",
      "-c",
      'import urllib.request; urllib.request.urlopen("http://127.0.0.1:4180/health", timeout=4)',
    ]);
  });

  test("has a health check within the limits of ECS, whose own time-out lets Python's come first", () => {
    const { interval, timeout, retries, startPeriod } = mlflow.healthCheck ?? {
      interval: 0,
      timeout: 0,
      retries: 0,
      startPeriod: -1,
    };
    expect(interval).toBeGreaterThanOrEqual(5);
    expect(interval).toBeLessThanOrEqual(300);
    expect(timeout).toBeGreaterThan(4);
    expect(timeout).toBeLessThan(interval);
    expect(retries).toBeGreaterThanOrEqual(1);
    expect(retries).toBeLessThanOrEqual(10);
    // A resume of the database and a cold start take about two minutes.
    expect(startPeriod).toBeGreaterThanOrEqual(120);
    expect(startPeriod).toBeLessThanOrEqual(300);
  });

  test("may write to /tmp alone, and only reads the certificate authorities that it trusts", () => {
    expect(mlflow.mountPoints).toEqual([
      { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
      { sourceVolume: "database-ca", containerPath: "/database-ca", readOnly: true },
    ]);
  });

  test("ends the task when it ends, and has the longest time that Fargate gives for an upload in flight", () => {
    expect(mlflow).toMatchObject({
      name: "mlflow",
      image: "mlflow:3",
      essential: true,
      stopTimeout: 120,
      ...hardening(),
    });
    expect(mlflow.logConfiguration).toEqual(awslogs(logs));
    expect(mlflow.entryPoint).toEqual(["sh", "-c"]);
    expect(mlflow.command).toEqual([MLFLOW_SCRIPT]);
  });
});

describe("the migration container", () => {
  test("gets what the server gets about the database, and where the certificate authorities are", () => {
    expect(environmentOf(migration)).toEqual({
      ...DATABASE_ENVIRONMENT,
      DB_CA_URL: "https://ca.example/bundle.pem",
      HOME: "/tmp",
    });
    expect(migration.secrets).toEqual([{ name: "DB_PASSWORD", valueFrom: "arn:password" }]);
  });

  test("may end, because ECS refuses to wait for the success of an essential container", () => {
    expect(migration.essential).toBe(false);
  });

  test("has no time limit of its own: another task's migration may take longer than the 120 s that ECS allows", () => {
    expect(migration).not.toHaveProperty("startTimeout");
    expect(migration).not.toHaveProperty("dependsOn");
    expect(migration).not.toHaveProperty("portMappings");
  });

  test("is the one that writes the certificate authorities", () => {
    expect(migration.mountPoints).toEqual([
      { sourceVolume: "tmp", containerPath: "/tmp", readOnly: false },
      { sourceVolume: "database-ca", containerPath: "/database-ca", readOnly: false },
    ]);
  });

  test("runs Python without a shell and is hardened as the others are", () => {
    expect(migration).toMatchObject({ name: "migration", image: "mlflow:3", ...hardening() });
    expect(migration.entryPoint).toEqual(["python3", "-c"]);
    expect(migration.command).toEqual([MIGRATION_PROGRAM]);
    expect(migration.logConfiguration).toEqual(awslogs(logs));
  });
});

describe.each([
  ["the script of MLflow", MLFLOW_SCRIPT, mlflow.command],
  ["the program of the migration", MIGRATION_PROGRAM, migration.command],
])("%s", (_, program, command) => {
  test("is constant, so that no value of Terraform can become a command", () => {
    expect(command).toEqual([program]);
    expect(program).not.toMatch(/[$%]\{|TfToken/);
    for (const value of Object.values({ ...environmentOf(mlflow), ...environmentOf(migration) })) {
      // A short value such as "2" or "true" occurs by chance.
      if (value.length > 6 && value !== "127.0.0.1") expect(program).not.toContain(value);
    }
  });

  test("waits for a paused database longer than PyMySQL would by itself", () => {
    expect(program).toContain("connect_timeout=60");
  });
});
