import { connect, Server, Socket, createServer } from "node:net";
import { once } from "node:events";
import { portOf } from "../../src/rehearsal/listen";
import { theRehearsal } from "./rehearsal";

/** How long the issuer is away. */
export const OUTAGE_SECONDS = 15;

/** From the beginning of one outage to the beginning of the next one, or a little more. */
const CYCLE_SECONDS = 60;

/** Where one gets an ID token of Alice for the rehearsal. */
export function tokenAddress(issuer: string, lifetimeSeconds: number): string {
  const { audience } = theRehearsal();
  const query = new URLSearchParams({ user: "alice@example.com", audience, lifetime: String(lifetimeSeconds) });
  return `${issuer}/identity-token?${query.toString()}`;
}

/**
 * One client's way to the rehearsal's issuer, with outages at the worst of moments: they begin just when the client asks
 * for a token because it needs one. Everybody else reaches the issuer as before. It passes bytes on, so that the
 * client sees the issuer's own certificate.
 */
export class IssuerRelay {
  private outageEnds = 0;
  private nextOutage = Infinity;
  private readonly sockets = new Set<Socket>();
  /** Requests that came through, and those that were broken off. */
  readonly requests = { passed: 0, refused: 0 };
  /** How many outages there were. */
  outages = 0;

  private constructor(private readonly server: Server) {
    server.on("connection", (socket) => {
      if (this.isAway()) {
        this.requests.refused += 1;
        socket.resetAndDestroy();
      } else {
        this.requests.passed += 1;
        this.pass(socket);
      }
    });
  }

  static async start(): Promise<IssuerRelay> {
    const server = createServer();
    const relay = new IssuerRelay(server);
    server.listen({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return relay;
  }

  /** Where the issuer seems to be. */
  get url(): string {
    return `https://localhost:${portOf(this.server)}`;
  }

  /** From now on there are outages. */
  beginOutages(): void {
    this.nextOutage = Date.now();
  }

  async stop(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private isAway(): boolean {
    const now = Date.now();
    if (now >= this.nextOutage) {
      this.outages += 1;
      this.outageEnds = now + OUTAGE_SECONDS * 1000;
      this.nextOutage = now + CYCLE_SECONDS * 1000;
    }
    return now < this.outageEnds;
  }

  private pass(outer: Socket): void {
    const inner = connect({ host: "localhost", port: Number(new URL(theRehearsal().issuer).port) });
    for (const [from, to] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      this.sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.once("close", () => this.sockets.delete(from));
    }
  }
}
