import { randomBytes } from "node:crypto";

/** Names and values in turn, as they came, duplicates included: what Node calls raw headers. */
export type RawHeaders = readonly string[];

/** What the front adds to a request. */
export interface Forwarded {
  /** IP address of the client. */
  readonly client: string;
  readonly protocol: "http" | "https";
  /** Port of the listener. */
  readonly port: number;
}

/** Headers that concern one connection only. `Expect` has been answered by the front. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "expect"];

/** The front says these itself. */
const FORWARDED = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id"];

/** The headers of a client's request, as the target gets them. */
export function toTarget(raw: RawHeaders, forwarded: Forwarded, dropInvalid: boolean): string[] {
  const kept = endToEnd(raw).filter(
    ([name]) => !FORWARDED.includes(name.toLowerCase()) && (!dropInvalid || /^[A-Za-z0-9-]+$/.test(name)),
  );
  return [
    ...kept,
    ["X-Forwarded-For", [...valuesOf(raw, "x-forwarded-for"), forwarded.client].join(", ")],
    ["X-Forwarded-Proto", forwarded.protocol],
    ["X-Forwarded-Port", String(forwarded.port)],
    ["X-Amzn-Trace-Id", traceId(valuesOf(raw, "x-amzn-trace-id")[0])],
  ].flat();
}

/** The headers of a target's answer, as the client gets them. */
export function toClient(raw: RawHeaders): string[] {
  return endToEnd(raw).flat();
}

/** All values under a name, which is given in lower case. */
export function valuesOf(raw: RawHeaders, name: string): string[] {
  return pairs(raw).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));
}

function endToEnd(raw: RawHeaders): [name: string, value: string][] {
  const named = valuesOf(raw, "connection").flatMap((value) => value.toLowerCase().split(/[\s,]+/));
  // A client must not take away what says where a request goes and where it ends.
  const dropped = named.filter((name) => !["host", "content-length", "transfer-encoding"].includes(name));
  return pairs(raw).filter(([name]) => ![...HOP_BY_HOP, ...dropped].includes(name.toLowerCase()));
}

function pairs(raw: RawHeaders): [name: string, value: string][] {
  return raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? ""]] : []));
}

/** A new root, or the client's fields with a `Self` of this request. */
function traceId(given: string | undefined): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  const id = `1-${time}-${randomBytes(12).toString("hex")}`;
  const fields = (given ?? "").split(";").filter((field) => field !== "" && !field.startsWith("Self="));
  const isRooted = fields.some((field) => field.startsWith("Root="));
  return [isRooted ? `Self=${id}` : `Root=${id}`, ...fields].join(";");
}
