import { setTimeout as sleep } from "node:timers/promises";
import { Task } from "../../src/rehearsal/task";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { serve } from "../support/serving-task";
import { answerTo, askTask, startRequest, TaskAnswer } from "../support/task-client";

/** Of every container that answers requests. */
const STOP_TIMEOUT_SECONDS = 120;
const PIECES = 16;
const PIECE = "0123456789abcdef".repeat(4096);
const WITH_LOGIN = process.env.E2E_LOGIN === "yes";

let tasks: OwnTasks;

beforeAll(async () => {
  tasks = await OwnTasks.create();
}, 120_000);

afterAll(() => tasks.supervisor.stop(), 60_000);

function artifact(name: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/shutdown/${name}`;
}

/** Sends an artifact of one MiB in pieces, two a second. */
function slowUpload(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): { readonly answer: Promise<TaskAnswer>; readonly halfSent: Promise<void> } {
  const length = String(PIECES * PIECE.length);
  const request = startRequest(port, path, { method: "PUT", headers: { ...headers, "content-length": length } });
  const send = async (from: number, to: number): Promise<void> => {
    for (let piece = from; piece < to; piece += 1) {
      request.write(PIECE);
      await sleep(500);
    }
  };
  const halfSent = send(0, PIECES / 2);
  void halfSent.then(() => send(PIECES / 2, PIECES)).then(() => request.end());
  return { answer: answerTo(request), halfSent };
}

/** Stops a task. @returns the containers in the order of their end, and the seconds that all of it took */
async function stop(task: Task): Promise<{ readonly order: readonly string[]; readonly seconds: number }> {
  const started = Date.now();
  const order: string[] = [];
  for (const [name, { program }] of task.containers) {
    if (program.running) void program.exited.then(() => order.push(name));
  }
  await task.stop("The test stops it.");
  return { order, seconds: (Date.now() - started) / 1000 };
}

describeIsolated("SIGTERM", () => {
  it("lets a slow upload through the whole task end, and stops the container first that started last", async () => {
    const { task, proxyPort, headers } = await serve(tasks, "uploading");
    const { answer, halfSent } = slowUpload(proxyPort, artifact("slow"), headers);
    await halfSent;
    const [{ order, seconds }, { status }] = await Promise.all([stop(task), answer]);
    expect(status).toBe(200);
    expect(order).toEqual(WITH_LOGIN ? ["oauth2-proxy", "mlflow"] : ["mlflow"]);
    expect(seconds).toBeLessThan(STOP_TIMEOUT_SECONDS / 2);
  }, 180_000);

  it("of MLflow alone lets a slow upload end, too; the next task has what was sent, and is quick to stop", async () => {
    const { task, mlflowPort } = await serve(tasks, "server-alone", { containers: ["migration", "mlflow"] });
    const { answer, halfSent } = slowUpload(mlflowPort, artifact("alone"), {});
    await halfSent;
    const [{ seconds }, { status }] = await Promise.all([stop(task), answer]);
    expect(status).toBe(200);
    expect(seconds).toBeLessThan(STOP_TIMEOUT_SECONDS / 2);

    const next = await serve(tasks, "next");
    for (const name of ["slow", "alone"]) {
      const got = await askTask(next.proxyPort, artifact(name), { headers: next.headers });
      expect([got.status, got.body]).toEqual([200, PIECE.repeat(PIECES)]);
    }
    expect((await stop(next.task)).seconds).toBeLessThan(STOP_TIMEOUT_SECONDS / 4);
    await expect(askTask(next.proxyPort, "/ping")).rejects.toThrow(/ECONNRESET|socket hang up/);
  }, 240_000);
});
