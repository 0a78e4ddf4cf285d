import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Front } from "../../src/rehearsal/front/front";
import { readLoadBalancer } from "../../src/rehearsal/front/read-load-balancer";
import { Target } from "../../src/rehearsal/front/targets";
import { containerOf } from "../support/container-processes";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { serve, ServingTask } from "../support/serving-task";
import { eventually } from "../support/task-client";
import { Visitor } from "../support/visitor";

const ALICE = "alice@example.com";
/** Requests that are under way at the same time while a task goes. */
const CLIENTS = 6;

let tasks: OwnTasks;
let front: Front;
let one: ServingTask;
let other: ServingTask;

async function register({ proxyPort }: ServingTask): Promise<Target> {
  const target = front.targets.register("127.0.0.1", proxyPort);
  await eventually("the target is healthy", 30, () => target.state === "healthy");
  return target;
}

/** What the proxy of a task has logged. */
function log({ task }: ServingTask): string {
  return containerOf(task, "oauth2-proxy").program.output;
}

/** A visitor of the front who has signed in. */
async function signedIn(): Promise<Visitor> {
  const visitor = new Visitor(front.port(443));
  const callback = await visitor.signInUpToCallback(ALICE);
  expect((await visitor.open(callback)).status).toBe(302);
  return visitor;
}

describeIsolated("two tasks behind one load balancer", () => {
  describeWithLogin("with one database and one cookie secret", () => {
    beforeAll(async () => {
      const { account, folder } = theRehearsal();
      tasks = await OwnTasks.create();
      [one, other] = await Promise.all([serve(tasks, "one"), serve(tasks, "other")]);
      const file = (name: string): string => join(folder, "web", name);
      const tls = { certificateFile: file("server.pem"), keyFile: file("server.key") };
      const description = await readLoadBalancer(account.loadBalancers, "oauth2-mlflow");
      front = await Front.start(description, { tls, ports: { 443: 0, 80: 0 } });
    }, 300_000);

    afterAll(async () => {
      await front.close();
      await tasks.supervisor.stop();
    }, 120_000);

    it("let somebody in on one who has signed in on the other, and end on one a sign-in of the other", async () => {
      const first = await register(one);
      const visitor = await signedIn();
      expect((await visitor.open("/api/2.0/mlflow/experiments/search?max_results=1")).status).toBe(200);
      const late = new Visitor(front.port(443));
      const callback = await late.signInUpToCallback(ALICE);
      expect(log(other)).not.toContain("/oauth2/callback");

      await front.targets.deregister(first);
      await register(other);
      expect((await visitor.open("/api/2.0/mlflow/experiments/search?max_results=2")).status).toBe(200);
      expect((await new Visitor(front.port(443)).open("/api/2.0/mlflow/experiments/search?max_results=2")).status).toBe(
        401,
      );
      expect((await late.open(callback)).status).toBe(302);
      expect((await late.open("/api/2.0/mlflow/experiments/search?max_results=3")).status).toBe(200);
      expect(log(one)).toMatch(/alice@example\.com .*max_results=1/);
      expect(log(other)).toMatch(/alice@example\.com .*max_results=2/);
      expect(log(other)).toMatch(/alice@example\.com .*max_results=3/);
      expect(log(other)).toMatch(/\/oauth2\/callback/);
    }, 60_000);

    it("answer calls by turns, and lose none when one of them is taken out and stopped", async () => {
      const leaving = await register(one);
      const visitor = await signedIn();
      const statuses: number[] = [];
      let [goOn, next] = [true, 0];
      const client = async (): Promise<void> => {
        while (goOn) {
          next += 1;
          const { status } = await visitor.open(`/api/2.0/mlflow/experiments/search?max_results=1&page=turn-${next}-`);
          statuses.push(status);
        }
      };
      const load = Promise.all(Array.from({ length: CLIENTS }, client));
      await eventually("both have answered", 30, () => log(one).includes("turn-") && log(other).includes("turn-"));
      await sleep(2000);
      const before = statuses.length;
      await front.targets.deregister(leaving);
      await one.task.stop("It is replaced.");
      const last = next;
      await sleep(2000);
      goOn = false;
      await load;

      expect(statuses.filter((status) => status !== 200)).toEqual([]);
      expect([before > 20, statuses.length > before, next > last]).toEqual([true, true, true]);
      const turns = [one, other].map((task) => new Set(log(task).match(/turn-\d+-/g) ?? []));
      expect(turns.map(({ size }) => size > before / 4)).toEqual([true, true]);
      expect(log(one)).not.toContain(`turn-${next}-`);
    }, 120_000);
  });
});
