import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { list, object, parse, text } from "../stack-json";
import { PROJECT } from "../synthesis";
import { LoggedRequest } from "./service";

/** An HCP Terraform of one organization in a process of its own. */
export class FakeHcp {
  static readonly TOKEN = "canary-hcp-token";

  private constructor(
    private readonly server: ChildProcess,
    readonly port: number,
    readonly folder: string,
  ) {}

  /** @param env what the runs get, beside the environment variables of their workspace */
  static async start(mode: "local" | "remote", env: Readonly<Record<string, string>>): Promise<FakeHcp> {
    const folder = mkdtempSync(join(tmpdir(), "fake-hcp-"));
    const program = join(folder, "server.js");
    const source = join(PROJECT, "__tests__/support/hcp/server.ts");
    const options = ["--bundle", "--platform=node", "--log-level=warning", `--outfile=${program}`];
    execFileSync(join(PROJECT, "node_modules/.bin/esbuild"), [source, ...options]);
    const args = [program, "acme", FakeHcp.TOKEN, mode, folder];
    const server = spawn(process.execPath, args, { env: { ...env }, stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: server.stdout })) {
      const port = /^fake ready (\d+)$/.exec(line)?.[1];
      if (port !== undefined) return new FakeHcp(server, Number(port), folder);
    }
    throw new Error("the fake did not start");
  }

  /** What of the environment makes Terraform find it under a host's name, with its token. */
  environment(hostname: string, env: Readonly<Record<string, string>>): Record<string, string> {
    const config = join(this.folder, `${hostname}.tfrc`);
    const { TF_CLI_CONFIG_FILE: usual } = env;
    const mirror = usual === undefined ? "" : readFileSync(usual, "utf8");
    const url = `http://localhost:${this.port}/api/v2/`;
    writeFileSync(
      config,
      `${mirror}\nhost "${hostname}" {\n  services = { "tfe.v2" = "${url}", "tfe.v2.1" = "${url}" }\n}\n`,
    );
    const token = `TF_TOKEN_${hostname.replaceAll("-", "__").replaceAll(".", "_")}`;
    return { ...env, TF_CLI_CONFIG_FILE: config, [token]: FakeHcp.TOKEN };
  }

  /** Every call so far. */
  get requests(): readonly LoggedRequest[] {
    const lines = readFileSync(join(this.folder, "requests.jsonl"), "utf8").trimEnd().split("\n");
    return lines.map((line) => {
      const { method, path, token, body } = object(parse(line));
      return { method: text(method), path: text(path), token: token === true, body: text(body) };
    });
  }

  /** The calls of one kind, by method and a pattern of the path below the API. */
  calls(method: string, path: RegExp): readonly LoggedRequest[] {
    return this.requests.filter((request) => request.method === method && path.test(request.path));
  }

  /** Files in an uploaded configuration. */
  uploaded(configuration: string): readonly string[] {
    const archive = join(this.folder, `${configuration}.tar.gz`);
    const names = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trimEnd().split("\n");
    return names.filter((name) => !name.endsWith("/")).sort();
  }

  /** One call of the API with its token; the data of the answer. */
  async get(path: string): Promise<ReturnType<typeof object>> {
    const headers = { authorization: `Bearer ${FakeHcp.TOKEN}` };
    const answer = await fetch(`http://localhost:${this.port}/api/v2/${path}`, { headers });
    return object(parse(await answer.text()));
  }

  /** Ids of the runs of a workspace, the newest first. */
  async runs(workspace: string): Promise<readonly string[]> {
    const { id } = object((await this.get(`organizations/acme/workspaces/${workspace}`)).data);
    return list((await this.get(`workspaces/${text(id)}/runs`)).data).map((run) => text(object(run).id));
  }

  async stop(): Promise<void> {
    this.server.kill("SIGTERM");
    if (this.server.exitCode === null) await once(this.server, "exit");
    rmSync(this.folder, { recursive: true });
  }
}
