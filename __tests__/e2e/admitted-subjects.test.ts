import { dirname } from "node:path";
import { Container } from "../../src/rehearsal/container";
import { containerEnvironment } from "../../src/rehearsal/container-environment";
import { IsolatedSurroundings } from "../../src/rehearsal/isolated-surroundings";
import { RegisteredContainer, RegisteredTask } from "../../src/rehearsal/registered-task";
import { Supervisor } from "../../src/rehearsal/supervisor";
import { Task } from "../../src/rehearsal/task";
import { imagePath } from "../../src/rehearsal/task-host";
import { requireTools } from "../../src/rehearsal/tools";
import { IssuerStandIns } from "../support/bearer/issuer-stand-ins";
import { SYNTHESIZED } from "../support/bearer/measured";
import { API_PATH, reaching, SECRETS, statusOf } from "../support/bearer/proxy-process";
import { RenderedContainer, renderContainers } from "../support/bearer/rendered-containers";
import { AWS, role } from "../support/bearer/world";
import { containerOf } from "../support/container-processes";
import { describeIsolated } from "../support/own-tasks";
import { describeWithLogin } from "../support/rehearsal";
import { eventually } from "../support/task-client";

/** There is no account and no database behind these two containers. */
const ENDPOINTS = { aws: "http://127.0.0.1:9", database: { host: "localhost", port: 9 } };

/** As it would be registered; oauth2-proxy waits for the other one alone. */
function registered(name: string, rendered: RenderedContainer): RegisteredContainer {
  const isProxy = name === "oauth2-proxy";
  return {
    ...rendered,
    name,
    image: isProxy ? "quay.io/oauth2-proxy/oauth2-proxy:v7.15.5" : "mlflow",
    essential: isProxy,
    secrets: [],
    dependsOn: isProxy ? [{ container: "admitted-subjects", condition: "SUCCESS" }] : [],
    healthCheck: undefined,
    stopTimeoutSeconds: 5,
    readOnlyRoot: true,
  };
}

describeIsolated("the admitted subjects of a task", () => {
  describeWithLogin("with oauth2-proxy", () => {
    let supervisor: Supervisor;
    let issuers: IssuerStandIns;
    let definition: RegisteredTask;

    beforeAll(async () => {
      supervisor = new Supervisor();
      issuers = await IssuerStandIns.start(supervisor);
      const [containers] = renderContainers(
        supervisor,
        SYNTHESIZED.filter(({ login }) => login === "github"),
      );
      definition = {
        arn: "arn",
        family: "mlflow",
        containers: [...(containers ?? [])].map((each) => registered(...each)),
      };
    }, 60_000);

    afterAll(() => supervisor.stop(), 30_000);

    /** Runs both in their confinement, as the rehearsal does. */
    async function run(
      name: string,
      overrides: Readonly<Record<string, string>> = {},
    ): Promise<readonly [Task, number]> {
      const program = requireTools(["oauth2-proxy"], process.env)["oauth2-proxy"];
      const surroundings = await IsolatedSurroundings.create(supervisor, name, {
        reachable: [issuers.port],
        open: [8080],
        authorityFile: issuers.authorityFile,
        programFolders: [dirname(program)],
      });
      const task = new Task(name, definition, (container) => {
        const secrets = container.name === "oauth2-proxy" ? SECRETS : {};
        const env = containerEnvironment(definition, container, secrets, ENDPOINTS, surroundings);
        const { HTTPS_PROXY } = reaching(issuers);
        const all = { PATH: imagePath(program), HTTPS_PROXY, ...env, ...overrides };
        return Promise.resolve(new Container(container, supervisor, name, surroundings, all));
      });
      supervisor.atStop(() => task.stop("The test ends."));
      return [task, surroundings.ports.get(8080) ?? 0];
    }

    const tokenOf = (name: string): string =>
      issuers.token({ iss: AWS, aud: "mlflow-example", sub: role("111122223333", name) });

    it("are written by one container and read by oauth2-proxy, which lets in those and no others", async () => {
      const [task, port] = await run("listed");
      await task.started;
      await eventually("oauth2-proxy answers", 30, async () => (await statusOf(port, "/ping").catch(() => 0)) === 200);
      // There is no MLflow behind it: 502 is for who is let in.
      expect(await statusOf(port, API_PATH, tokenOf("training"))).toBe(502);
      expect(await statusOf(port, API_PATH, tokenOf("ci/evaluation"))).toBe(502);
      expect(await statusOf(port, API_PATH, tokenOf("another"))).toBe(403);
      expect(await statusOf(port, API_PATH)).toBe(401);
      expect(await containerOf(task, "admitted-subjects").program.exited).toMatchObject({ code: 0 });
    }, 60_000);

    it("keep oauth2-proxy from starting when they cannot be written", async () => {
      const [task] = await run("unwritable", { ADMITTED_SUBJECTS_FILE: "/elsewhere/subjects" });
      await expect(task.started).rejects.toThrow("admitted-subjects");
      expect(task.containers.has("oauth2-proxy")).toBe(false);
    }, 60_000);
  });
});
