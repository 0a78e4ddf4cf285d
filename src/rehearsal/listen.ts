import { once } from "node:events";
import { createServer, Server } from "node:http";
import { AddressInfo, Socket } from "node:net";

/** A port that cannot be had, and what helps. */
export class ListenError extends Error {
  constructor(port: number, code: string) {
    super(`Port ${port} cannot be listened on: ${reason(port, code)}`);
  }
}

function reason(port: number, code: string): string {
  if (code === "EADDRINUSE") return "another program has it.";
  if (code !== "EACCES") return code;
  return `it needs a permission. On Linux, until the next boot: sudo sysctl net.ipv4.ip_unprivileged_port_start=${port}`;
}

/** A server that listens, with the connections that it has. */
export class Listening {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    // Node's own `closeAllConnections` does not know those that have not spoken TLS or HTTP yet.
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  /** Rejects with Node's own error. */
  static async start(server: Server, host: string, port: number): Promise<Listening> {
    const listening = new Listening(server);
    server.listen({ host, port });
    await once(server, "listening");
    return listening;
  }

  get port(): number {
    return portOf(this.server);
  }

  /** Stops listening and cuts off every connection. */
  async close(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/**
 * Listens on a port of 127.0.0.1, and of ::1 where there is one, with a server each.
 *
 * @throws ListenError when the port cannot be had
 */
export async function listen(create: () => Server, port: number): Promise<Listening[]> {
  const servers: Listening[] = [];
  for (const host of ["127.0.0.1", "::1"]) {
    try {
      servers.push(await Listening.start(create(), host, servers[0]?.port ?? port));
    } catch (error) {
      const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : String(error);
      // A machine without IPv6.
      if (host === "::1" && ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(code)) continue;
      await Promise.all(servers.map((server) => server.close()));
      throw new ListenError(port, code);
    }
  }
  return servers;
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const servers = await listen(createServer, 0);
  const port = servers[0]?.port ?? 0;
  for (const server of servers) await server.close();
  return port;
}

/** @throws ListenError when the port cannot be had now */
export async function requireFree(port: number): Promise<void> {
  for (const server of await listen(createServer, port)) await server.close();
}

/** The port that a server listens on. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}
