import { readFileSync } from "node:fs";
import { Agent as HttpAgent, request as http } from "node:http";
import { Agent as HttpsAgent, request as https } from "node:https";

/** A function that starts a request to an address, for the public host and with a token. */
export function caller({ address, host, token, authority }) {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === "https:";
  const common = {
    hostname,
    port: port || (secure ? 443 : 80),
    servername: host,
    ...(secure ? { ca: readFileSync(authority) } : {}),
  };
  return ({ headers, ...options }, answered) =>
    (secure ? https : http)(
      { ...common, ...options, headers: { host, authorization: `Bearer ${token}`, ...headers } },
      answered,
    );
}

/** Keeps this many connections open. */
export function agentFor({ address, connections }) {
  const Agent = address.startsWith("https:") ? HttpsAgent : HttpAgent;
  return new Agent({ keepAlive: true, maxSockets: connections });
}
