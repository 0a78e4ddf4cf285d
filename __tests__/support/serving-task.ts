import { IsolatedSurroundings } from "../../src/rehearsal/isolated-surroundings";
import { Task } from "../../src/rehearsal/task";
import { containerOf } from "./container-processes";
import { OwnTask, OwnTasks } from "./own-tasks";
import { asUser, askTask, eventually } from "./task-client";

/** An isolated task that answers. */
export interface ServingTask {
  readonly task: Task;
  readonly surroundings: IsolatedSurroundings;
  /** Ports of this machine: that of MLflow itself, which only tests have, and the one of the load balancer. */
  readonly mlflowPort: number;
  readonly proxyPort: number;
  /** What a client sends to the port of the load balancer; without oauth2-proxy, to that of MLflow. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Starts a task with a network of its own and waits until its last container answers. */
export async function serve(tasks: OwnTasks, name: string, own: OwnTask = {}): Promise<ServingTask> {
  const login = process.env.E2E_LOGIN === "yes";
  const containers = own.containers ?? ["migration", "mlflow", ...(login ? ["oauth2-proxy"] : [])];
  const { task, surroundings } = await tasks.startIsolated(name, { ...own, containers });
  await task.started;
  await containerOf(task, "mlflow").reaches("HEALTHY");
  const [mlflowPort, proxyPort] = [4180, 8080].map((port) => surroundings.ports.get(port) ?? 0);
  const serving = { task, surroundings, mlflowPort: mlflowPort ?? 0, proxyPort: proxyPort ?? 0 };
  if (!containers.includes("oauth2-proxy")) return { ...serving, proxyPort: serving.mlflowPort, headers: {} };
  await eventually("oauth2-proxy answers", 30, async () => {
    const answer = await askTask(serving.proxyPort, "/ping").catch(() => undefined);
    return answer?.status === 200;
  });
  return { ...serving, headers: await asUser() };
}
