import { Buffer } from "node:buffer";
import { createPrivateKey, sign } from "node:crypto";
import { claims } from "./users.mjs";

/** A question that cannot be answered; the message is for whoever asked. */
export class BadRequest extends Error {}

/**
 * Answers `user`, `audience` and perhaps `lifetime` (seconds) of a query with an ID token, as
 * `gcloud auth print-identity-token` would.
 *
 * @throws BadRequest when there is no such user, no audience, or a lifetime that is none
 */
export function identityToken(query, { users, url, signingKey, tokenLifetimeSeconds }) {
  const email = query.get("user");
  const user = users.withEmail(email);
  if (user === undefined) {
    const known = users.all.map((each) => each.email).join(", ");
    throw new BadRequest(`user: ${JSON.stringify(email)} is nobody here; there is ${known}`);
  }
  const audience = query.get("audience");
  if (!audience) throw new BadRequest("audience: name whom the token is for");
  const lifetime = query.get("lifetime") ?? String(tokenLifetimeSeconds);
  if (!/^[1-9][0-9]{0,6}$/.test(lifetime)) throw new BadRequest("lifetime: must be seconds, at least 1");
  const iat = Math.floor(Date.now() / 1000);
  const { sub, email: address, email_verified } = claims(user);
  return signed(signingKey, {
    iss: url,
    sub,
    aud: audience,
    email: address,
    email_verified,
    iat,
    exp: iat + +lifetime,
  });
}

function signed(jwk, payload) {
  const content = [{ alg: "RS256", typ: "JWT", kid: jwk.kid }, payload].map(encoded).join(".");
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  return `${content}.${sign("sha256", content, key).toString("base64url")}`;
}

function encoded(part) {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
