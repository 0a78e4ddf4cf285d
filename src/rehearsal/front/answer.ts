import { IncomingMessage, ServerResponse, STATUS_CODES } from "node:http";
import { Action, Listener } from "./rules";

/** Answers in the load balancer's own name, with a page as it writes them unless another body is given. */
export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = { "Content-Type": "text/html" },
  body?: string,
): void {
  const title = `${status} ${STATUS_CODES[status] ?? ""}`;
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  const text = body ?? page;
  response.writeHead(status, { Server: "awselb/2.0", "Content-Length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

/** Answers as a fixed response or a redirect says. */
export function answerAs(
  action: Exclude<Action, { type: "forward" }>,
  listener: Listener,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (action.type === "redirect") {
    answer(response, action.status, { "Content-Type": "text/html", Location: location(action, listener, request) });
    return;
  }
  const type = action.contentType === undefined ? {} : { "Content-Type": action.contentType };
  answer(response, action.status, type, action.body);
}

/** Where a redirect leads to; AWS always names the port. */
function location(
  { protocol, host, port, path, query }: Extract<Action, { type: "redirect" }>,
  listener: Listener,
  { url = "/", headers }: IncomingMessage,
): string {
  const at = url.indexOf("?");
  const parts: Readonly<Record<string, string>> = {
    protocol: listener.protocol.toLowerCase(),
    host: (headers.host ?? "").replace(/:\d+$/, ""),
    port: String(listener.port),
    path: (at < 0 ? url : url.slice(0, at)).slice(1),
    query: at < 0 ? "" : url.slice(at + 1),
  };
  const fill = (template: string): string =>
    template.replace(/#\{(\w+)\}/g, (placeholder, name: string) => parts[name] ?? placeholder);
  const filled = fill(query);
  return `${fill(protocol).toLowerCase()}://${fill(host)}:${fill(port)}${fill(path)}${filled === "" ? "" : `?${filled}`}`;
}
