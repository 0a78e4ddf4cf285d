import { api, Attack, attack, bearer, cookie, request } from "./attack";
import { HOST, lines } from "./lines";

/** A request whose connection stays open. */
function kept(target: string, headers: readonly string[] = []): string {
  return lines(`GET ${target} HTTP/1.1`, HOST, ...headers, "", "");
}

function odd(name: string, bytes: Attack["request"], verdict: Attack["verdict"]): Attack {
  return attack(name, verdict, bytes);
}

/** Requests in a row, and requests that are hardly any. */
export const CONNECTIONS: readonly Attack[] = [
  odd(
    "nobody behind alice's token",
    ({ token }, mark) => kept("/version", [bearer(token)]) + request(api(mark)),
    "200, 401",
  ),
  odd(
    "nobody behind alice's session",
    ({ alice }, mark) => kept("/version", [cookie(alice)]) + request(api(mark)),
    "200, 401",
  ),
  odd(
    "nobody behind mallory's token",
    ({ forger }, mark) =>
      kept("/version", [bearer(forger.token({ claims: { email: "a@evil.test" } }))]) + request(api(mark)),
    "403, 401",
  ),
  odd("nobody before alice", ({ token }, mark) => kept(api(mark)) + request("/version", [bearer(token)]), "401, 200"),
  odd("nobody behind a health check", (_, mark) => kept("/ping") + request(api(mark)), "200, 401"),
  odd(
    "fifty of nobody",
    (_, mark) => kept(api(mark)).repeat(49) + request(api(mark)),
    Array(50).fill("401").join(", "),
  ),
  odd(
    "an upgrade to HTTP/2",
    (_, mark) =>
      kept(api(mark), ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"]),
    "401",
  ),
  odd(
    "an upgrade to a WebSocket",
    (_, mark) =>
      kept(api(mark), [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ]),
    "401",
  ),
  odd(
    "a request behind an upgrade",
    (_, mark) => kept("/ping", ["Connection: Upgrade", "Upgrade: websocket"]) + request(api(mark)),
    { front: "200", "oauth2-proxy": "200, 401" },
  ),
  odd("HTTP/2 without being asked", (_, mark) => `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${kept(api(mark))}`, {
    front: "400",
    "oauth2-proxy": "301 to /%2A",
  }),
  odd("HTTP/1.0", (_, mark) => `GET ${api(mark)} HTTP/1.0\r\n${HOST}\r\n\r\n`, "401"),
  odd("HTTP/1.0 without a host", (_, mark) => `GET ${api(mark)} HTTP/1.0\r\n\r\n`, {
    front: "404",
    "oauth2-proxy": "401",
  }),
  odd("HTTP/0.9", (_, mark) => `GET ${api(mark)}\r\n\r\n`, { front: "404", "oauth2-proxy": "400" }),
  odd("HTTP/1.2", (_, mark) => `GET ${api(mark)} HTTP/1.2\r\n${HOST}\r\n\r\n`, { front: "400", "oauth2-proxy": "401" }),
  odd("HTTP/2.0 in the line", (_, mark) => `GET ${api(mark)} HTTP/2.0\r\n${HOST}\r\n\r\n`, {
    front: "401",
    "oauth2-proxy": "505",
  }),
  odd("HTTP in lower case", (_, mark) => `GET ${api(mark)} http/1.1\r\n${HOST}\r\n\r\n`, "400"),
  odd("no version and a header", (_, mark) => `GET ${api(mark)} \r\n${HOST}\r\n\r\n`, "400"),
  odd("line feeds alone", (_, mark) => `GET ${api(mark)} HTTP/1.1\n${HOST}\n\n`, {
    front: "400",
    "oauth2-proxy": "401",
  }),
  odd("an empty line first", (_, mark) => `\r\n${request(api(mark))}`, { front: "401", "oauth2-proxy": "400" }),
  odd("a header before the request line", (_, mark) => `${HOST}\r\n${request(api(mark))}`, "400"),
  odd("a NUL in a header", (_, mark) => request(api(mark), ["X: a\u0000b"]), "400"),
  odd("a carriage return in a header", (_, mark) => request(api(mark), ["X: a\rY: b"]), "400"),
  odd("a header without a name", (_, mark) => request(api(mark), [": alice@example.com"]), "400"),
  odd("a header without a colon", (_, mark) => request(api(mark), ["alice@example.com"]), "400"),
  odd("a thousand headers", (_, mark) => request(api(mark), Array(1000).fill("X-Forwarded-Email: alice@example.com")), {
    front: "401",
    "oauth2-proxy": "401",
  }),
  odd("Expect", (_, mark) => request(api(mark), ["Expect: 100-continue"], { method: "POST", body: "{}" }), {
    front: "100, 401",
    "oauth2-proxy": "401",
  }),
  odd("an unknown Expect", (_, mark) => request(api(mark), ["Expect: nothing"]), "417"),
  odd("half a request line", (_, mark) => `GET ${api(mark)}`, "silence"),
  odd("half of the headers", (_, mark) => `GET ${api(mark)} HTTP/1.1\r\n${HOST}\r\nAuth`, "silence"),
  odd(
    "a body that does not come",
    (_, mark) => lines(`POST ${api(mark)} HTTP/1.1`, HOST, "Content-Length: 10", "", ""),
    "silence",
  ),
  odd("TLS in TLS", () => "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", {
    front: "400",
    "oauth2-proxy": "silence",
  }),
  odd("bytes of chance", (_, mark) => `\u00ff\u00fe\u0000${mark}\r\n\r\n`, "400"),
];

/** What a client says about a connection must not change who it is. */
export const STRIPPED: readonly Attack[] = [
  "Authorization",
  "Cookie",
  "X-Forwarded-Email",
  "Host",
  "Content-Length",
].map((name) =>
  attack(`${name} as a header of the connection`, "401", (_, mark) =>
    lines(
      `GET ${api(mark)} HTTP/1.1`,
      HOST,
      `Connection: close, ${name}`,
      "X-Forwarded-Email: alice@example.com",
      "",
      "",
    ),
  ),
);
