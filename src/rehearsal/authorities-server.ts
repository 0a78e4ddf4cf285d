import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, Server } from "node:https";
import { Certificate } from "./certificates";
import { Supervisor } from "./supervisor";

/** Offers one PEM file over HTTPS, as AWS offers the authorities of RDS. */
export class AuthoritiesServer {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param tls for `localhost` */
  static async start(supervisor: Supervisor, file: string, tls: Certificate): Promise<AuthoritiesServer> {
    const settings = { cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) };
    const server = createServer(settings, (_request, response) => {
      response.setHeader("content-type", "application/x-pem-file").end(readFileSync(file));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("no TCP address");
    const authorities = new AuthoritiesServer(server, address.port);
    supervisor.atStop(() => authorities.close());
    return authorities;
  }

  get url(): string {
    return `https://localhost:${this.port}/global-bundle.pem`;
  }

  /** Connections are refused from now on. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
