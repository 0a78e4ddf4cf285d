import { once } from "node:events";
import { createServer, Server } from "node:http";
import { join } from "node:path";
import { portOf } from "../../src/rehearsal/listen";
import { Issuer } from "../../src/rehearsal/issuer/issuer";
import { describeTask, RegisteredTask } from "../../src/rehearsal/registered-task";
import { containerOf } from "../support/container-processes";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { object, parse, text } from "../support/stack-json";
import { askTask, callApi, eventually } from "../support/task-client";

/** Nobody listens on it: no service has it, and no program gets it by chance. */
const DEAD = "http://127.0.0.1:9";
const ALICE = { email: "alice@example.com", name: "Alice", emailVerified: true };

let tasks: OwnTasks;

beforeAll(async () => {
  tasks = await OwnTasks.create();
}, 120_000);

afterAll(() => tasks.supervisor.stop(), 60_000);

describeIsolated("a task without S3", () => {
  it("starts and keeps metadata; only artifacts fail, and the server says why", async () => {
    const { task, surroundings } = await tasks.startIsolated("without-s3", {
      containers: ["migration", "mlflow"],
      overrides: { AWS_ENDPOINT_URL: DEAD },
    });
    await task.started;
    const mlflow = containerOf(task, "mlflow");
    await mlflow.reaches("HEALTHY");
    const port = surroundings.ports.get(4180) ?? 0;
    const created = await callApi(port, "experiments/create", { name: "without artifacts" });
    expect(created.status).toBe(200);
    const experiment = text(object(parse(created.body)).experiment_id);
    const run = await callApi(port, "runs/create", { experiment_id: experiment, start_time: 1 });
    expect(run.status).toBe(200);

    const path = `/api/2.0/mlflow-artifacts/artifacts/${experiment}/file.txt`;
    const [put, got] = await Promise.all([
      askTask(port, path, { method: "PUT", body: "content" }),
      askTask(port, path),
    ]);
    expect([put.status, got.status]).toEqual([500, 500]);
    expect(mlflow.program.output).toContain("Could not connect to the endpoint URL");
    expect((await callApi(port, "experiments/search", { max_results: 10 })).status).toBe(200);
    expect((await askTask(port, "/health")).status).toBe(200);
    await task.stop("The test ends.");
  }, 180_000);
});

/** The registered oauth2-proxy on another port and with another upstream and issuer; otherwise as it is. */
async function proxyOf(port: number, upstream: string, issuer: string): Promise<RegisteredTask> {
  const { account, taskDefinition, issuer: registeredIssuer } = theRehearsal();
  const registered = await describeTask(account.ecs, taskDefinition);
  const replace = (word: string): string =>
    word
      .replace("--http-address=0.0.0.0:8080", `--http-address=127.0.0.1:${port}`)
      .replace("--upstream=http://127.0.0.1:4180/", `--upstream=${upstream}`)
      .replaceAll(registeredIssuer, issuer);
  const containers = registered.containers.map((each) => ({
    ...each,
    command: each.command.map(replace),
    environment: Object.fromEntries(Object.entries(each.environment).map(([name, value]) => [name, replace(value)])),
  }));
  return { ...registered, containers };
}

describeWithLogin("oauth2-proxy and its issuer", () => {
  let upstream: Server;
  let reached = 0;

  beforeAll(async () => {
    upstream = createServer((_request, response) => {
      reached += 1;
      response.end("upstream");
    }).listen(0, "127.0.0.1");
    await once(upstream, "listening");
  });

  afterAll(() => {
    upstream.close();
  });

  async function startIssuer(name: string, more: { port?: number } = {}): Promise<Issuer> {
    const file = (each: string): string => join(theRehearsal().folder, "web", each);
    return Issuer.start(tasks.supervisor, {
      tls: { certificateFile: file("server.pem"), keyFile: file("server.key"), authorityFile: file("client.pem") },
      client: { id: name, secret: "for-this-test-only", redirectUri: "https://localhost:9/oauth2/callback" },
      users: [ALICE],
      ...more,
    });
  }

  async function startProxy(
    name: string,
    issuer: string,
  ): Promise<{ port: number; task: Awaited<ReturnType<OwnTasks["start"]>> }> {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const port = portOf(probe);
    probe.close();
    const definition = await proxyOf(port, `http://127.0.0.1:${portOf(upstream)}/`, issuer);
    return { port, task: await tasks.start(name, { containers: ["oauth2-proxy"], definition }) };
  }

  it("ends when the issuer cannot be reached at the start, the task with it, and says why", async () => {
    const { task } = await startProxy("no-issuer", "https://localhost:9");
    expect(await task.stopped).toBe("Essential container oauth2-proxy ended.");
    const { program } = containerOf(task, "oauth2-proxy");
    expect((await program.exited).code).toBe(1);
    expect(program.output).toMatch(/error.*discover.*https:\/\/localhost:9.*connection refused/i);
  }, 60_000);

  it("goes on to know tokens by the keys that it has while the issuer is away, and refuses all that it cannot verify", async () => {
    const issuer = await startIssuer("away");
    const { port, task } = await startProxy("issuer-away", issuer.url);
    await eventually("oauth2-proxy answers", 30, async () => {
      try {
        return (await askTask(port, "/ping")).status === 200;
      } catch {
        return false;
      }
    });
    const { audience } = theRehearsal();
    const ask = async (token: string): Promise<number> =>
      (await askTask(port, "/api/x", { headers: { authorization: `Bearer ${token}` } })).status;
    const [used, unused] = [
      await issuer.identityToken(ALICE.email, audience),
      await issuer.identityToken(ALICE.email, audience),
    ];
    expect(await ask(used)).toBe(200);
    await issuer.stop();
    expect(await ask(used)).toBe(200);
    expect(await ask(unused)).toBe(200);
    const before = reached;
    expect(await ask(`${used.slice(0, -8)}AAAAAAAA`)).toBe(401);
    expect(await ask(await theRehearsal().token())).toBe(401);
    expect(reached).toBe(before);
    await task.stop("The test ends.");
  }, 60_000);
});
