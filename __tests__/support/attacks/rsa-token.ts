import { createPublicKey, KeyObject, sign } from "node:crypto";
import { JsonObject } from "../stack-json";

/** A part of a token. */
export function encoded(part: string | Buffer): string {
  return Buffer.from(part).toString("base64url");
}

/** Header and claims, which nobody has signed yet. */
export function contentOf(...parts: readonly object[]): string {
  return parts.map((part) => encoded(JSON.stringify(part))).join(".");
}

/** The same with a signature by RS256. */
export function signed(content: string, key: KeyObject): string {
  return `${content}.${encoded(sign("sha256", Buffer.from(content), key))}`;
}

/** The public half of a key, as a key set has it. */
export function jwkOf(key: KeyObject, keyId: string): JsonObject {
  const { n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
  return { kty: "RSA", n, e, kid: keyId, alg: "RS256", use: "sig" };
}
