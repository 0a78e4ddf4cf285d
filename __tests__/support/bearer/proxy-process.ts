import { execFileSync } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../src/rehearsal/listen";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { requireTools } from "../../../src/rehearsal/tools";
import { CLIENT_ID } from "./configuration";
import { IssuerStandIns } from "./issuer-stand-ins";
import { RenderedContainer, RenderedContainers } from "./rendered-containers";

const START_SECONDS = 30;
const SUBJECTS_FILE = "ADMITTED_SUBJECTS_FILE";
const EMAILS_FILE = "OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE";

/** A path where a client gets 401 instead of a login page. */
export const API_PATH = "/api/2.0/mlflow/experiments/search";

/** What stands for the secrets of a stack. */
export const SECRETS = {
  OAUTH2_PROXY_CLIENT_ID: CLIENT_ID,
  OAUTH2_PROXY_CLIENT_SECRET: "for-this-test-only",
  OAUTH2_PROXY_COOKIE_SECRET: "0123456789abcdef0123456789abcdef",
};

/** What leads oauth2-proxy to the stand-ins. */
export function reaching({ port, authorityFile }: Pick<IssuerStandIns, "port" | "authorityFile">): {
  readonly HTTPS_PROXY: string;
  readonly SSL_CERT_FILE: string;
} {
  return { HTTPS_PROXY: `http://127.0.0.1:${port}`, SSL_CERT_FILE: authorityFile };
}

/** The real oauth2-proxy with rendered flags and environment. What is behind it answers 200 to everybody let in. */
export class ProxyProcess {
  private constructor(private readonly port: number) {}

  /** Only where it listens, what is behind it and the place of its file are not the rendered ones. */
  static async start(
    supervisor: Supervisor,
    name: string,
    containers: RenderedContainers,
    issuers: IssuerStandIns,
  ): Promise<ProxyProcess> {
    const [port, file] = [await freePort(), join(supervisor.subfolder(name), "subjects")];
    const writer = containers.get("admitted-subjects");
    if (writer !== undefined) write(writer, file);
    const { command, environment } = containers.get("oauth2-proxy") ?? fail();
    const own = { "--http-address": `127.0.0.1:${port}`, "--upstream": "static://200" };
    const flags = command.map((flag) => {
      const replaced = Object.entries(own).find(([each]) => flag.startsWith(`${each}=`));
      return replaced === undefined ? flag : replaced.join("=");
    });
    const place = EMAILS_FILE in environment ? { [EMAILS_FILE]: file } : {};
    supervisor.start(name, [requireTools(["oauth2-proxy"], process.env)["oauth2-proxy"], ...flags], {
      env: { ...environment, ...place, ...SECRETS, ...reaching(issuers) },
    });
    const started = new ProxyProcess(port);
    await started.answers();
    return started;
  }

  /** Status of the answer to a client with this token. */
  async verdict(token: string): Promise<number> {
    return statusOf(this.port, API_PATH, token);
  }

  private async answers(): Promise<void> {
    for (const end = Date.now() + START_SECONDS * 1000; ;) {
      if ((await statusOf(this.port, "/ping").catch(() => undefined)) === 200) return;
      if (Date.now() > end) throw new Error("oauth2-proxy did not start");
      await sleep(100);
    }
  }
}

/** Of the answer to a GET, with a token or without. */
export function statusOf(port: number, path: string, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, headers, agent: false });
    sent.on("error", reject).on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.end();
  });
}

/** Runs the container that writes the subjects, with another place for them. */
function write({ entryPoint: [program = "", ...args], command, environment }: RenderedContainer, file: string): void {
  const env = { PATH: process.env.PATH, ...environment, [SUBJECTS_FILE]: file };
  execFileSync(program, [...args, ...command], { env, stdio: "pipe" });
}

function fail(): never {
  throw new Error("no container oauth2-proxy");
}
