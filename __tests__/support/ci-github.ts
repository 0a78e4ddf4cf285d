import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { readFileSync } from "node:fs";
import { JsonObject, isObject, Json, object, parse, text } from "./stack-json";

/** Who writes with the token of a job. */
export const BOT = "github-actions[bot]";

interface Comment {
  readonly id: number;
  readonly pull: number;
  readonly login: string;
  body: string;
}

interface Pull {
  readonly head: string;
  /** The commit on main that it became. */
  readonly merged?: string;
}

interface Artifact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  readonly head: string;
  readonly zip: string;
}

interface Issue {
  readonly number: number;
  readonly login: string;
  title: string;
  body: string;
  state: string;
}

interface Call {
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: JsonObject;
}

/** Method, path below the repository, permission that the token needs, answer. */
type Route = readonly [string, RegExp, string, (call: Call) => Json];

/** As much of GitHub's REST API as the workflows use; it refuses what the permissions of a job do not allow. */
export class FakeGithub {
  readonly comments: Comment[] = [];
  /** By number. */
  readonly pulls = new Map<number, Pull>();
  readonly artifacts: Artifact[] = [];
  readonly issues: Issue[] = [];
  /** Every change, for example `PATCH issues/comments/7`. */
  readonly changes: string[] = [];
  private readonly tokens = new Map<string, JsonObject>();
  private server: Server | undefined;

  private readonly routes: readonly Route[] = [
    ["GET", /^issues\/(\d+)\/comments$/, "pull-requests: read", (call): Json => this.page(call, this.commentsOf(call))],
    ["POST", /^issues\/(\d+)\/comments$/, "pull-requests: write", (call): Json => this.addComment(call)],
    ["PATCH", /^issues\/comments\/(\d+)$/, "pull-requests: write", (call): Json => this.updateComment(call)],
    ["GET", /^commits\/([0-9a-f]{40})\/pulls$/, "pull-requests: read", (call): Json => this.pullsOf(call)],
    ["GET", /^actions\/artifacts$/, "actions: read", (call): Json => this.artifactsNamed(call)],
    [
      "GET",
      /^actions\/artifacts\/(\d+)\/zip$/,
      "actions: read",
      ({ path }): Json => ({ redirect: `http://localhost:${String(this.port)}/blob/${String(path[1])}` }),
    ],
    ["GET", /^issues$/, "issues: read", (call): Json => this.page(call, this.openIssues())],
    ["POST", /^issues$/, "issues: write", ({ body }): Json => this.openIssue(body)],
    ["PATCH", /^issues\/(\d+)$/, "issues: write", (call): Json => this.updateIssue(call)],
  ];

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.respond(request, response);
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** A token of a job, good for what its `permissions` say. */
  token(permissions: JsonObject): string {
    const token = `ghs_${String(this.tokens.size)}`;
    this.tokens.set(token, permissions);
    return token;
  }

  /** The texts that the bot wrote on a pull request. */
  botComments(pull: number): readonly string[] {
    return this.comments.filter((comment) => comment.pull === pull && comment.login === BOT).map(({ body }) => body);
  }

