import { IncomingMessage } from "node:http";
import { request as startRequest } from "node:https";
import { Readable } from "node:stream";
import { answerTo, FrontServer, until } from "../../support/front-server";

const MEBIBYTE = 1024 * 1024;
const BODY_MEBIBYTES = 200;

/** What may be under way between a fast side and one that has stopped: buffers of kernel, TLS and streams. */
const MAX_UNDER_WAY = 32 * MEBIBYTE;

let server: FrontServer;

beforeEach(async () => {
  server = await FrontServer.start();
});

afterEach(() => server.stop());

/** A body, and how much of it has been taken. */
function body(): { stream: Readable; taken: () => number } {
  const chunk = Buffer.alloc(MEBIBYTE, "x");
  let taken = 0;
  function* chunks(): Generator<Buffer> {
    for (; taken < BODY_MEBIBYTES; taken += 1) yield chunk;
  }
  return { stream: Readable.from(chunks(), { objectMode: false }), taken: () => taken * MEBIBYTE };
}

async function count(stream: AsyncIterable<unknown>): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) bytes += chunk.length;
  return bytes;
}

/** Waits until a number has not grown for a while. */
async function standstill(current: () => number): Promise<number> {
  let last = -1;
  let since = Date.now();
  await until(() => {
    if (current() !== last) since = Date.now();
    last = current();
    return last > 0 && Date.now() - since > 300;
  });
  return last;
}

describe("a body of 200 MiB", () => {
  it("to a target waits while that does not read, and arrives whole", async () => {
    const requests: IncomingMessage[] = [];
    let received = 0;
    await server.target((request, response) => {
      requests.push(request);
      request.once("resume", () => {
        void count(request).then((bytes) => {
          received = bytes;
          response.end();
        });
      });
    });
    const { stream, taken } = body();
    const headers = { Host: "mlflow.example.com", "Content-Length": String(BODY_MEBIBYTES * MEBIBYTE) };
    const request = startRequest(server.options({ method: "PUT", headers }));
    stream.pipe(request);
    await until(() => requests.length === 1);
    expect(await standstill(taken)).toBeLessThan(MAX_UNDER_WAY);
    requests[0]?.resume();
    const answer = await answerTo(request);
    answer.resume();
    expect(received).toBe(BODY_MEBIBYTES * MEBIBYTE);
  }, 60_000);

  it("to a client waits while that does not read, and arrives whole", async () => {
    const { stream, taken } = body();
    await server.target((_request, response) => stream.pipe(response));
    const request = startRequest(server.options()).end();
    const answer = await answerTo(request);
    expect(await standstill(taken)).toBeLessThan(MAX_UNDER_WAY);
    expect(await count(answer)).toBe(BODY_MEBIBYTES * MEBIBYTE);
  }, 60_000);
});

describe("an answer that comes before the whole request is read", () => {
  it("reaches the client", async () => {
    await server.target((_request, response) => {
      response.writeHead(413).end("too much");
    });
    const request = startRequest(server.options({ method: "PUT" }));
    request.on("error", () => undefined);
    body().stream.pipe(request);
    const answer = await answerTo(request);
    expect(answer.statusCode).toBe(413);
    request.destroy();
  });
});

describe("the first bytes of an answer", () => {
  it("reach the client before the last", async () => {
    let finish = (): void => undefined;
    await server.target((_request, response) => {
      response.write("first");
      finish = (): void => void response.end("last");
    });
    const answer = await answerTo(startRequest(server.options()).end());
    const parts: string[] = [];
    for await (const part of answer) {
      parts.push(String(part));
      if (parts.length === 1) finish();
    }
    expect(parts).toEqual(["first", "last"]);
  });
});
