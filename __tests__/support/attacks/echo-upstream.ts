import { once } from "node:events";
import { createServer, request, Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describeTask } from "../../../src/rehearsal/registered-task";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { requireTools } from "../../../src/rehearsal/tools";
import { theRehearsal } from "../rehearsal";
import { list, parse, text } from "../stack-json";

const START_SECONDS = 30;

/** Header lines as an upstream gets them, names in lower case. */
export type Lines = readonly (readonly [name: string, value: string])[];

/** oauth2-proxy with the registered flags and secrets, in front of something that tells what MLflow would be told. */
export class EchoUpstream {
  private constructor(
    private readonly supervisor: Supervisor,
    private readonly upstream: Server,
    private readonly port: number,
  ) {}

  /** Two flags are not the registered ones: where it listens, and who is behind it. */
  static async start(): Promise<EchoUpstream> {
    const upstream = createServer(({ rawHeaders }, response) => response.end(JSON.stringify(rawHeaders)));
    const [supervisor, port, upstreamPort] = [new Supervisor(), await freePort(), await listening(upstream)];
    const own = { "--http-address": `127.0.0.1:${port}`, "--upstream": `http://127.0.0.1:${upstreamPort}/` };
    const { command, env } = await registered();
    const flags = command.map((flag) => {
      const replaced = Object.entries(own).find(([name]) => flag.startsWith(`${name}=`));
      return replaced === undefined ? flag : replaced.join("=");
    });
    const tools = requireTools(["oauth2-proxy"], process.env);
    supervisor.start("oauth2-proxy", [tools["oauth2-proxy"], ...flags], { env });
    const echo = new EchoUpstream(supervisor, upstream, port);
    await echo.answers();
    return echo;
  }

  /** Sends headers. @returns what is behind got of them. @throws Error when it got nothing */
  async received(headers: readonly string[]): Promise<Lines> {
    const { status, body } = await this.get("/echo", headers);
    if (status !== 200) throw new Error(`${status}: ${body}`);
    const all = list(parse(body)).map(text);
    return all.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), all[at + 1] ?? ""] as const] : []));
  }

  async close(): Promise<void> {
    await this.supervisor.stop();
    this.upstream.closeAllConnections();
    await new Promise((resolve) => this.upstream.close(resolve));
  }

  private async answers(): Promise<void> {
    for (const end = Date.now() + START_SECONDS * 1000; ;) {
      const answer = await this.get("/ping", ["Host", "mlflow.localhost"]).catch(() => undefined);
      if (answer?.status === 200) return;
      if (Date.now() > end) throw new Error("oauth2-proxy did not start");
      await sleep(100);
    }
  }

  private get(path: string, headers: readonly string[]): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: this.port, path, headers: [...headers], agent: false });
      sent.on("error", reject).on("response", (response) => {
        readAll(response).then((body) => {
          resolve({ status: response.statusCode ?? 0, body });
        }, reject);
      });
      sent.end();
    });
  }
}

async function registered(): Promise<{ readonly command: readonly string[]; readonly env: Record<string, string> }> {
  const { account, taskDefinition, authorityFile } = theRehearsal();
  const { family, containers } = await describeTask(account.ecs, taskDefinition);
  const container = containers.find(({ name }) => name === "oauth2-proxy");
  if (container === undefined) throw new Error("no such container");
  const secrets = container.secrets.map(async ({ name, valueFrom }): Promise<[string, string]> => [
    name,
    await account.secretForTask(family, valueFrom),
  ]);
  const { command, environment } = container;
  return {
    command,
    env: { ...environment, ...Object.fromEntries(await Promise.all(secrets)), SSL_CERT_FILE: authorityFile },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return portOf(server.address());
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server.address());
  server.close();
  await once(server, "close");
  return port;
}

function portOf(address: ReturnType<Server["address"]>): number {
  if (typeof address !== "object" || address === null) throw new Error("no TCP address");
  return address.port;
}