  private get port(): number {
    const address = this.server?.address();
    if (address === undefined || address === null || typeof address === "string") throw new Error("not started");
    return address.port;
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", this.url);
    const authorization = request.headers.authorization ?? "";
    const blob = /^\/blob\/(\d+)$/.exec(url.pathname)?.[1];
    if (blob !== undefined) {
      // The storage behind GitHub refuses a request that brings GitHub's token along.
      response.statusCode = authorization === "" ? 200 : 400;
      response.end(readFileSync(this.artifacts.find(({ id }) => id === Number(blob))?.zip ?? ""));
      return;
    }
    const path = url.pathname.replace(/^\/repos\/example\/mlflow\//, "");
    const [status, body] = this.answer(request.method ?? "", path, authorization, url, await bodyOf(request));
    const location = isObject(body) && typeof body.redirect === "string" ? body.redirect : "";
    response.writeHead(status, { "content-type": "application/json", location }).end(JSON.stringify(body));
  }

  private answer(method: string, path: string, authorization: string, url: URL, body: JsonObject): [number, Json] {
    const permissions = this.tokens.get(authorization.replace(/^Bearer /, ""));
    if (permissions === undefined) return [401, "Bad credentials"];
    for (const [routeMethod, pattern, permission, handle] of this.routes) {
      const match = pattern.exec(path);
      if (routeMethod !== method || match === null) continue;
      if (!allows(permissions, permission)) return [403, `Resource not accessible: ${permission}`];
      if (method !== "GET") this.changes.push(`${method} ${path}`);
      const answered = handle({ path: [...match], query: url.searchParams, body });
      return [isObject(answered) && answered.redirect !== undefined ? 302 : 200, answered];
    }
    return [404, `Not Found: ${method} ${path}`];
  }

  private page({ query }: Call, all: readonly Json[]): Json {
    const size = Number(query.get("per_page"));
    return all.slice((Number(query.get("page")) - 1) * size).slice(0, size);
  }

  private commentsOf({ path }: Call): readonly Json[] {
    const pull = Number(path[1]);
    return this.comments
      .filter((comment) => comment.pull === pull)
      .map(({ id, login, body }) => ({ id, user: { login }, body }));
  }

  private addComment({ path, body }: Call): Json {
    this.comments.push({ id: this.comments.length + 1, pull: Number(path[1]), login: BOT, body: limited(body) });
    return {};
  }

  private updateComment({ path, body }: Call): Json {
    const comment = this.comments.find(({ id, login }) => id === Number(path[1]) && login === BOT);
    if (comment === undefined) throw new Error(`no comment ${String(path[1])} of the bot`);
    comment.body = limited(body);
    return {};
  }

  private pullsOf({ path }: Call): Json {
    return [...this.pulls]
      .filter(([, { merged }]) => merged === path[1])
      .map(([number, { head, merged = null }]) => ({
        number,
        merged_at: "2026-01-01T00:00:00Z",
        merge_commit_sha: merged,
        head: { sha: head },
        base: { ref: "main" },
      }));
  }

  private artifactsNamed({ query }: Call): Json {
    const found = this.artifacts.filter(({ name }) => name === query.get("name"));
    return {
      total_count: found.length,
      artifacts: found.map(({ id, name, head }) => ({
        id,
        name,
        expired: false,
        created_at: new Date(id * 1000).toISOString(),
        workflow_run: { head_sha: head },
      })),
    };
  }

  private openIssues(): readonly Json[] {
    return this.issues
      .filter(({ state }) => state === "open")
      .map(({ number, login, title, body }) => ({ number, user: { login }, title, body }));
  }

  private openIssue(body: JsonObject): Json {
    const number = 1000 + this.issues.length;
    this.issues.push({ number, login: BOT, title: text(body.title), body: limited(body), state: "open" });
    return {};
  }

  private updateIssue({ path, body }: Call): Json {
    const issue = this.issues.find(({ number }) => number === Number(path[1]));
    if (issue === undefined) throw new Error(`no issue ${String(path[1])}`);
    if (body.body !== undefined) issue.body = limited(body);
    if (body.state !== undefined) issue.state = text(body.state);
    return {};
  }
}

function allows(permissions: JsonObject, needed: string): boolean {
  const [name = "", level = ""] = needed.split(": ");
  return permissions[name] === "write" || permissions[name] === level;
}

/** GitHub refuses longer texts. */
function limited(body: JsonObject): string {
  const written = text(body.body);
  if (written.length > 65_536) throw new Error("body is too long (maximum is 65536 characters)");
  return written;
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  let received = "";
  for await (const chunk of request.setEncoding("utf8")) received += String(chunk);
  return received === "" ? {} : object(parse(received));
}
