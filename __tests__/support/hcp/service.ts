import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import { AddressInfo } from "node:net";
import { join } from "node:path";
import { ApiError, ApiResponse, route, Routes } from "./api";
import { configurationRoutes } from "./configurations";
import { Executor, runRoutes, Runs } from "./runs";
import { stateRoutes } from "./states";
import { Store, Workspace } from "./store";
import { variableRoutes } from "./variables";
import { workspaceRoutes } from "./workspaces";

export interface FakeSettings {
  readonly organization: string;
  readonly token: string;
  /** Mode of the workspaces that the CLI makes. */
  readonly executionMode: Workspace["executionMode"];
  /** Here lie `requests.jsonl`, each call with its body, and the uploads as `<id>.tar.gz`. */
  readonly folder: string;
  /** Another name of the archive. @default - the same port by another host name than the API */
  readonly archiveUrl?: string;
}

/** One call as it is written down: whether it brought a token, never which. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly token: boolean;
  readonly body: string;
}

const API = "/api/v2";
const ARCHIVE = "/object/";

/** The API of HCP Terraform as far as the Terraform CLI and the guides of this project use it. */
export class FakeService {
  readonly store: Store;
  private readonly server: Server;
  private readonly routes: Routes;

  constructor(
    private readonly settings: FakeSettings,
    executor: (store: Store) => Executor,
  ) {
    mkdirSync(settings.folder, { recursive: true });
    this.store = new Store(settings.organization, () => settings.archiveUrl ?? `http://127.0.0.1:${this.port}`);
    const runs = new Runs(this.store, executor(this.store));
    this.routes = {
      "GET /ping": (): ApiResponse => ({ status: 204 }),
      ...workspaceRoutes(this.store, settings.executionMode, (workspace) => {
        runs.release(workspace);
      }),
      ...variableRoutes(this.store),
      ...stateRoutes(this.store),
      ...configurationRoutes(this.store, (configuration) => {
        writeFileSync(join(settings.folder, `${configuration.id}.tar.gz`), configuration.upload ?? "");
        if (configuration.autoQueueRuns) runs.queue(configuration);
      }),
      ...runRoutes(this.store, runs),
    };
    this.server = createServer((request, response) => {
      void this.serve(request, response);
    });
  }

  get port(): number {
    const address = this.server.address();
    return isPort(address) ? address.port : 0;
  }

  /** Listens on a free port of this machine. */
  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.server.listen(0, "127.0.0.1", resolve);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { status, body: answer, location } = await this.answer(request, body);
    const isRaw = Buffer.isBuffer(answer);
    response.writeHead(status, {
      "content-type": isRaw ? "application/octet-stream" : "application/vnd.api+json",
      "tfp-api-version": "2.6",
      // A test that waits for a command would not notice that an idle connection has ended.
      connection: "close",
      ...(location === undefined ? {} : { location }),
    });
    response.end(answer === undefined || isRaw ? answer : JSON.stringify(answer));
  }

  private async answer(request: IncomingMessage, body: Buffer): Promise<ApiResponse> {
    const { method = "", headers, url = "" } = request;
    const { pathname, searchParams } = new URL(url, "http://localhost");
    this.log({ method, path: pathname, token: headers.authorization !== undefined, body: printable(pathname, body) });
    try {
      if (pathname.startsWith(ARCHIVE))
        return this.archived(request, pathname.slice(ARCHIVE.length), searchParams, body);
      if (headers.authorization !== `Bearer ${this.settings.token}`) throw new ApiError(401, "unauthorized");
      const found = route(this.routes, method, pathname.slice(API.length));
      if (found === undefined) throw new ApiError(404, `the fake has no ${method} ${pathname}`);
      return await found.handler({ params: found.params, query: searchParams, body });
    } catch (error) {
      if (error instanceof ApiError) return error.response;
      throw error;
    }
  }

  /** Signed addresses need no token; Terraform sends one when it reads a state there, and the log says so. */
  private archived({ method }: IncomingMessage, signature: string, query: URLSearchParams, body: Buffer): ApiResponse {
    const access = this.store.archive.get(signature);
    if (method === "PUT" && access?.put !== undefined) {
      access.put(body);
      return { status: 200 };
    }
    if (method !== "GET" || access?.get === undefined) throw new ApiError(404, "no such object");
    const [offset, limit] = ["offset", "limit"].map((name) => query.get(name));
    const content = access.get();
    const from = Number(offset ?? 0);
    return {
      status: 200,
      body: content.subarray(from, limit === null || limit === undefined ? undefined : from + Number(limit)),
    };
  }

  private log(request: LoggedRequest): void {
    appendFileSync(join(this.settings.folder, "requests.jsonl"), `${JSON.stringify(request)}\n`);
  }
}

/** Uploads lie beside the log. */
function printable(path: string, body: Buffer): string {
  return path.startsWith(ARCHIVE) ? "" : body.toString();
}

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
