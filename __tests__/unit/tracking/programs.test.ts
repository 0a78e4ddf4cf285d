import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { ContainerDefinition } from "../../../src/ecs/container-definition";
import { migrationContainer } from "../../../src/tracking/migration-container";
import { MLFLOW_SCRIPT, mlflowContainer } from "../../../src/tracking/mlflow-container";
import { findPython, findShells, ProgramStubs, run } from "../../support/container-programs";
import { Json, JsonObject, list, object, parse, text } from "../../support/stack-json";
import { Finished, readText } from "../../support/synthesis";

const python = findPython();
if (python === undefined) process.stderr.write("SKIPPED: python3 is not installed, so no container program is run\n");
const withPython = python === undefined ? describe.skip : describe;

const shells = findShells();
const stubs = new ProgramStubs(python ?? "python3");
afterAll(() => {
  stubs.remove();
});

const logs = { logGroupName: "/logs", region: "eu-west-1", streamPrefix: "ecs" };
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
  artifactsDestination: "s3://bucket",
  serverKeysSecretArn: "arn:keys",
  gunicornOpts: "",
  region: "eu-west-1",
  logs,
  waitFor: "migration",
});

function environmentOf(container: ContainerDefinition): Readonly<Record<string, string>> {
  return Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value]));
}

/** Starts the container's command as registered, with one of the shells that `sh` may be. */
function startMlflow(extra: Readonly<Record<string, string>>, shell = "/bin/sh", path = stubs.programs): Finished {
  const [, ...options] = mlflow.entryPoint ?? [];
  return run([shell, ...options, ...(mlflow.command ?? [])], { ...environmentOf(mlflow), PATH: path, ...extra });
}

/** What the server was started with. */
function startedServer(extra: Readonly<Record<string, string>>, shell?: string): { argv: Json; env: JsonObject } {
  const { status, stdout, stderr } = startMlflow(extra, shell);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const report = object(parse(stdout));
  return { argv: report.argv ?? null, env: object(report.env) };
}

const STORE_URI =
  /^mysql\+pymysql:\/\/ecs_task:([A-Za-z0-9_.~%-]*)@database\.example:3306\/mlflow\?charset=utf8mb4&ssl_ca=\/database-ca\/bundle\.pem&init_command=SET\+SESSION\+TRANSACTION\+ISOLATION\+LEVEL\+READ\+COMMITTED&connect_timeout=60$/;
const PYTHON_PROGRAM = /python3 -c '([^']*)'/.exec(MLFLOW_SCRIPT)?.[1];

/** Runs the script with a password and checks that it comes back, and that it is nowhere else. */
function checkPassword(password: string, shell?: string): void {
  stubs.takePythonArguments();
  const { argv, env } = startedServer({ DB_PASSWORD: password }, shell);
  const encoded = STORE_URI.exec(text(env.MLFLOW_BACKEND_STORE_URI))?.[1];
  expect(encoded).toBeDefined();
  expect(decodeURIComponent(encoded ?? "")).toBe(password);
  expect(env).not.toHaveProperty("DB_PASSWORD");
  expect(env).not.toHaveProperty("password");
  expect(argv).toEqual(["server"]);
  expect(stubs.takePythonArguments()).toEqual(["-c", PYTHON_PROGRAM]);
}

