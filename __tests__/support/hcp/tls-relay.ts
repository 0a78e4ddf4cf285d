import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, Server } from "node:https";
import { AddressInfo } from "node:net";
import { join } from "node:path";
import { selfSignedCertificate } from "../self-signed-certificate";
import { FakeHcp } from "./fake-hcp";

/** The fake by TLS under the name `localhost:<port>`, for programs that speak nothing else. */
export class TlsRelay {
  private constructor(
    private readonly server: Server,
    /** Whom a client has to trust. */
    readonly authorityFile: string,
  ) {}

  static async start(hcp: FakeHcp): Promise<TlsRelay> {
    const { certificate, key } = selfSignedCertificate();
    const authorityFile = join(hcp.folder, "authority.pem");
    writeFileSync(authorityFile, certificate);
    const server: Server = createServer({ cert: certificate, key }, (request, response) => {
      const { authorization } = request.headers;
      void fetch(`http://localhost:${hcp.port}${request.url ?? ""}`, {
        headers: authorization === undefined ? {} : { authorization },
        redirect: "manual",
      }).then(async (answer) => {
        const location = answer.headers.get("location")?.replace(/^http:\/\/[^/]+/, `https://${hostOf(server)}`);
        response.writeHead(answer.status, location === undefined ? {} : { location }).end(await answer.text());
      });
    });
    await once(server.listen(0, "localhost"), "listening");
    return new TlsRelay(server, authorityFile);
  }

  get hostname(): string {
    return hostOf(this.server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), "close");
  }
}

function hostOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  return `localhost:${typeof address === "object" ? String(address?.port) : ""}`;
}
