import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Container } from "../../../src/rehearsal/container";
import { RegisteredContainer } from "../../../src/rehearsal/registered-task";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { SharedSurroundings } from "../../../src/rehearsal/surroundings";
import { Task } from "../../../src/rehearsal/task";

/** Says in the common diary when it starts and when it is asked to stop; runs until then. */
const SERVER = `echo "start $NAME" >> "$DIARY"; trap 'echo "stop $NAME" >> "$DIARY"; exit 0' TERM; while true; do sleep 0.05; done`;

function container(name: string, script: string, more: Partial<RegisteredContainer> = {}): RegisteredContainer {
  return {
    name,
    image: "image",
    essential: true,
    entryPoint: ["sh", "-c"],
    command: [script],
    environment: {},
    secrets: [],
    dependsOn: [],
    healthCheck: undefined,
    mounts: [],
    stopTimeoutSeconds: 5,
    readOnlyRoot: false,
    ...more,
  };
}

const healthy = (command: string, startPeriod = 0): RegisteredContainer["healthCheck"] => ({
  command: ["CMD-SHELL", command],
  interval: 1,
  timeout: 2,
  retries: 1,
  startPeriod,
});

describe("a task", () => {
  let supervisor: Supervisor;
  let diary: string;
  beforeEach(() => {
    supervisor = new Supervisor();
    diary = join(supervisor.folder, "diary");
  });
  afterEach(() => supervisor.stop());

  const start = (...containers: RegisteredContainer[]): Task =>
    new Task("task", { arn: "arn", family: "mlflow", containers }, (registered) => {
      const env = { PATH: process.env.PATH ?? "", NAME: registered.name, DIARY: diary };
      const surroundings = new SharedSurroundings(supervisor, "task", "");
      return Promise.resolve(new Container(registered, supervisor, "task", surroundings, env));
    });
  const told = (): string[] => (existsSync(diary) ? readFileSync(diary, "utf8").trimEnd().split("\n") : []);

  it("starts its containers in the order of their conditions and stops them in reverse", async () => {
    const task = start(
      container("proxy", SERVER, { dependsOn: [{ container: "server", condition: "HEALTHY" }] }),
      container("server", `sleep 0.3; touch "$DIARY.up"; ${SERVER}`, {
        dependsOn: [{ container: "migration", condition: "SUCCESS" }],
        healthCheck: healthy('test -e "$DIARY.up"', 5),
      }),
      container("migration", 'sleep 0.3; echo migrated >> "$DIARY"', { essential: false }),
    );
    await task.started;
    await task.containers.get("proxy")?.program.prints(/^/, 5);
    while (told().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await task.stop("enough");
    expect(await task.stopped).toBe("enough");
    expect(told()).toEqual(["migrated", "start server", "start proxy", "stop proxy", "stop server"]);
  });

  it("does not start what waits for a failure, tells what was printed, and stops", async () => {
    const task = start(
      container("migration", "echo no database; exit 1", { essential: false }),
      container("server", SERVER, { dependsOn: [{ container: "migration", condition: "SUCCESS" }] }),
    );
    await expect(task.started).rejects.toThrow("task-migration failed.\nno database");
    expect(await task.stopped).toContain("task-migration failed.");
    expect(told()).toEqual([]);
  });

  it("does not wait for the health of what has ended", async () => {
    const task = start(
      container("server", "exit 0", { essential: false, healthCheck: healthy("false") }),
      container("proxy", SERVER, { dependsOn: [{ container: "server", condition: "HEALTHY" }] }),
    );
    await expect(task.started).rejects.toThrow("task-server ended before it was healthy.");
  });

  it("stops as a whole when an essential container ends", async () => {
    const task = start(container("other", SERVER), container("server", "sleep 0.5"));
    expect(await task.stopped).toBe("Essential container server ended.");
    expect(told()).toEqual(["start other", "stop other"]);
  });

  it("stops when a container fails its health checks", async () => {
    const task = start(container("server", SERVER, { healthCheck: healthy("false") }));
    expect(await task.stopped).toBe("Container server failed its health checks.");
  });

  it("kills what does not stop within its time", async () => {
    const task = start(
      container("server", `trap "" TERM; echo "start $NAME" >> "$DIARY"; sleep 60`, { stopTimeoutSeconds: 1 }),
    );
    await task.started;
    while (told().length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await task.stop("enough");
    expect(await task.containers.get("server")?.program.exited).toEqual({ code: null, signal: "SIGKILL" });
  });

  it("is refused when its containers wait for each other", () => {
    const waiting = (name: string, other: string): RegisteredContainer =>
      container(name, "true", { dependsOn: [{ container: other, condition: "START" }] });
    expect(() => start(waiting("a", "b"), waiting("b", "a"))).toThrow("wait for each other");
  });

  it("knows the entry point of the one image that is used without", async () => {
    const task = start(
      container("proxy", "", { entryPoint: [], image: "quay.io/x/oauth2-proxy:v7", command: ["--version"] }),
    );
    await task.started;
    await task.stopped;
    const unknown = start(container("other", "", { entryPoint: [], image: "image:v1" }));
    await expect(unknown.started).rejects.toThrow("has no entry point, and that of its image image:v1 is not known.");
  });
});
