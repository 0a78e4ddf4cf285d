import { once } from "node:events";
import { ClientRequest, createServer, IncomingMessage, RequestListener, Server } from "node:http";
import { request as startRequest, RequestOptions } from "node:https";
import { createServer as createTcpServer, Server as TcpServer, Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, TLSSocket } from "node:tls";
import { LoadBalancerDescription } from "../../src/rehearsal/front/description";
import { Front } from "../../src/rehearsal/front/front";
import { portOf } from "../../src/rehearsal/listen";
import { Target } from "../../src/rehearsal/front/targets";
import { description, HOST } from "./front-description";
import { PROJECT } from "./synthesis";

const FOLDER = join(PROJECT, "__tests__/support/worthless-certificate");

/** Paths of a certificate that nothing trusts. */
export const TLS = { certificateFile: join(FOLDER, "certificate.pem"), keyFile: join(FOLDER, "key.pem") };

/** What came back for a request. */
export interface Answer {
  readonly status: number;
  readonly message: IncomingMessage;
  readonly body: string;
}

/** A front on free ports, with the targets of one test. */
export class FrontServer {
  private readonly targets: TcpServer[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(readonly front: Front) {}

  /** The load balancer of the stack with checks every 50 ms, and what a test changes. */
  static async start(change: Partial<LoadBalancerDescription> = {}): Promise<FrontServer> {
    const usual = description();
    const healthCheck = { ...usual.targetGroup.healthCheck, intervalSeconds: 0.05, timeoutSeconds: 1 };
    const described = { ...usual, targetGroup: { ...usual.targetGroup, healthCheck }, ...change };
    return new FrontServer(await Front.start(described, { tls: TLS, ports: { 443: 0, 80: 0 } }));
  }

  /** A target that is healthy and answers by a listener. */
  async target(listener: RequestListener): Promise<Target> {
    return this.registered(
      createServer((request, response) => {
        if (request.url === "/ping") response.end();
        else listener(request, response);
      }),
    );
  }

  /** A target that is healthy and answers each other request with bytes, and then closes. */
  async rawTarget(bytes: string): Promise<Target> {
    return this.registered(
      createTcpServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", (data) => {
          socket.end(data.includes("/ping") ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : bytes);
        });
      }),
    );
  }

  /** Sends a request for the served host and reads the answer. */
  async ask(options: RequestOptions = {}, body?: string): Promise<Answer> {
    const request = startRequest(this.options(options));
    request.end(body);
    const message = await answerTo(request);
    let text = "";
    for await (const chunk of message.setEncoding("utf8")) text += String(chunk);
    return { status: message.statusCode ?? 0, message, body: text };
  }

  /** What a request to this front is started with. */
  options(options: RequestOptions = {}): RequestOptions {
    const port = this.front.port(443);
    const usual = { host: "127.0.0.1", port, servername: HOST, rejectUnauthorized: false, agent: false as const };
    return { ...usual, ...options, headers: options.headers ?? { Host: HOST } };
  }

  /** Writes bytes to the front and reads until it closes the connection. */
  async exchange(bytes: string): Promise<string> {
    const socket = await this.connect();
    socket.write(bytes);
    let text = "";
    for await (const chunk of socket.setEncoding("latin1")) text += String(chunk);
    return text;
  }

  async connect(): Promise<TLSSocket> {
    const socket = connect({ host: "127.0.0.1", port: this.front.port(443), rejectUnauthorized: false });
    await once(socket, "secureConnect");
    return socket;
  }

  async stop(): Promise<void> {
    await this.front.close();
    for (const socket of this.sockets) socket.destroy();
    for (const target of this.targets) target.close();
  }

  private async registered(server: Server | TcpServer): Promise<Target> {
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.targets.push(server);
    const target = this.front.targets.register("127.0.0.1", portOf(server));
    await until(() => target.state === "healthy");
    return target;
  }
}

/** The answer to a request, as soon as its headers are there. */
export function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
}

/** Waits until something holds, at most five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("waited in vain");
    await sleep(5);
  }
}
