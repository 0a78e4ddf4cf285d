import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { theRehearsal } from "../rehearsal";
import { contentOf, encoded, signed } from "./rsa-token";
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
    return signed(this.content(changes), key);
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
    return contentOf({ alg: "RS256", typ: "JWT", kid: this.keyId, ...header }, all);
  }

  /** Claims as they are written, which an object cannot hold: names that occur twice. */
  written(claims: string): string {
    const header = contentOf({ alg: "RS256", typ: "JWT", kid: this.keyId });
    return signed(`${header}.${encoded(claims)}`, this.key);
  }
}

function rsa(jwk: JsonObject): Record<string, string> {
  return Object.fromEntries(["kty", "n", "e", "d", "p", "q", "dp", "dq", "qi"].map((name) => [name, text(jwk[name])]));
}
