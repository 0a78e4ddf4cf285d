import { SecretName } from "../../settings/secrets";

/** What is wrong with a value and what it must be, never with the value in it. */
export interface Fault {
  readonly what: string;
  readonly must: string;
}

/** What is wrong with the value of one of the four secrets. */
export function valueFault(name: SecretName, value: string): Fault | undefined {
  if (isKeyValue(value)) {
    return { what: "holds key/value pairs (JSON)", must: "the value alone, as plain text" };
  }
  switch (name) {
    case "oauth2-client-id":
    case "oauth2-client-secret":
      return clientFault(value);
    case "oauth2-cookie-secret":
      return cookieFault(value);
    case "store-db-password":
      return passwordFault(value);
  }
}

/** What the console makes of a value that is entered under "Key/value". */
function isKeyValue(value: string): boolean {
  return /^\s*\{\s*"[\s\S]*\}\s*$/.test(value);
}

function clientFault(value: string): Fault | undefined {
  const must = "exactly what the identity provider shows, without anything around it";
  if (value.trim() === "") return { what: "is empty", must };
  if (value !== value.trim()) return { what: `has ${around(value)} around its value`, must };
  return undefined;
}

/** As oauth2-proxy reads it: base64url if that gives a length of AES, otherwise the characters themselves. */
function cookieFault(value: string): Fault | undefined {
  if (isAesLength(base64UrlLength(value)) || isAesLength(Buffer.byteLength(value))) return undefined;
  return {
    what: `has ${value.length} characters that make no key: oauth2-proxy would not start`,
    must: "16, 24 or 32 bytes, as they are or in base64url (- and _, not + and /), for example from: openssl rand -base64 32 | tr -- '+/' '-_'",
  };
}

function isAesLength(bytes: number | undefined): boolean {
  return bytes === 16 || bytes === 24 || bytes === 32;
}

/** Bytes that the text stands for in base64url; `undefined` when it is none. Go's decoder passes over line ends. */
function base64UrlLength(text: string): number | undefined {
  const digits = text.replace(/=+$/, "").replace(/[\r\n]/g, "");
  if (!/^[A-Za-z0-9_-]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  return Math.floor((digits.length * 3) / 4);
}

function passwordFault(value: string): Fault | undefined {
  const must = "as Aurora takes it, 8 to 41 printable ASCII characters without space, slash, double quote and @";
  if (/^[!#-.0-?A-~]{8,41}$/.test(value)) return undefined;
  if (value === "") return { what: "is empty", must };
  if (value !== value.trim()) return { what: `has ${around(value)} around its value`, must };
  if (value.length < 8 || value.length > 41) return { what: `has ${value.length} characters`, must };
  return { what: "has characters that Aurora refuses", must };
}

function around(value: string): string {
  return /^\s*[\r\n]|[\r\n]\s*$/.test(value) ? "a line break" : "spaces";
}
