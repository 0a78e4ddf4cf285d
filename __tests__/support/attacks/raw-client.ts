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
  /** How many answers must come. They may take their time; whether there are more is waited for shortly. */
  readonly expectedAnswers: number;
}

/** One of the answers on a connection. */
export interface RawAnswer {
  readonly status: string;
  /** Of the first header with this name in lower case; empty when there is none. */
  readonly header: (name: string) => string;
  readonly text: string;
}

/** For an answer that must come, from a busy MLflow. */
const PATIENCE_MILLISECONDS = 20_000;
/** For one that must not: all of them come from programs that do not have to ask MLflow. */
const SILENCE_MILLISECONDS = 1500;

/**
 * Sends bytes as they are, one character a byte, and reads whatever comes back until the other side closes or is silent.
 *
 * @param bytes in `latin1`; they may be many requests, or none that deserves the name
 */
export async function sendRaw(entry: Entry, bytes: string, connection: Connection): Promise<readonly RawAnswer[]> {
  const socket = await open(entry, connection);
  return answers(await readAll(socket, bytes, connection.expectedAnswers));
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

function readAll(socket: Socket, bytes: string, expectedAnswers: number): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const end = (): void => {
      socket.destroy();
      resolve(received);
    };
    const wait = (): void => {
      const complete = answers(received).length >= expectedAnswers;
      socket.setTimeout(complete ? SILENCE_MILLISECONDS : PATIENCE_MILLISECONDS);
    };
    socket.on("timeout", end);
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
      wait();
    });
    // A reset after an answer is the same as its end.
    for (const event of ["end", "close", "error"] as const) socket.on(event, end);
    wait();
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
