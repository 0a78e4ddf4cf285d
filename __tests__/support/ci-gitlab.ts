import { readFileSync } from "node:fs";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { Json, object, parse, text } from "./stack-json";

interface Note {
  readonly id: number;
  readonly author: number;
  body: string;
}

/** The account that the project's access token belongs to. */
export const BOT_ID = 77;

const TOKEN = "a-token";

/** As much of GitLab's REST API as `ci/gitlab.sh` uses, with one merge request, number 5, in project 3. */
export class FakeGitlab {
  readonly notes: Note[] = [];
  /** Every change, for example `PUT 7`. */
  readonly changes: string[] = [];
  /** The commit that the merge request became, when it is merged. */
  merged = "";
  /** Artifacts by the number of their job: the path of a zip. */
  readonly artifacts = new Map<string, string>();
  private readonly server: Server = createServer((request, response) => {
    void this.respond(request, response);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** What a job of the project has in its environment. */
  get environment(): Record<string, string> {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("not started");
    return {
      CI_API_V4_URL: `http://127.0.0.1:${String(address.port)}`,
      CI_PROJECT_ID: "3",
      CI_COMMIT_BRANCH: "main",
      CI_MERGE_REQUEST_IID: "5",
      CI_JOB_URL: "https://gitlab.example.com/team/mlflow/-/jobs/41",
      REVIEW_TOKEN: TOKEN,
    };
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://gitlab");
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += String(chunk);
    if (request.headers["private-token"] !== TOKEN) {
      response.writeHead(401).end('{"message": "401 Unauthorized"}');
      return;
    }
    const job = /^\/projects\/3\/jobs\/(\d+)\/artifacts$/.exec(url.pathname)?.[1];
    const zip = job === undefined ? undefined : this.artifacts.get(job);
    if (zip !== undefined) {
      response.end(readFileSync(zip));
      return;
    }
    const answer = this.answer(request.method ?? "", url, body === "" ? {} : parse(body));
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? { message: "404 Not found" }));
  }

  private answer(method: string, url: URL, body: Json): Json | undefined {
    if (url.pathname === "/user") return { id: BOT_ID };
    const [what = "", id = ""] = url.pathname.replace(/^\/projects\/3\//, "").split(/\/(?=[^/]*$)/);
    switch (`${method} ${what}`) {
      case "GET merge_requests/5":
        return this.page(url);
      case "POST merge_requests/5":
        return this.change("POST", this.notes.length + 1, text(object(body).body));
      case "PUT merge_requests/5/notes":
        return this.change("PUT", Number(id), text(object(body).body));
      case `GET repository/commits/${this.merged}`:
        return [
          { iid: 5, state: "merged", target_branch: "main", merge_commit_sha: null, squash_commit_sha: this.merged },
        ];
      default:
        return `${method} ${what}`.startsWith("GET repository/commits/") ? [] : undefined;
    }
  }

  private page(url: URL): Json {
    const size = Number(url.searchParams.get("per_page"));
    const first = (Number(url.searchParams.get("page")) - 1) * size;
    return this.notes.slice(first, first + size).map(({ id, author, body }) => ({ id, author: { id: author }, body }));
  }

  private change(method: string, id: number, body: string): Json {
    const existing = this.notes.find((note) => note.id === id);
    if (existing === undefined) this.notes.push({ id, author: BOT_ID, body });
    else existing.body = body;
    this.changes.push(`${method} ${String(id)}`);
    return {};
  }
}
