import { Program } from "../../src/rehearsal/program";
import { describeTask, RegisteredTask } from "../../src/rehearsal/registered-task";
import { containerOf } from "../support/container-processes";
import { REHEARSAL_PYTHON } from "../support/database-client";
import { OwnTasks } from "../support/own-tasks";
import { theRehearsal } from "../support/rehearsal";
import { attemptBesideOthers } from "../support/run";
import { eventually } from "../support/task-client";

const PASSWORD = "secret-of-the-starts";

/** The last revision of MLflow 2. */
const OLDER = "4465047574b1";

/** Makes the schema of an older MLflow: its first tables, and alembic up to a revision. */
const OLDER_SCHEMA = `
import os
import sqlalchemy
from alembic import command
from mlflow.store.db.utils import _get_alembic_config
from mlflow.store.tracking.dbmodels.initial_models import Base

engine = sqlalchemy.create_engine(os.environ["URI"])
Base.metadata.create_all(engine)
config = _get_alembic_config(os.environ["URI"])
with engine.begin() as connection:
    config.attributes["connection"] = connection
    command.upgrade(config, os.environ["REVISION"])
`;

let tasks: OwnTasks;
/** What it takes to make the schema once. */
let changesOfAll = 0;

beforeAll(async () => {
  tasks = await OwnTasks.create();
}, 120_000);

afterAll(() => tasks.supervisor.stop(), 60_000);

/** A database of one test, and what leads a task to it. */
async function database(name: string): Promise<Readonly<Record<string, string>>> {
  await tasks.database.createDatabase({ name, username: name, password: PASSWORD });
  return { DB_NAME: name, DB_USERNAME: name, DB_PASSWORD: PASSWORD };
}

/** Starts a task with nothing but the migration. @returns its program, which may still run */
async function migration(
  name: string,
  overrides: Readonly<Record<string, string>>,
  definition?: RegisteredTask,
): Promise<Program> {
  const task = await tasks.start(name, { containers: ["migration"], overrides, ...(definition && { definition }) });
  await task.started;
  return containerOf(task, "migration").program;
}

/** Everything that the database has by name, as lines. */
async function schema(name: string): Promise<readonly string[]> {
  const columns = `SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, COLLATION_NAME
    FROM information_schema.columns WHERE TABLE_SCHEMA = '${name}' ORDER BY TABLE_NAME, ORDINAL_POSITION;`;
  const times = `SELECT TABLE_NAME, CREATE_TIME FROM information_schema.tables WHERE TABLE_SCHEMA = '${name}'
    ORDER BY TABLE_NAME;`;
  return (await tasks.database.query(`${columns}${times}SELECT * FROM ${name}.alembic_version`)).trim().split("\n");
}

/** How many statements the server has run that make or change tables. */
async function changes(): Promise<number> {
  const names = "'COM_CREATE_TABLE', 'COM_ALTER_TABLE', 'COM_CREATE_INDEX'";
  const counts = `SELECT SUM(VARIABLE_VALUE) FROM information_schema.global_status WHERE VARIABLE_NAME IN (${names})`;
  return Number(await tasks.database.query(counts));
}

async function olderSchema(name: string, revision: string): Promise<void> {
  const { host, port } = tasks.database;
  const authority = theRehearsal().databaseTls.authorityFile;
  const env = {
    URI: `mysql+pymysql://${name}:${PASSWORD}@${host}:${port}/${name}?charset=utf8mb4&ssl_ca=${authority}`,
    REVISION: revision,
  };
  const { status, output } = await attemptBesideOthers(REHEARSAL_PYTHON, ["-c", OLDER_SCHEMA], { env });
  if (status !== 0) throw new Error(output);
}

/** Id of the connection that has the lock; empty when none has it. */
async function lockHolder(): Promise<string> {
  return (await tasks.database.query("SELECT IFNULL(IS_USED_LOCK('mlflow-schema'), '')")).trim();
}

/** Whether a migration stands in the queue for the lock. */
async function waitsForLock(): Promise<boolean> {
  return (await tasks.database.query("SHOW PROCESSLIST")).includes("SELECT GET_LOCK('mlflow-schema', 600)");
}

