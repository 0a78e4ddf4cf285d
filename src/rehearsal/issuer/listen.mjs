import { once } from "node:events";
import { createServer } from "node:https";

/** What a machine without IPv6 answers. */
const NO_IPV6 = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

/**
 * Opens one port for `localhost` only, under both of its addresses: a client may try either first.
 *
 * @param port 0 for a free one
 * @returns the port, and the servers, which do not answer yet
 */
export async function listenOnLocalhost(port, tls) {
  const first = await listening(port, "127.0.0.1", tls);
  const chosen = first.address().port;
  try {
    return { port: chosen, servers: [first, await listening(chosen, "::1", tls)] };
  } catch (error) {
    if (NO_IPV6.includes(error.code)) return { port: chosen, servers: [first] };
    throw error;
  }
}

async function listening(port, host, tls) {
  const server = createServer(tls);
  server.listen({ port, host });
  await once(server, "listening");
  return server;
}
