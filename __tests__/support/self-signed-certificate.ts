import { generateKeyPairSync, sign } from "node:crypto";

/** PEM. */
export interface CertificateAndKey {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for `localhost` that signs itself and is good for one day. Node.js can read certificates, not make them. */
export function selfSignedCertificate(): CertificateAndKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from("localhost")))));
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(time(Date.now() - HOUR), time(Date.now() + 24 * HOUR)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(sequence(SUBJECT_ALT_NAME, tagged(0x04, sequence(tagged(0x82, Buffer.from("localhost"))))))),
  );
  const signature = tagged(0x03, Buffer.from([0]), sign("sha256", content, privateKey));
  return {
    certificate: pem("CERTIFICATE", sequence(content, sequence(ECDSA_WITH_SHA256), signature)),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const HOUR = 3_600_000;
const COMMON_NAME = tagged(0x06, Buffer.from("550403", "hex"));
const SUBJECT_ALT_NAME = tagged(0x06, Buffer.from("551d11", "hex"));
const ECDSA_WITH_SHA256 = tagged(0x06, Buffer.from("2a8648ce3d040302", "hex"));

/** DER: a tag, the length of the content in as few bytes as possible, the content. */
function tagged(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

function sequence(...members: Buffer[]): Buffer {
  return tagged(0x30, ...members);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

/** Such as 20260131120000Z. */
function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().slice(0, 19).replace(/\D/g, "");
  return tagged(0x18, Buffer.from(`${digits}Z`));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