withPython("the script of MLflow", () => {
  test.each([
    ["a;id -u;b"],
    ["$(id -un)"],
    ["`id -un`"],
    ["${HOME} $DB_HOST $$ $1"],
    ["'single' \"double\" '\"'\"'"],
    ["%41 100% %% %2F %s"],
    ["@/:#?&=+[]"],
    [" leading and trailing "],
    ["\\n \\ \\\\ \\x41"],
    ["line\nbreak\r\n"],
    ["* ? [a-z] ~ !! > < | &"],
    ["pässwörd 密码 😀"],
    ["-n -e --"],
  ])("gives the server the password %j letter by letter, and nobody else", (password) => {
    checkPassword(password);
  });

  test("gives the server any other password, too, whichever shell the image has", () => {
    const special = fc.constantFrom(...Array.from("'\"`$\\%;&|<>(){}[]*?!#~=@:/ \n\t"));
    const password = fc
      .array(fc.oneof(special, fc.string({ unit: "binary", maxLength: 3 })), { minLength: 1, maxLength: 12 })
      .map((pieces) => pieces.join("").replaceAll("\0", ""));
    fc.assert(
      fc.property(password, fc.constantFrom(...shells), (secret, shell) => {
        checkPassword(secret, shell);
      }),
      { numRuns: 12 },
    );
  });

  test.each(shells)("run by %s, selects MLflow's own server when no options for gunicorn are given", (shell) => {
    const { env } = startedServer({ DB_PASSWORD: "x", GUNICORN_OPTS: "" }, shell);
    expect(env.MLFLOW_UVICORN_OPTS).toBe("--timeout-keep-alive 120");
    expect(env).not.toHaveProperty("MLFLOW_GUNICORN_OPTS");
  });

  test("starts, too, when an empty value was dropped on its way to the container", () => {
    const { GUNICORN_OPTS, ...kept } = environmentOf(mlflow);
    expect(GUNICORN_OPTS).toBe("");
    const command = ["/bin/sh", "-c", ...(mlflow.command ?? [])];
    const { status, stderr } = run(command, { ...kept, PATH: stubs.programs, DB_PASSWORD: "x" });
    expect([status, stderr]).toEqual([0, ""]);
  });

  test.each(shells)("run by %s, passes options for gunicorn on as one value, and none for uvicorn", (shell) => {
    const options = "--timeout 120; id $(id)  --threads 2";
    const { env } = startedServer({ DB_PASSWORD: "x", GUNICORN_OPTS: options }, shell);
    expect(env.MLFLOW_GUNICORN_OPTS).toBe(options);
    expect(env).not.toHaveProperty("MLFLOW_UVICORN_OPTS");
  });

  test.each(shells)(
    "run by %s, fails with python3, because a server with an empty password would seem to run",
    (shell) => {
      const { status, stdout } = startMlflow({ DB_PASSWORD: "x" }, shell, stubs.brokenPrograms);
      expect(status).toBe(3);
      expect(stdout).toBe("");
    },
  );

  test("fails without a password, instead of starting a server that cannot connect", () => {
    const { status, stdout, stderr } = startMlflow({});
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("DB_PASSWORD");
  });
});

withPython("the program of the migration", () => {
  const password = "a'b\"c$(id)%41 @/:#?ü";
  const authorities = stubs.file("authorities.pem", "-----BEGIN CERTIFICATE-----\n");

  interface Migration extends Finished {
    readonly events: readonly JsonObject[];
    readonly caFile: string;
  }

  function migrate(extra: Readonly<Record<string, string>>): Migration {
    const caFile = stubs.file("bundle.pem");
    const container = migrationContainer({
      image: "mlflow:3",
      database,
      caBundleUrl: pathToFileURL(authorities).href,
      logs,
    });
    const finished = run([python ?? "", ...(container.entryPoint ?? []).slice(1), ...(container.command ?? [])], {
      ...environmentOf(container),
      DB_CA_FILE: caFile,
      DB_PASSWORD: password,
      PYTHONPATH: stubs.modules,
      STUB_LOCK: "1",
      ...extra,
    });
    const events = finished.stdout.split("\n").filter((line) => line.startsWith("EVENT "));
    return { ...finished, caFile, events: events.map((line) => object(parse(line.slice("EVENT ".length)))) };
  }

  test("connects with TLS, takes the lock and only then upgrades, so that tasks that start together never race", () => {
    const { status, stderr, events, caFile } = migrate({});
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(events.map((event) => Object.keys(event)[0])).toEqual(["connect", "sql", "cli"]);
    expect(events[0]?.connect).toEqual({
      host: "database.example",
      port: 3306,
      user: "ecs_task",
      password,
      database: "mlflow",
      connect_timeout: 60,
      ssl_ca: caFile,
      ssl_verify_cert: true,
      ssl_verify_identity: true,
    });
    expect(events[1]?.sql).toBe("SELECT GET_LOCK('mlflow-schema', 600)");
    const [first, second, uri] = list(events[2]?.cli);
    expect([first, second]).toEqual(["db", "upgrade"]);
    const [, encoded] = /^mysql\+pymysql:\/\/ecs_task:([^@/:]*)@database\.example:3306\/mlflow\?/.exec(text(uri)) ?? [];
    expect(decodeURIComponent(encoded ?? "")).toBe(password);
    expect(text(uri).endsWith(`?charset=utf8mb4&ssl_ca=${caFile}&connect_timeout=60`)).toBe(true);
    expect(events[2]).toMatchObject({ standalone_mode: false, password_in_environment: false });
    expect(readText(caFile)).toBe(readText(authorities));
  });

  test.each([["0"], ["null"]])("upgrades nothing when the database answers the lock with %s", (lock) => {
    const { status, stderr, events } = migrate({ STUB_LOCK: lock });
    expect(status).toBe(1);
    expect(stderr).toContain("another task has held the schema lock for 600 seconds");
    expect(stderr).not.toContain(password);
    expect(events.map((event) => Object.keys(event)[0])).toEqual(["connect", "sql"]);
  });

  test("does not connect without certificate authorities, because it could not tell the database from another", () => {
    const { status, events } = migrate({ DB_CA_URL: pathToFileURL(stubs.file("missing.pem")).href });
    expect(status).toBe(1);
    expect(events).toEqual([]);
  });
});
