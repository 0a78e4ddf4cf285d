import { createPublicKey, sign } from "node:crypto";
import { Changes, Forger } from "./forger";
import { encoded, jwkOf, signed } from "./rsa-token";
import { bad, unbelieved } from "./token-attack";

/** Alice's claims in tokens that the issuer has not signed. */
export const TOKEN_SIGNATURES = unbelieved([
  ...["none", "None", "NONE", "nOnE", ""].flatMap((alg) => [
    bad(`algorithm "${alg}" without signature`, (forger) => `${forger.content({ header: { alg } })}.`),
    bad(`algorithm "${alg}" with some signature`, (forger) => `${forger.content({ header: { alg } })}.AAAA`),
    bad(`algorithm "${alg}" with a real signature`, (forger) => forger.token({ header: { alg } })),
  ]),
  bad("no algorithm", (forger) => forger.token({ header: { alg: undefined } })),
  bad("an algorithm that there is not", (forger) => forger.token({ header: { alg: "RS255" } })),
  bad("another algorithm than was signed with", (forger) => forger.token({ header: { alg: "PS256" } })),
  bad("an algorithm that the issuer does not offer", rs512),
  bad("HMAC with the public key as PEM", (forger) => forger.hmac({}, pem(forger, "spki"))),
  bad("HMAC with the public key as PKCS #1 PEM", (forger) => forger.hmac({}, pem(forger, "pkcs1"))),
  bad("HMAC with the public key without the last line end", (forger) => forger.hmac({}, pem(forger, "spki").trimEnd())),
  bad("HMAC with the public key as DER", (forger) =>
    forger.hmac({}, forger.publicKey.export({ type: "spki", format: "der" })),
  ),
  bad("HMAC with the public key as JWK", (forger) => forger.hmac({}, JSON.stringify(jwkOf(forger.key, forger.keyId)))),
  bad("HMAC with the modulus", (forger) =>
    forger.hmac({}, Buffer.from(forger.publicKey.export({ format: "jwk" }).n ?? "", "base64url")),
  ),
  bad("HMAC with nothing", (forger) => forger.hmac({}, "")),
  bad("another key under the issuer's key id", (forger) => forger.signed({}, forger.ownKey)),
  bad("another key under its own key id", (forger) => forger.signed({ header: { kid: "own" } }, forger.ownKey)),
  bad("another key and no key id", (forger) => forger.signed({ header: { kid: undefined } }, forger.ownKey)),
  bad("a key id that there is not", (forger) => forger.token({ header: { kid: "another" } })),
  ...["../../../../dev/null", "/dev/null", "' OR 1=1 -- ", "a\u0000b", "http://127.0.0.1/", "x".repeat(3000)].map(
    (kid, at) => bad(`key id ${at + 1} with a meaning elsewhere`, (forger) => forger.hmac({ header: { kid } }, "")),
  ),
  bad("a jku header with an address of own keys", (forger) => ownKey(forger, { jku: forger.ownKeysUrl })),
  bad("a jku header and the issuer's key id", (forger) =>
    ownKey(forger, { jku: forger.ownKeysUrl, kid: forger.keyId }),
  ),
  bad("a jku header that starts like the issuer", (forger) =>
    ownKey(forger, { jku: `${forger.issuer}@${new URL(forger.ownKeysUrl).host}/` }),
  ),
  bad("an x5u header", (forger) => ownKey(forger, { x5u: forger.ownKeysUrl })),
  bad("a jwk header with an own key", (forger) => ownKey(forger, { jwk: jwkOf(forger.ownKey, "own") })),
  bad("a jwk header with an own key under the issuer's id", (forger) =>
    ownKey(forger, { kid: forger.keyId, jwk: jwkOf(forger.ownKey, forger.keyId) }),
  ),
  bad("an x5c header", (forger) =>
    ownKey(forger, {
      x5c: [createPublicKey(forger.ownKey).export({ type: "spki", format: "der" }).toString("base64")],
    }),
  ),
  bad("a critical header that nobody knows", (forger) => ownKey(forger, { crit: ["exp"], b64: false })),
  bad("a signature without its last byte", (forger) => forger.token().slice(0, -2)),
  bad("half a signature", (forger) => forger.token().slice(0, -171)),
  bad("no signature", (forger) => forger.token().replace(/[^.]*$/, "")),
  bad("no signature and no dot", (forger) => forger.content({})),
  bad("a signature of zeros", (forger) => `${forger.content({})}.${encoded(Buffer.alloc(256))}`),
  bad("a signature of other claims", (forger) => spliced(forger)),
  ...[0, 128, 255].map((at) => bad(`a signature with a flipped bit in byte ${at}`, (forger) => flipped(forger, at))),
  bad("claims with a flipped bit", (forger) =>
    forger.token().replace(/\.(.{40})(.)/, (_, start: string, next: string) => `.${start}${next === "A" ? "B" : "A"}`),
  ),
  bad("four parts", (forger) => `${forger.token()}.AAAA`),
  bad("five parts, as if encrypted", (forger) => encrypted(forger)),
  bad("a signed token in a signed token", (forger) => nested(forger)),
  bad("JSON serialization instead of the compact one", (forger) => jsonSerialization(forger)),
]);

function rs512(forger: Forger): string {
  const content = forger.content({ header: { alg: "RS512" } });
  return `${content}.${sign("sha512", Buffer.from(content), forger.key).toString("base64url")}`;
}

function pem(forger: Forger, type: "spki" | "pkcs1"): string {
  return forger.publicKey.export({ type, format: "pem" }).toString();
}

function ownKey(forger: Forger, header: Changes["header"]): string {
  return forger.signed({ header: { kid: "own", ...header } }, forger.ownKey);
}

function flipped(forger: Forger, at: number): string {
  const [header = "", claims = "", signature = ""] = forger.token().split(".");
  const bytes = Buffer.from(signature, "base64url");
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return `${header}.${claims}.${encoded(bytes)}`;
}

/** What is signed is a token of somebody else, who may have one. */
function spliced(forger: Forger): string {
  const signature = forger.token({ claims: { email: "mallory@elsewhere.test" } }).split(".")[2] ?? "";
  return `${forger.content({})}.${signature}`;
}

function encrypted(forger: Forger): string {
  const header = encoded(JSON.stringify({ alg: "RSA-OAEP", enc: "A256GCM", cty: "JWT", kid: forger.keyId }));
  return [
    header,
    encoded(Buffer.alloc(256)),
    encoded(Buffer.alloc(12)),
    encoded(forger.token()),
    encoded(Buffer.alloc(16)),
  ].join(".");
}

function nested(forger: Forger): string {
  const content = `${encoded(JSON.stringify({ alg: "RS256", cty: "JWT", kid: forger.keyId }))}.${encoded(forger.token())}`;
  return signed(content, forger.key);
}

function jsonSerialization(forger: Forger): string {
  const [header = "", payload = "", signature = ""] = forger.token().split(".");
  return JSON.stringify({ payload, signatures: [{ protected: header, signature }] });
}
