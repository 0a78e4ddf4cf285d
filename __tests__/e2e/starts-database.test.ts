import { containerOf } from "../support/container-processes";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { askTask, callApi, eventually, TaskAnswer } from "../support/task-client";
import { setTimeout as sleep } from "node:timers/promises";

const WRONG = "a-wrong-password-of-the-starts";
const EXPERIMENT = { name: "before the database was gone" };

let tasks: OwnTasks;

beforeAll(async () => {
  tasks = await OwnTasks.create();
}, 120_000);

afterAll(() => tasks.supervisor.stop(), 60_000);

describe("a start whose database", () => {
  it("has another password ends at once, says why and tells no secret", async () => {
    const task = await tasks.start("wrong-password", {
      containers: ["migration", "mlflow"],
      overrides: { DB_PASSWORD: WRONG },
    });
    expect(await task.stopped).toMatch(/wrong-password-migration failed\./);
    await expect(task.started).rejects.toThrow(/failed/);
    const { program } = containerOf(task, "migration");
    expect(program.output).toMatch(/OperationalError: \(1045, "Access denied for user .* \(using password: YES\)"\)/);
    expect(program.output).not.toContain(WRONG);
    expect([...task.containers.keys()]).toEqual(["migration"]);
  }, 60_000);

  it("refuses connections ends at once and says so", async () => {
    await tasks.database.stop();
    const task = await tasks.start("refused", { containers: ["migration", "mlflow"] });
    await task.stopped;
    await tasks.database.restart();
    const { program } = containerOf(task, "migration");
    expect(program.output).toMatch(/OperationalError: \(2003, "Can't connect to MySQL server on .*Connection refused/);
    expect([...task.containers.keys()]).toEqual(["migration"]);
  }, 60_000);
});

describeIsolated("a task whose database", () => {
  it("answers only after 30 seconds starts; while it is gone later the API says 503, and then works again", async () => {
    tasks.database.pause();
    const resumed = sleep(30_000).then(() => {
      tasks.database.resume();
    });
    const { task, surroundings } = await tasks.startIsolated("waking", {
      containers: ["migration", "mlflow"],
      // A worker whose first request comes while the database is away tries for 100 s and then answers 500.
      overrides: { MLFLOW_WORKERS: "1" },
    });
    await task.started;
    await resumed;
    await containerOf(task, "mlflow").reaches("HEALTHY");
    const port = surroundings.ports.get(4180) ?? 0;
    expect((await callApi(port, "experiments/create", EXPERIMENT)).status).toBe(200);

    await tasks.database.stop();
    const search = (): Promise<TaskAnswer> => callApi(port, "experiments/search", { max_results: 10 });
    const absent = await search();
    expect([absent.status, absent.body]).toEqual([503, expect.stringContaining("TEMPORARILY_UNAVAILABLE")]);
    expect((await askTask(port, "/health")).status).toBe(200);
    expect((await askTask(port, "/health")).body).toBe("OK");

    await tasks.database.restart();
    await eventually("the API answers again", 15, async () => (await search()).status === 200);
    expect((await search()).body).toContain(EXPERIMENT.name);
    await task.stop("The test ends.");
  }, 180_000);
});
