import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { JsonObject, list, object, parse, text } from "../stack-json";
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
    const args = [program, "acme", mode, folder];
    const server = spawn(process.execPath, args, {
      env: { ...env, FAKE_HCP_TOKEN: FakeHcp.TOKEN },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: server.stdout })) {
      const port = /^fake ready (\d+)$/.exec(line)?.[1];
      if (port !== undefined) return new FakeHcp(server, Number(port), folder);
    }
    throw new Error("the fake did not start");
  }

  /** What of an environment makes Terraform find it under each host's name, with its token. */
  environment(hostnames: readonly string[], env: Readonly<Record<string, string>>): Record<string, string> {
    const usual = env.TF_CLI_CONFIG_FILE;
    const url = `http://localhost:${this.port}/api/v2/`;
    const hosts = hostnames.map(
      (name) => `host "${name}" {\n  services = { "tfe.v2" = "${url}", "tfe.v2.1" = "${url}" }\n}`,
    );
    const config = join(this.folder, "cli.tfrc");
    writeFileSync(config, [usual === undefined ? "" : readFileSync(usual, "utf8"), ...hosts, ""].join("\n"));
    const tokenName = (name: string): string => `TF_TOKEN_${name.replaceAll("-", "__").replaceAll(".", "_")}`;
    const tokens: Record<string, string> = Object.fromEntries(
      hostnames.map((name) => [tokenName(name), FakeHcp.TOKEN] as const),
    );
    return { ...env, ...tokens, TF_CLI_CONFIG_FILE: config };
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

  /** Archives of the uploaded configurations, the newest last. */
  uploads(): readonly string[] {
    const names = readdirSync(this.folder).filter((name) => name.endsWith(".tar.gz"));
    return names.sort().map((name) => join(this.folder, name));
  }

  /** Paths of the files in an archive. */
  uploadedFiles(archive: string): readonly string[] {
    const names = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trimEnd().split("\n");
    return names.filter((name) => !name.endsWith("/")).sort();
  }

  /** All files in an archive as one text. */
  uploadedText(archive: string): string {
    return execFileSync("tar", ["-xzOf", archive], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  }

  /** One call of the API with its token; a document that is given is sent. */
  async call(path: string, document?: JsonObject): Promise<JsonObject> {
    const headers = { authorization: `Bearer ${FakeHcp.TOKEN}` };
    const settings = document === undefined ? { headers } : { headers, method: "POST", body: JSON.stringify(document) };
    const answer = await fetch(`http://localhost:${this.port}/api/v2/${path}`, settings);
    return object(parse((await answer.text()) || "{}"));
  }

  async makeWorkspace(name: string, tags: readonly string[]): Promise<void> {
    const data = tags.map((tag) => ({ type: "tags", attributes: { name: tag } }));
    const document = { data: { type: "workspaces", attributes: { name }, relationships: { tags: { data } } } };
    await this.call("organizations/acme/workspaces", document);
  }

  /** Id of a workspace. */
  async workspace(name: string): Promise<string> {
    return text(object((await this.call(`organizations/acme/workspaces/${name}`)).data).id);
  }

  /** Runs of a workspace with their states, the newest first. */
  async runs(workspace: string): Promise<readonly { readonly id: string; readonly status: string }[]> {
    const { data } = await this.call(`workspaces/${await this.workspace(workspace)}/runs`);
    return list(data).map((run) => ({
      id: text(object(run).id),
      status: text(object(object(run).attributes).status),
    }));
  }

  /** Waits until the newest run of a workspace is in a state. */
  async until(workspace: string, status: string): Promise<void> {
    for (let attempts = 0; attempts < 300; attempts += 1) {
      const [newest] = await this.runs(workspace);
      if (newest?.status === status) return;
      await setTimeout(100);
    }
    throw new Error(`the newest run of ${workspace} is never ${status}`);
  }

  /** Reaches this HCP Terraform by https as the real one is reached; `tokens` notes which hosts were shown a token. */
  fetch(tokens: Set<string>): typeof fetch {
    const toPlain = (url: string): string => {
      const { host, pathname } = new URL(url);
      return `http://${host === `127.0.0.1:${this.port}` ? host : `localhost:${this.port}`}${pathname}`;
    };
    return async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (new Headers(init?.headers).has("authorization")) tokens.add(url.host);
      const answer = await fetch(toPlain(url.href), init);
      const location = answer.headers.get("location")?.replace("http:", "https:");
      return location === undefined ? answer : new Response(null, { status: answer.status, headers: { location } });
    };
  }

  async stop(): Promise<void> {
    this.server.kill("SIGTERM");
    if (this.server.exitCode === null) await once(this.server, "exit");
    rmSync(this.folder, { recursive: true });
  }
}
