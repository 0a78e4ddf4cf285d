import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { Listening } from "../../../src/rehearsal/listen";
import { JsonObject } from "../stack-json";

/** An OpenID Connect issuer that signs whatever a test says: it stands in for Google's. */
export class TokenIssuer {
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 });

  private constructor(private readonly answers: Map<string, JsonObject>) {}

  private listening: Listening | undefined;

  static async start(): Promise<TokenIssuer> {
    const issuer = new TokenIssuer(new Map());
    const server = createServer(({ url = "" }, response) => {
      const answer = issuer.answers.get(url);
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? {}));
    });
    issuer.listening = await Listening.start(server, "127.0.0.1", 0);
    const jwk = issuer.keys.publicKey.export({ format: "jwk" });
    issuer.answers.set("/.well-known/openid-configuration", {
      issuer: issuer.url,
      jwks_uri: `${issuer.url}/keys`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
    issuer.answers.set("/keys", {
      keys: [{ kty: "RSA", use: "sig", alg: "RS256", kid: "1", n: jwk.n ?? "", e: jwk.e ?? "" }],
    });
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.listening?.port)}`;
  }

  /** A token that lives for five minutes, with these claims. */
  token(claims: JsonObject): string {
    const now = Math.floor(Date.now() / 1000);
    const parts = [
      { alg: "RS256", kid: "1" },
      { iss: this.url, iat: now, exp: now + 300, ...claims },
    ];
    const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${content}.${sign("sha256", Buffer.from(content), this.keys.privateKey).toString("base64url")}`;
  }

  async stop(): Promise<void> {
    await this.listening?.close();
  }
}