describe("the migration", () => {
  it("makes the schema in an empty database, and changes nothing when it comes again", async () => {
    const overrides = await database("empty");
    const before = await changes();
    await (await migration("first", overrides)).succeeds();
    changesOfAll = (await changes()) - before;
    expect(changesOfAll).toBeGreaterThan(100);
    const made = await schema("empty");
    await (await migration("second", overrides)).succeeds();
    expect(await changes()).toBe(before + changesOfAll);
    expect(await schema("empty")).toEqual(made);
  }, 120_000);

  it("brings an older schema up to date, with the rows that it has", async () => {
    const overrides = await database("older");
    await olderSchema("older", OLDER);
    await tasks.database.query(`
      INSERT INTO older.experiments (experiment_id, name, lifecycle_stage) VALUES (7, 'kept', 'active');
      INSERT INTO older.runs (run_uuid, name, experiment_id, status, start_time, lifecycle_stage, source_type)
        VALUES ('r1', 'kept run', 7, 'FINISHED', 1700000000000, 'active', 'LOCAL');
      INSERT INTO older.metrics (\`key\`, value, timestamp, run_uuid, step, is_nan) VALUES ('loss', 0.25, 1, 'r1', 3, 0);
      INSERT INTO older.params (\`key\`, value, run_uuid) VALUES ('ümlaut', '😀', 'r1')`);
    await (await migration("older", overrides)).succeeds();
    const rows = await tasks.database.query(`
      SELECT e.name, r.name, r.status, m.value, m.step, p.key, p.value FROM older.experiments e JOIN older.runs r
        USING (experiment_id) JOIN older.metrics m USING (run_uuid) JOIN older.params p USING (run_uuid)`);
    expect(rows.trim()).toBe("kept\tkept run\tFINISHED\t0.25\t3\tümlaut\t😀");
    expect(await schema("older")).toHaveLength((await schema("empty")).length);
    const newest = await tasks.database.query("SELECT version_num FROM empty.alembic_version");
    expect(await tasks.database.query("SELECT version_num FROM older.alembic_version")).toBe(newest);
  }, 120_000);

  it("refuses the schema of a newer MLflow, and leaves it alone", async () => {
    const overrides = await database("newer");
    await tasks.database.query(`
      CREATE TABLE newer.alembic_version SELECT 'f00000000000' AS version_num;
      ${["experiments", "runs"].map((table) => `CREATE TABLE newer.${table} LIKE empty.${table};`).join("\n")}`);
    const before = await schema("newer");
    const refused = await migration("newer", overrides);
    expect((await refused.exited).code).toBe(1);
    expect(refused.output).toContain("Can't locate revision identified by 'f00000000000'");
    expect(await schema("newer")).toEqual(before);
  }, 60_000);

  it.each(["round1", "round2", "round3"])(
    "is made by exactly one of two tasks that start at once (%s)",
    async (name) => {
      const overrides = await database(name);
      const before = await changes();
      const both = await Promise.all([migration(`${name}-a`, overrides), migration(`${name}-b`, overrides)]);
      await Promise.all(both.map((each) => each.succeeds()));
      expect(await changes()).toBe(before + changesOfAll);
    },
    120_000,
  );

  it.each([1, 25])(
    "is finished in a task that is stopped when %i tables are made",
    async (tables) => {
      const name = `stopped${tables}`;
      const overrides = await database(name);
      const task = await tasks.start(name, { containers: ["migration"], overrides });
      await task.started;
      const count = `SELECT COUNT(*) FROM information_schema.tables WHERE TABLE_SCHEMA = '${name}'`;
      await eventually("tables are made", 60, async () => Number(await tasks.database.query(count)) >= tables);
      await task.stop("The test stops it.");
      expect(await containerOf(task, "migration").program.exited).toEqual({ code: 0, signal: null });
      expect(await schema(name)).toHaveLength((await schema("empty")).length);
    },
    120_000,
  );

  it("ends at once when its task is stopped while it waits for the lock", async () => {
    const overrides = await database("impatience");
    const holder = tasks.database.query("SELECT GET_LOCK('mlflow-schema', 0); DO SLEEP(600)");
    holder.catch(() => undefined);
    await eventually("the lock is taken", 10, async () => (await lockHolder()) !== "");
    const waiting = await migration("impatience", overrides);
    await eventually("the migration waits for the lock", 60, waitsForLock);
    const { signal } = await waiting.stop(60);
    expect(signal).toBe("SIGTERM");
    await tasks.database.query(`KILL ${await lockHolder()}`);
    expect(await tasks.database.query("SHOW TABLES IN impatience")).toBe("");
  }, 120_000);

  it("waits as long as another task has the lock, and goes on when that one is gone", async () => {
    const overrides = await database("locked");
    const holder = tasks.database.query("SELECT GET_LOCK('mlflow-schema', 0); DO SLEEP(600)");
    // It ends with an error when it is killed.
    holder.catch(() => undefined);
    await eventually("the lock is taken", 10, async () => (await lockHolder()) !== "");
    const id = await lockHolder();
    const waiting = await migration("locked", overrides);
    await eventually("the migration waits for the lock", 60, waitsForLock);
    const impatient = await migration("impatient", overrides, await withLockSeconds(2));
    expect((await impatient.exited).code).toBe(1);
    expect(impatient.output).toContain("another task has held the schema lock for 600 seconds");
    expect([waiting.running, await waitsForLock()]).toEqual([true, true]);
    expect(await tasks.database.query("SHOW TABLES IN locked")).toBe("");
    await tasks.database.query(`KILL ${id}`);
    await waiting.succeeds();
    expect(await schema("locked")).toHaveLength((await schema("empty")).length);
  }, 120_000);
});

/** The registered task whose migration waits for the lock for seconds instead of ten minutes. */
async function withLockSeconds(seconds: number): Promise<RegisteredTask> {
  const { account, taskDefinition } = theRehearsal();
  const registered = await describeTask(account.ecs, taskDefinition);
  const containers = registered.containers.map((each) => ({
    ...each,
    command: each.command.map((word) => word.replace("'mlflow-schema', 600", `'mlflow-schema', ${seconds}`)),
  }));
  return { ...registered, containers };
}
