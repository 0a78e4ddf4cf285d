import { readFileSync } from "node:fs";
import { createServer as createHttpServer, IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { answer, answerAs } from "./answer";
import { LoadBalancerDescription } from "./description";
import { forward } from "./forward";
import { valuesOf } from "./headers";
import { listen, Listening } from "../listen";
import { Listener, route } from "./rules";
import { Targets } from "./targets";
import { tlsPolicy } from "./tls-policy";

/** How a front is started. */
export interface FrontOptions {
  /** Paths of PEM files: the certificate with its chain, and its key. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string };
  /** For tests: the port to listen on in place of a listener's own, by that; 0 is any. @default - the listeners' own */
  readonly ports?: Readonly<Record<number, number>>;
}

/** AWS's limits: the request line, each header, and all headers of a request. */
const MAX_LINE_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;

/**
 * What stands in for the Application Load Balancer: its listeners on loopback addresses, which do what is registered.
 * Clients get HTTP/1.1; AWS offers them HTTP/2, too. WebSockets are left out: MLflow has none.
 */
export class Front {
  readonly targets: Targets;
  /** By the port that is registered; one server an address. */
  private readonly servers = new Map<number, Listening[]>();

  private constructor(private readonly description: LoadBalancerDescription) {
    this.targets = new Targets(description.targetGroup);
  }

  /**
   * Starts listening on 127.0.0.1, and on ::1 where there is one.
   *
   * @throws ListenError when a port cannot be had
   */
  static async start(description: LoadBalancerDescription, options: FrontOptions): Promise<Front> {
    const front = new Front(description);
    try {
      for (const listener of description.listeners) {
        const port = options.ports?.[listener.port] ?? listener.port;
        front.servers.set(listener.port, await listen(() => front.serverFor(listener, options), port));
      }
      return front;
    } catch (error) {
      await front.close();
      throw error;
    }
  }

  /** The port that stands for a registered one; 0 when there is no such listener. */
  port(registered: number): number {
    return this.servers.get(registered)?.[0]?.port ?? 0;
  }

  /** Stops listening and cuts off every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.servers.values()].flat().map((server) => server.close()));
    await this.targets.close();
  }

  private serverFor(listener: Listener, { tls }: FrontOptions): Server {
    const idle = this.description.idleTimeoutSeconds * 1000;
    const common = {
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: idle,
      headersTimeout: idle,
      // A request may take as long as it likes, while something moves.
      requestTimeout: 0,
    };
    const handle: RequestListener = (request, response) => {
      this.handle(listener, request, response);
    };
    if (listener.protocol === "HTTP") return createHttpServer(common, handle);
    const certificate = { cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) };
    return createHttpsServer({ ...common, ...certificate, ...tlsPolicy(listener.tlsPolicy) }, handle);
  }

  private handle(listener: Listener, request: IncomingMessage, response: ServerResponse): void {
    const refusal = refusalOf(request);
    if (refusal !== undefined) {
      answer(response, refusal);
      return;
    }
    const action = route(listener, request.headers.host ?? "");
    if (action.type !== "forward") {
      answerAs(action, listener, request, response);
      return;
    }
    const target = this.targets.pick();
    if (target === undefined) {
      answer(response, 503);
      return;
    }
    forward(request, response, target, {
      client: request.socket.remoteAddress ?? "",
      protocol: listener.protocol === "HTTPS" ? "https" : "http",
      port: listener.port,
      idleTimeoutSeconds: this.description.idleTimeoutSeconds,
      dropInvalidHeaderFields: this.description.dropInvalidHeaderFields,
    });
  }
}

/** The status for a request that Node's parser accepts and the load balancer does not. */
function refusalOf({ method = "", url = "", rawHeaders }: IncomingMessage): number | undefined {
  if (method === "TRACE") return 405;
  if (url.length > MAX_LINE_BYTES) return 414;
  // With more than one host, or one in the request line, front and target could disagree about which is meant.
  if (valuesOf(rawHeaders, "host").length > 1 || !/^(\/|\*$)/.test(url)) return 400;
  return rawHeaders.some((part) => part.length > MAX_LINE_BYTES) ? 400 : undefined;
}
