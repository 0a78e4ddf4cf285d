import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Front } from "../../src/rehearsal/front/front";
import { readLoadBalancer } from "../../src/rehearsal/front/read-load-balancer";
import { describeInBrowser, TestBrowser, webTls } from "../support/browser";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { pythonReport } from "../support/python-client";
import { theRehearsal } from "../support/rehearsal";
import { serve, ServingTask } from "../support/serving-task";
import { JsonObject, list, object, text } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";
import { eventually } from "../support/task-client";
import { tableUnder, uncode } from "../architecture/markdown";

/** Seconds that the database stays silent: as long as AWS says that a resume usually takes. */
const ASLEEP_SECONDS = 15;
const PAGE = "docs/data-scientists.md";
const HEADING = "The first call after a pause";

describeIsolated(`the first call to a database that is silent for ${ASLEEP_SECONDS} s`, () => {
  let tasks: OwnTasks;
  let serving: ServingTask;

  beforeAll(async () => {
    const { hostname } = new URL(theRehearsal().url);
    tasks = await OwnTasks.create();
    // The client finds the task by its address; the public name leads to the task of the rehearsal.
    serving = await serve(tasks, "first-call", {
      overrides: { MLFLOW_SERVER_ALLOWED_HOSTS: `${hostname},127.0.0.1:*` },
    });
  }, 200_000);

  afterAll(() => tasks.supervisor.stop(), 60_000);

  describe("from MLflow's client", () => {
    let found: JsonObject;

    beforeAll(async () => {
      const folder = tasks.supervisor.subfolder("first-call-signs");
      const report = pythonReport(
        { file: "first_call.py", args: [folder] },
        { token: await theRehearsal().token(), env: { MLFLOW_TRACKING_URI: `http://127.0.0.1:${serving.proxyPort}` } },
      );
      const loaded = eventually("the client is loaded", 90, () => existsSync(join(folder, "ready")));
      // Where it does not come to that, the report says why.
      await Promise.race([report, loaded.catch(() => undefined)]);
      tasks.database.pause();
      writeFileSync(join(folder, "go"), "");
      await sleep(ASLEEP_SECONDS * 1000);
      tasks.database.resume();
      found = await report;
    }, 200_000);

    function call(settings: string): { readonly outcome: string; readonly seconds: number } {
      const [outcome, seconds] = list(object(found.calls)[settings]);
      return { outcome: text(outcome), seconds: Number(seconds) };
    }

    it("waits and then succeeds, once", () => {
      const { outcome, seconds } = call("default");
      expect(outcome).toBe("created");
      expect(seconds).toBeGreaterThan(ASLEEP_SECONDS - 2);
      expect(object(found.runs).default).toBe(1);
    });

    it("succeeds with a timeout that is shorter, too, but was sent and carried out several times", () => {
      expect(call("impatient").outcome).toBe("created");
      expect(object(found.runs).impatient).toBeGreaterThan(1);
    });

    it("fails with a shorter timeout and no retry, and is carried out all the same", () => {
      const { outcome, seconds } = call("impatient-once");
      expect(outcome).toMatch(/^API request to .* failed with .*Read timed out\. \(read timeout=4\)/);
      expect(seconds).toBeLessThan(ASLEEP_SECONDS);
      expect(object(found.runs)["impatient-once"]).toBe(1);
    });

    it("has the defaults that the guide tells, and tries again after the answers that it tells", () => {
      const rows = tableUnder(readText(PROJECT, PAGE), HEADING);
      const told = Object.fromEntries(rows.map(([name, value]) => [uncode(name), Number(uncode(value))]));
      expect(told).toEqual(found.defaults);
      expect(readText(PROJECT, PAGE)).toContain(`(${list(found.retried).map(Number).join(", ")})`);
    });
  });

  describeInBrowser("from a browser", () => {
    let front: Front;
    let browser: TestBrowser;

    beforeAll(async () => {
      const balancer = await readLoadBalancer(theRehearsal().account.loadBalancers, "oauth2-mlflow");
      front = await Front.start(balancer, { tls: webTls(), ports: { 443: 0 } });
      tasks.supervisor.atStop(() => front.close());
      const target = front.targets.register("127.0.0.1", serving.proxyPort);
      await eventually("the target is healthy", 30, () => target.state === "healthy");
      browser = await TestBrowser.launch(front.port(443));
      tasks.supervisor.atStop(() => browser.close());
    }, 90_000);

    it("shows MLflow at once, with grey lines, and what belongs there when it wakes up, without a reload", async () => {
      const { page, ...alice } = await browser.person();
      await page.goto("/#/experiments");
      await page.getByRole("button", { name: "Alice" }).click();
      const experiment = page.getByRole("link", { name: "Default", exact: true });
      await experiment.waitFor();
      tasks.database.pause();
      await page.reload();
      await page.getByRole("heading", { name: "Experiments" }).waitFor();
      await sleep(2000);
      expect(await experiment.count()).toBe(0);
      tasks.database.resume();
      await experiment.waitFor();
      expect(alice.problems.filter((problem) => !problem.startsWith("404 "))).toEqual([]);
    }, 90_000);
  });
});
