import { generateKeyPairSync, KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, Socket } from "node:net";
import { resolve } from "node:path";
import { makeAuthority } from "../../../src/rehearsal/certificates";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { Token } from "./proxy-verdict";
import { WORLD } from "./world";

const LIFETIME_SECONDS = 600;
const DISCOVERY = "/.well-known/openid-configuration";
const KEYS = "/keys";

/**
 * All issuers of the world on this machine, under their own names: oauth2-proxy reaches them by an HTTPS proxy that leads
 * every name here, and trusts a certificate for all of them.
 */
export class IssuerStandIns {
  private readonly keys = new Map<string, KeyObject>(
    Object.keys(WORLD).map((issuer) => [issuer, generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey]),
  );

  private constructor(
    readonly authorityFile: string,
    /** Port of the HTTPS proxy. */
    readonly port: number,
  ) {}

  /** They end with the supervisor. */
  static async start(supervisor: Supervisor): Promise<IssuerStandIns> {
    const hosts = [...new Set(Object.keys(WORLD).map((issuer) => new URL(issuer).hostname))];
    const python = resolve(".venv/rehearsal/bin/python");
    const tls = makeAuthority(python, supervisor.subfolder("issuers-tls"), hosts);
    const issuers = createTlsServer({ cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) });
    const proxy = createServer((_request, response) => response.writeHead(405).end());
    const sockets = new Set<Socket>();
    const [issuersPort, port] = [await listening(issuers), await listening(proxy)];
    proxy.on("connect", (_request, client: Socket) => {
      const server = connect(issuersPort, "127.0.0.1", () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
      for (const socket of [client, server]) {
        sockets.add(socket);
        socket.on("error", () => {
          client.destroy();
          server.destroy();
        });
      }
      client.pipe(server).pipe(client);
    });
    supervisor.atStop(async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of [issuers, proxy]) {
        server.closeAllConnections();
        await new Promise((closed) => server.close(closed));
      }
    });
    const standIns = new IssuerStandIns(tls.authorityFile, port);
    issuers.on("request", ({ headers: { host = "" }, url = "" }, response) => {
      const document = standIns.document(`https://${host}${url}`);
      response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(document ?? {}));
    });
    return standIns;
  }

  /** A token that an issuer has signed, as good as can be but for its claims. */
  token({ iss, emailVerified, ...claims }: Token): string {
    const now = Math.floor(Date.now() / 1000);
    const verified = emailVerified === undefined ? {} : { email_verified: emailVerified };
    const parts = [
      { alg: "RS256", typ: "JWT", kid: iss },
      { iss, iat: now, exp: now + LIFETIME_SECONDS, ...claims, ...verified },
    ];
    const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${content}.${sign("sha256", Buffer.from(content), this.key(iss)).toString("base64url")}`;
  }

  private key(issuer: string): KeyObject {
    const key = this.keys.get(issuer);
    if (key === undefined) throw new Error(`${issuer} is not of this world`);
    return key;
  }

  /** What an issuer answers at an address. */
  private document(address: string): object | undefined {
    const issuer = Object.keys(WORLD).find((each) => [DISCOVERY, KEYS].some((path) => address === `${each}${path}`));
    if (issuer === undefined) return undefined;
    if (address.endsWith(KEYS)) {
      const { n, e } = this.key(issuer).export({ format: "jwk" });
      return { keys: [{ kty: "RSA", n, e, kid: issuer, alg: "RS256", use: "sig" }] };
    }
    return {
      issuer,
      jwks_uri: `${issuer}${KEYS}`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no TCP address");
  return address.port;
}
