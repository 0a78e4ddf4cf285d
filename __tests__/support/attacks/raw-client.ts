import { connect as connectTcp, Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Where a request goes in: as everybody's, or past the front, where only the load balancer can connect. */
export type Entry = "front" | "oauth2-proxy";

/** How a connection is made. */
export interface Connection {
  /** PEM of the front's authority. */
  readonly authority: string;
  /** Name that TLS asks for. */
  readonly serverName: string;
  /** Whether an answer must come; without one the waiting is short. */
  readonly finished: boolean;
}

/** One of the answers on a connection. */
export interface RawAnswer {
  readonly status: string;
  /** Of the first header with this name in lower case; empty when there is none. */
  readonly header: (name: string) => string;
  readonly text: string;
}

/** Long after the last byte of an answer; nothing here takes this long between two bytes. */
const SILENT_MILLISECONDS = 1500;
/** Before the first byte: a first request of a signed-in user may wait for a busy MLflow. */
const PATIENCE_MILLISECONDS = 20_000;
/** Requests that wait for more of themselves are never answered. */
const UNFINISHED_MILLISECONDS = 4000;

/**
 * Sends bytes as they are, one character a byte, and reads whatever comes back until the other side closes or is silent.
 *
 * @param bytes in `latin1`; they may be many requests, or none that deserves the name
 */
export async function sendRaw(entry: Entry, bytes: string, connection: Connection): Promise<readonly RawAnswer[]> {
  const socket = await open(entry, connection);
  return answers(await readAll(socket, bytes, connection.finished ? PATIENCE_MILLISECONDS : UNFINISHED_MILLISECONDS));
}

function open(entry: Entry, { authority, serverName }: Connection): Promise<Socket> {
  const settings = { host: "127.0.0.1", port: 443, servername: serverName, ca: authority };
  return new Promise((resolve, reject) => {
    const connected = (): void => {
      resolve(socket);
    };
    const socket: Socket =
      entry === "front"
        ? connectTls({ ...settings, checkServerIdentity: () => undefined }, connected)
        : connectTcp({ host: "127.0.0.1", port: 8080 }, connected);
    socket.once("error", reject);
  });
}

function readAll(socket: Socket, bytes: string, patience: number): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const end = (): void => {
      socket.destroy();
      resolve(received);
    };
    socket.setTimeout(patience, end);
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
      socket.setTimeout(SILENT_MILLISECONDS);
    });
    // A reset after an answer is the same as its end.
    for (const event of ["end", "close", "error"] as const) socket.on(event, end);
    socket.write(bytes, "latin1");
  });
}

function answers(received: string): readonly RawAnswer[] {
  return received
    .split(/(?=HTTP\/1\.[01] \d{3} )/)
    .filter((each) => each !== "")
    .map((each) => {
      const [head = ""] = each.split("\r\n\r\n", 1);
      const header = (name: string): string => new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
      return { status: /^HTTP\/1\.[01] (\d{3})/.exec(each)?.[1] ?? "garbage", header, text: each };
    });
}
