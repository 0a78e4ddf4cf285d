import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLines } from "../support/command-lines";
import { containerOf, environmentOf, mainProcess, processTree } from "../support/container-processes";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { inParallel } from "../support/parallel";
import { askTask } from "../support/task-client";

/** Each has letters that stand nowhere else, so that a trace of it can be searched for. */
const PASSWORDS = [
  "!#$%&()*+,-.:;<=>?[\\]^_`{|}~",
  "%41%2F%25%(x)s%%",
  "$(id)`id`${HOME}$$;id;#",
  "'single'\"double\"",
  "@other.example:3307/mysql?ssl_ca=&x#",
  "\\'\\\"\\\\n",
  " a b ",
  "line\nbreak",
  "'; DROP TABLE runs; -- ",
  "line end\n",
].map((password, i) => `secret-${i}-of-10${password}`);

/** Those with which a whole task starts: all only on demand, since each takes both cores for ten seconds. */
const SERVED = process.env.FULL === "1" ? PASSWORDS : [PASSWORDS[0], PASSWORDS[3]].flatMap((each) => each ?? []);

const TRACE = /secret-\d+-of-10/;

let tasks: OwnTasks;
let seen: CommandLines;

/** Environment of a user of the one database with this password. */
function as(password: string): Readonly<Record<string, string>> {
  return { DB_USERNAME: `user_${PASSWORDS.indexOf(password)}`, DB_PASSWORD: password };
}

beforeAll(async () => {
  tasks = await OwnTasks.create();
  seen = new CommandLines();
  const name = (await tasks.database.query("SHOW DATABASES LIKE '%mlflow%'")).trim();
  for (const [i, password] of PASSWORDS.entries()) {
    const username = `user_${i}`;
    await tasks.database.createDatabase({ name: username, username, password });
    await tasks.database.query(`GRANT ALL PRIVILEGES ON \`${name}\`.* TO '${username}'@'%'`);
  }
}, 120_000);

afterAll(async () => {
  await seen.stop();
  await tasks.supervisor.stop();
}, 60_000);

describeIsolated("a start with a hostile password", () => {
  it("brings the schema up to date with each of ten", async () => {
    const ended = await inParallel(2, PASSWORDS, async (password) => {
      const task = await tasks.start(`migration-${PASSWORDS.indexOf(password)}`, {
        containers: ["migration"],
        overrides: as(password),
      });
      await task.started;
      const { program } = containerOf(task, "migration");
      await program.exited;
      return program.output.trimEnd().split("\n").at(-1);
    });
    expect(ended).toEqual(PASSWORDS.map(() => "database schema is up to date"));
  }, 300_000);

  it.each(SERVED.map((password) => ({ i: PASSWORDS.indexOf(password), password })))(
    "starts the server with password $i, whose process does not have it as DB_PASSWORD",
    async ({ i, password }) => {
      const { task, surroundings } = await tasks.startIsolated(`server-${i}`, {
        containers: ["migration", "mlflow"],
        overrides: as(password),
      });
      await task.started;
      const mlflow = containerOf(task, "mlflow");
      await mlflow.reaches("HEALTHY");
      const body = JSON.stringify({ name: `with-password-${i}` });
      const headers = { "content-type": "application/json" };
      const path = "/api/2.0/mlflow/experiments/create";
      const answer = await askTask(surroundings.ports.get(4180) ?? 0, path, { method: "POST", headers, body });
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining("experiment_id")]);
      const environments = processTree(mainProcess(mlflow)).map(environmentOf);
      expect(environments.length).toBeGreaterThan(2);
      expect(environments.filter((each) => "DB_PASSWORD" in each || "password" in each)).toEqual([]);
      await task.stop("The test ends.");
    },
    180_000,
  );

  it("refuses a password that only lacks the line end of the database's, and tells nothing of it", async () => {
    const password = PASSWORDS.at(-1) ?? "";
    const task = await tasks.start("without-line-end", {
      containers: ["migration"],
      overrides: { ...as(password), DB_PASSWORD: password.trimEnd() },
    });
    await task.started;
    const { program } = containerOf(task, "migration");
    expect((await program.exited).code).toBe(1);
    expect(program.output).toContain("Access denied for user");
  }, 60_000);

  it("has no password in a command line, a log or a file of the tasks", () => {
    expect(seen.text).toContain("GET_LOCK");
    expect(seen.text).toContain("urllib.parse.quote");
    expect(seen.text).not.toMatch(TRACE);
    const { folder } = tasks.supervisor;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files).toEqual(expect.arrayContaining([join(folder, "logs/migration-9-migration.log")]));
    expect(files.filter((file) => TRACE.test(readFileSync(file, "latin1")))).toEqual([]);
  });
});
