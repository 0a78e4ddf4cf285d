import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { theRehearsal } from "../rehearsal";
import { Json, JsonObject, object, parse, text } from "../stack-json";

/** What is different from the token that alice would get. `undefined` takes a claim or a header away. */
export interface Changes {
  readonly header?: Readonly<Record<string, Json | undefined>>;
  readonly claims?: Readonly<Record<string, Json | undefined>>;
}

/** Makes tokens that are as good as the issuer's, because it has its key, and worse ones. */
export class Forger {
  private readonly jwk = object(parse(readFileSync(join(theRehearsal().folder, "issuer/signing-key.json"), "utf8")));
  readonly keyId = text(this.jwk.kid);
  readonly key = createPrivateKey({ key: { ...rsa(this.jwk) }, format: "jwk" });
  readonly publicKey = createPublicKey(this.key);
  /** Of somebody else, who has a key, too. */
  readonly ownKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  readonly issuer = theRehearsal().issuer;
  readonly audience = theRehearsal().audience;
  readonly now = Math.floor(Date.now() / 1000);

  /** @param ownKeysUrl where the public half of `ownKey` is published */
  constructor(readonly ownKeysUrl: string) {}

  /** Signed with the issuer's key. */
  token(changes: Changes = {}): string {
    return this.signed(changes, this.key);
  }

  /** Signed with RS256 and another key. */
  signed(changes: Changes, key: KeyObject): string {
    const content = this.content(changes);
    return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
  }

  /** Signed with HS256, whose secret is known to everybody. */
  hmac(changes: Changes, secret: string | Buffer): string {
    const content = this.content({ ...changes, header: { alg: "HS256", ...changes.header } });
    return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
  }

  /** Header and claims, which nobody has signed yet. */
  content({ header, claims }: Changes): string {
    const all = {
      iss: this.issuer,
      sub: "0123456789",
      aud: this.audience,
      email: "alice@example.com",
      email_verified: true,
      iat: this.now,
      exp: this.now + 3600,
      ...claims,
    };
    return [{ alg: "RS256", typ: "JWT", kid: this.keyId, ...header }, all]
      .map((part) => encoded(JSON.stringify(part)))
      .join(".");
  }

  /** Claims as they are written, which an object cannot hold: names that occur twice. */
  written(claims: string): string {
    const content = `${encoded(JSON.stringify({ alg: "RS256", typ: "JWT", kid: this.keyId }))}.${encoded(claims)}`;
    return `${content}.${sign("sha256", Buffer.from(content), this.key).toString("base64url")}`;
  }

  /** The public half of a key, as a key set has it. */
  jwkOf(key: KeyObject, keyId: string): JsonObject {
    const { n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
    return { kty: "RSA", n, e, kid: keyId, alg: "RS256", use: "sig" };
  }
}

/** A part of a token. */
export function encoded(part: string | Buffer): string {
  return Buffer.from(part).toString("base64url");
}

function rsa(jwk: JsonObject): Record<string, string> {
  return Object.fromEntries(["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => [name, text(jwk[name])]));
}
