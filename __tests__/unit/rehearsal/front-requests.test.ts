import { IncomingMessage } from "node:http";
import { HOST } from "../../support/front-description";
import { FrontServer } from "../../support/front-server";

let server: FrontServer;
let seen: IncomingMessage[];

async function start(change: Parameters<typeof FrontServer.start>[0] = {}): Promise<void> {
  server = await FrontServer.start(change);
  seen = [];
  await server.target((request, response) => {
    seen.push(request);
    request.resume().on("end", () => {
      response.writeHead(200, "Fine", ["Set-Cookie", "a=1", "X-Odd_Name", "kept", "Set-Cookie", "b=2"]);
      response.end(`${request.method ?? ""} ${request.url ?? ""}`);
    });
  });
}

afterEach(() => server.stop());

describe("a request to the front", () => {
  it("reaches the target as it came, and the answer comes back as it was sent", async () => {
    await start();
    const headers = { Host: HOST, "X-Twice": ["1", "2"], "x-lower": "v" };
    const { status, message, body } = await server.ask({ path: "/a%2Fb?q=%20+", method: "PUT", headers }, "some body");
    expect([status, message.statusMessage, body]).toEqual([200, "Fine", "PUT /a%2Fb?q=%20+"]);
    expect(message.rawHeaders.slice(0, 6)).toEqual(["Set-Cookie", "a=1", "X-Odd_Name", "kept", "Set-Cookie", "b=2"]);
    expect(seen[0]?.rawHeaders.slice(0, 8)).toEqual(["Host", HOST, "X-Twice", "1", "X-Twice", "2", "x-lower", "v"]);
  });

  it("tells the target who asked, by what protocol and on what port, whatever the client claims", async () => {
    await start();
    await server.ask();
    expect(seen[0]?.headersDistinct).toMatchObject({
      "x-forwarded-for": ["127.0.0.1"],
      "x-forwarded-proto": ["https"],
      "x-forwarded-port": ["443"],
      "x-amzn-trace-id": [expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)],
    });
    const claimed = { "X-Forwarded-For": "192.0.2.1", "x-forwarded-proto": "http", "X-Forwarded-Port": "80" };
    await server.ask({ headers: { Host: HOST, ...claimed, "X-Amzn-Trace-Id": "Root=1-a-b;Self=x;By=me" } });
    expect(seen[1]?.headersDistinct).toMatchObject({
      "x-forwarded-for": ["192.0.2.1, 127.0.0.1"],
      "x-forwarded-proto": ["https"],
      "x-forwarded-port": ["443"],
      "x-amzn-trace-id": [expect.stringMatching(/^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-a-b;By=me$/)],
    });
  });

  const odd = { Host: HOST, X_Odd: "1", "X.Odd": "1", "X-Even": "1" };
  it("loses headers with odd names and is forwarded nonetheless", async () => {
    await start();
    expect((await server.ask({ headers: odd })).status).toBe(200);
    expect(Object.keys(seen[0]?.headers ?? {})).toContain("x-even");
    expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => /[^a-z0-9-]/.test(name))).toEqual([]);
  });

  it("keeps headers with odd names when they are not to be dropped", async () => {
    await start({ dropInvalidHeaderFields: false });
    await server.ask({ headers: odd });
    expect(Object.keys(seen[0]?.headers ?? {})).toEqual(expect.arrayContaining(["x_odd", "x.odd", "x-even"]));
  });

  it("loses headers that concern its connection only, but never those that say where it goes and ends", async () => {
    await start();
    const answer = await server.exchange(
      `POST /x HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close, X-Private, Content-Length, Host\r\nX-Private: 1\r\n` +
        `Keep-Alive: 5\r\nUpgrade: websocket\r\nTE: trailers\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nbody`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 Fine\r\n/);
    expect(Object.keys(seen[0]?.headers ?? {}).sort()).toEqual([
      ...["connection", "content-length", "host", "x-amzn-trace-id"],
      ...["x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"],
    ]);
    expect(seen[0]?.headers.connection).toBe("keep-alive");
  });

  it("keeps the way its body is framed: chunks, a length, or none", async () => {
    await start();
    const close = `Host: ${HOST}\r\nConnection: close\r\n`;
    await server.exchange(`POST / HTTP/1.1\r\n${close}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n`);
    await server.exchange(`POST / HTTP/1.1\r\n${close}\r\n`);
    await server.exchange(`GET / HTTP/1.1\r\n${close}Content-Length: 2\r\n\r\nab`);
    const framing = seen.map(({ headers }) => [headers["content-length"], headers["transfer-encoding"]]);
    expect(framing).toEqual([
      [undefined, "chunked"],
      ["0", undefined],
      ["2", undefined],
    ]);
  });

  it("for another host gets what is registered for that, and no target sees it", async () => {
    await start();
    const { status, message, body } = await server.ask({ headers: { Host: "other.example.com" } });
    expect([status, message.headers["content-type"], body]).toEqual([404, "text/plain", "Not found"]);
    expect(seen).toEqual([]);
  });

  it("on port 80 is redirected to HTTPS with its path and query", async () => {
    await start();
    const answer = await fetch(`http://127.0.0.1:${server.front.port(80)}/a/b?c=d`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([301, "https://127.0.0.1:443/a/b?c=d"]);
  });

  it("in a pipeline with others is answered in its turn", async () => {
    await start();
    const one = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\n${more}\r\n`;
    const answers = await server.exchange(one("/1") + one("/2") + one("/3", "Connection: close\r\n"));
    expect(answers.match(/GET \/\d/g)).toEqual(["GET /1", "GET /2", "GET /3"]);
    expect(seen.map(({ url }) => url)).toEqual(expect.arrayContaining(["/1", "/2", "/3"]));
  });
});

describe("a request that could mean two things, or nothing", () => {
  const host = `Host: ${HOST}\r\nConnection: close\r\n`;
  it.each([
    [
      "a length and chunks",
      `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["two lengths", `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!`],
    ["an unknown transfer encoding", `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n`],
    ["a space before the colon", `POST / HTTP/1.1\r\n${host}Content-Length : 4\r\n\r\nbody`],
    ["a folded header", `GET / HTTP/1.1\r\n${host}X-A: b\r\n\tHost: evil\r\n\r\n`],
    ["two hosts", `GET / HTTP/1.1\r\n${host}Host: other.example.com\r\n\r\n`],
    ["a host in the request line", `GET http://${HOST}/ HTTP/1.1\r\n${host}\r\n`],
    ["no host", `GET / HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ["a header that is too long", `GET / HTTP/1.1\r\n${host}X-Long: ${"x".repeat(16 * 1024 + 1)}\r\n\r\n`],
    ["no HTTP at all", `hello\r\n\r\n`],
  ])("such as one with %s gets 400 and reaches no target", async (_what, bytes) => {
    await start();
    expect(await server.exchange(bytes)).toMatch(/^HTTP\/1\.1 400 /);
    expect(seen).toEqual([]);
  });

  it("is no request smuggled into the body of another", async () => {
    await start();
    const inner = `GET /smuggled HTTP/1.1\r\n${host}\r\n`;
    const outer = `POST /outer HTTP/1.1\r\n${host}Content-Length: ${inner.length}\r\n\r\n${inner}`;
    expect(await server.exchange(outer)).toContain("POST /outer");
    expect(seen.map(({ url }) => url)).toEqual(["/outer"]);
  });
});

describe("a request that AWS refuses by its method or size", () => {
  it("gets 405 for TRACE and 414 for an address of more than 16 KiB", async () => {
    await start();
    expect((await server.ask({ method: "TRACE" })).status).toBe(405);
    expect((await server.ask({ path: `/${"x".repeat(16 * 1024)}` })).status).toBe(414);
    expect(seen).toEqual([]);
  });
});
