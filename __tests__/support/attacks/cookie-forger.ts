import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** Name of the session's cookie. */
export const SESSION = "__Host-oauth2_proxy";

/** How a cookie is sealed; everything has its right value unless it is given. */
export interface Seal {
  /** @default - the one given to the forger */
  readonly secret?: string;
  /** @default - that of the cookie's encryption */
  readonly signingSecret?: string;
  readonly name?: string;
  /** In seconds since 1970. @default - now */
  readonly time?: number;
}

/** Makes cookies as oauth2-proxy does: encrypted by AES in CFB mode, then `value|time|signature`. */
export class CookieForger {
  constructor(readonly secret: string) {}

  /** The content of a session that this secret has sealed. */
  opened(cookie: string): Buffer {
    const bytes = Buffer.from(cookie.split("|")[0] ?? "", "base64url");
    const key = keyOf(this.secret);
    const cipher = createDecipheriv(algorithm(key), key, bytes.subarray(0, 16));
    return Buffer.concat([cipher.update(bytes.subarray(16)), cipher.final()]);
  }

  /** A cookie with a content. */
  sealed(content: Buffer, seal: Seal = {}): string {
    const { secret = this.secret, signingSecret = secret, name = SESSION, time = Math.floor(Date.now() / 1000) } = seal;
    const [key, start] = [keyOf(secret), randomBytes(16)];
    const cipher = createCipheriv(algorithm(key), key, start);
    const value = base64(Buffer.concat([start, cipher.update(content), cipher.final()]));
    return `${value}|${time}|${base64(createHmac("sha256", signingSecret).update(`${name}${value}${time}`).digest())}`;
  }
}

function keyOf(secret: string): Buffer {
  const decoded = Buffer.from(secret, "base64url");
  return [16, 24, 32].includes(decoded.length) ? decoded : Buffer.from(secret);
}

function algorithm(key: Buffer): string {
  return `aes-${key.length * 8}-cfb`;
}

/** With padding, as oauth2-proxy writes it. */
function base64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
