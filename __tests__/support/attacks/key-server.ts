import { once } from "node:events";
import { createServer, Server } from "node:http";
import { JsonObject } from "../stack-json";

/** Offers keys that nobody should trust, and counts who asks for them. */
export class KeyServer {
  /** How many requests there were. */
  requests = 0;
  private keys: readonly JsonObject[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** On the loopback address, where oauth2-proxy could reach it. */
  static async start(): Promise<KeyServer> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("no TCP address");
    const started = new KeyServer(server, `http://127.0.0.1:${address.port}`);
    server.on("request", (_request, response) => {
      started.requests += 1;
      response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: started.keys }));
    });
    return started;
  }

  publish(keys: readonly JsonObject[]): void {
    this.keys = keys;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
