import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { Listening } from "../../../src/rehearsal/listen";
import { TLS } from "../front-server";

/** The one path of Google's metadata server that the guide asks for. */
const IDENTITY =
  "/computeMetadata/v1/instance/service-accounts/default/identity?audience=mlflow.example.com&format=full";

/** What stands behind the addresses of the guide: MLflow, which keeps the tokens it gets, and Google's metadata server. */
export class Places {
  /** Bearer tokens in the order in which they came, each with a search of experiments. */
  readonly tokens: string[] = [];

  private constructor(private readonly listening: Listening[]) {}

  /** @param metadataToken what the metadata server hands out, to whom asks as Google demands */
  static async start(metadataToken: string): Promise<Places> {
    const places = new Places([]);
    const mlflow = createTlsServer(
      { cert: readFileSync(TLS.certificateFile), key: readFileSync(TLS.keyFile) },
      (request, response) => {
        const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
        const asked = `${request.method ?? ""} ${request.headers.host ?? ""}${request.url ?? ""}`;
        const right = asked === "POST mlflow.example.com/api/2.0/mlflow/experiments/search" && token !== undefined;
        if (right) places.tokens.push(token);
        response.writeHead(right ? 200 : 400, { "content-type": "application/json" });
        response.end('{"experiments": []}');
      },
    );
    const metadata = createHttpServer((request, response) => {
      const right = request.headers["metadata-flavor"] === "Google" && request.url === IDENTITY;
      response.writeHead(right ? 200 : 403).end(right ? metadataToken : "");
    });
    for (const server of [mlflow, metadata]) places.listening.push(await Listening.start(server, "127.0.0.1", 0));
    return places;
  }

  /** Leads curl here, in a folder that is the home of whoever runs it. */
  leadCurl(home: string): void {
    const [mlflow, metadata] = this.listening.map(({ port }) => String(port));
    const lines = [
      `connect-to = "mlflow.example.com:443:127.0.0.1:${mlflow ?? ""}"`,
      `connect-to = "metadata.google.internal:80:127.0.0.1:${metadata ?? ""}"`,
      "insecure",
    ];
    writeFileSync(join(home, ".curlrc"), `${lines.join("\n")}\n`);
  }

  async stop(): Promise<void> {
    for (const each of this.listening) await each.close();
  }
}
