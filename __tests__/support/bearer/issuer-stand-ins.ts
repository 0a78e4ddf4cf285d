import { generateKeyPairSync, KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, Socket } from "node:net";
import { resolve } from "node:path";
import { makeAuthority } from "../../../src/rehearsal/certificates";
import { Listening } from "../../../src/rehearsal/listen";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { contentOf, jwkOf, signed } from "../attacks/rsa-token";
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
    const served = await Listening.start(issuers, "127.0.0.1", 0);
    const led = await Listening.start(proxy, "127.0.0.1", 0);
    proxy.on("connect", (_request, client: Socket) => {
      const server = connect(served.port, "127.0.0.1", () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
      for (const socket of [client, server]) {
        socket.on("error", () => {
          client.destroy();
          server.destroy();
        });
      }
      client.pipe(server).pipe(client);
    });
    supervisor.atStop(() => Promise.all([led.close(), served.close()]));
    const standIns = new IssuerStandIns(tls.authorityFile, led.port);
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
    const all = { iss, iat: now, exp: now + LIFETIME_SECONDS, ...claims, ...verified };
    return signed(contentOf({ alg: "RS256", typ: "JWT", kid: iss }, all), this.key(iss));
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
      return { keys: [jwkOf(this.key(issuer), issuer)] };
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
