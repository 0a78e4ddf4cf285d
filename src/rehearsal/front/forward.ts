import { ClientRequest, IncomingMessage, request as startRequest, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { answer } from "./answer";
import { Forwarded, toClient, toTarget } from "./headers";
import { Target } from "./targets";

/** How requests are forwarded. */
export interface ForwardOptions extends Forwarded {
  readonly idleTimeoutSeconds: number;
  readonly dropInvalidHeaderFields: boolean;
}

const CONNECT_TIMEOUT_SECONDS = 10;

/** AWS's limit for all headers of an answer. */
const MAX_ANSWER_HEADER_BYTES = 32 * 1024;

/** Sends a request to a target and its answer to the client. Bodies stream, as fast as the slower side allows. */
export function forward(request: IncomingMessage, response: ServerResponse, to: Target, options: ForwardOptions): void {
  const upstream = startRequest({
    agent: to.agent,
    host: to.host,
    port: to.port,
    method: request.method,
    path: request.url,
    headers: headersFor(request, options),
    maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
  });
  to.track(upstream);
  giveUpWhenIdle(request, response, upstream, options.idleTimeoutSeconds);
  upstream.on("response", (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.statusMessage, toClient(answered.rawHeaders));
    // Headers at once, even if the body takes its time.
    response.flushHeaders();
    // When either side breaks off, so does the other: half an answer must not look like a whole one.
    pipeline(answered, response, () => undefined);
  });
  upstream.on("error", () => {
    request.unpipe(upstream);
    request.resume();
    // An answer that has begun ends with its own connection, see above.
    if (!response.headersSent) answer(response, 502);
  });
  response.on("close", () => {
    if (!response.writableFinished) upstream.destroy();
  });
  // Not `pipeline`, which would cut the client off when the target answers without having read everything.
  request.pipe(upstream);
}

/** The headers for the target, as Node takes them: names and values in turn. */
function headersFor(request: IncomingMessage, options: ForwardOptions): string[] {
  const headers = toTarget(request.rawHeaders, options, options.dropInvalidHeaderFields);
  const hasLength = "content-length" in request.headers || "transfer-encoding" in request.headers;
  const mayHaveBody = ["POST", "PUT", "PATCH"].includes(request.method ?? "");
  // Node would add an empty chunked body.
  return mayHaveBody && !hasLength ? [...headers, "Content-Length", "0"] : headers;
}

/** 504 when the target does not accept, does not read or does not answer, and 408 when the client does not go on. */
function giveUpWhenIdle(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: ClientRequest,
  seconds: number,
): void {
  const giveUp = (): void => {
    const isClientLate = !request.complete && !upstream.writableNeedDrain;
    // The rest of a late request must not be waited for.
    if (isClientLate) response.shouldKeepAlive = false;
    if (!response.headersSent) answer(response, isClientLate ? 408 : 504);
    upstream.destroy();
  };
  upstream.setTimeout(seconds * 1000, giveUp);
  upstream.once("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(giveUp, CONNECT_TIMEOUT_SECONDS * 1000);
    const stop = (): void => {
      clearTimeout(timer);
    };
    socket.once("connect", stop).once("close", stop);
  });
}
