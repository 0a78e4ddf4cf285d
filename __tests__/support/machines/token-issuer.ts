import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Listening } from "../../../src/rehearsal/listen";
import { contentOf, jwkOf, signed } from "../attacks/rsa-token";
import { JsonObject } from "../stack-json";

/** An OpenID Connect issuer that signs whatever a test says: it stands in for Google's. */
export class TokenIssuer {
  private readonly key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

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
    issuer.answers.set("/.well-known/openid-configuration", {
      issuer: issuer.url,
      jwks_uri: `${issuer.url}/keys`,
      response_types_supported: ["id_token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
    issuer.answers.set("/keys", { keys: [jwkOf(issuer.key, "1")] });
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.listening?.port)}`;
  }

  /** A token that lives for five minutes, with these claims. */
  token(claims: JsonObject): string {
    const now = Math.floor(Date.now() / 1000);
    const content = contentOf({ alg: "RS256", kid: "1" }, { iss: this.url, iat: now, exp: now + 300, ...claims });
    return signed(content, this.key);
  }

  async stop(): Promise<void> {
    await this.listening?.close();
  }
}
