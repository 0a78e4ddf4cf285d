import { once } from "node:events";
import { createServer, ServerResponse } from "node:http";
import { request as startRequest } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import { Front } from "../../../src/rehearsal/front/front";
import { ListenError, portOf } from "../../../src/rehearsal/listen";
import { description } from "../../support/front-description";
import { FrontServer, TLS, until } from "../../support/front-server";

let server: FrontServer;

afterEach(() => server.stop());

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const port = portOf(taken);
  taken.close();
  await once(taken, "close");
  return port;
}

describe("the front's targets", () => {
  it("take turns", async () => {
    server = await FrontServer.start();
    for (const name of ["a", "b"]) await server.target((_request, response) => response.end(name));
    const names: string[] = [];
    for (let asked = 0; asked < 4; asked += 1) names.push((await server.ask()).body);
    expect(["abab", "baba"]).toContain(names.join(""));
  });

  it("get nothing before their first check has passed, and 503 is the answer", async () => {
    server = await FrontServer.start({ targetGroup: description().targetGroup });
    expect((await server.ask()).status).toBe(503);
    const target = server.front.targets.register("127.0.0.1", await freePort());
    expect([target.state, (await server.ask()).status]).toEqual(["initial", 503]);
  });

  it("are skipped while they are unhealthy, and asked all the same when all are", async () => {
    server = await FrontServer.start();
    let isBroken = false;
    const flaky = createServer((request, response) => {
      response.statusCode = request.url === "/ping" && isBroken ? 500 : 200;
      response.end("flaky");
    }).listen(0, "127.0.0.1");
    await once(flaky, "listening");
    const first = server.front.targets.register("127.0.0.1", portOf(flaky));
    const other = await server.target((_request, response) => response.end("other"));
    isBroken = true;
    await until(() => first.state === "unhealthy");
    expect([(await server.ask()).body, (await server.ask()).body]).toEqual(["other", "other"]);
    await server.front.targets.deregister(other);
    expect((await server.ask()).body).toBe("flaky");
    isBroken = false;
    await until(() => first.state === "healthy");
    await server.front.targets.deregister(first);
    flaky.close();
  });

  it("finish what is in flight when they are deregistered, and get nothing new", async () => {
    server = await FrontServer.start();
    const waiting: ServerResponse[] = [];
    const target = await server.target((_request, response) => waiting.push(response));
    const inFlight = server.ask();
    await until(() => waiting.length === 1);
    const gone = server.front.targets.deregister(target);
    expect([target.state, (await server.ask()).status]).toEqual(["draining", 503]);
    waiting[0]?.end("done");
    expect((await inFlight).body).toBe("done");
    await gone;
    expect(target.state).toBe("unused");
  });

  it("are cut off after the deregistration delay, and the client gets 502", async () => {
    const { targetGroup } = description();
    server = await FrontServer.start({ targetGroup: { ...targetGroup, deregistrationDelaySeconds: 0.1 } });
    let isAsked = false;
    const target = await server.target(() => (isAsked = true));
    const inFlight = server.ask();
    await until(() => isAsked);
    await server.front.targets.deregister(target);
    expect((await inFlight).status).toBe(502);
  });
});

describe("a target that fails", () => {
  it.each([
    ["closes without an answer", ""],
    ["answers garbage", "garbage\r\n\r\n"],
    ["says a length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["answers with more than 32 KiB of headers", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(33 * 1024)}\r\n\r\n`],
  ])("because it %s makes 502", async (_what, bytes) => {
    server = await FrontServer.start();
    await server.rawTarget(bytes);
    expect((await server.ask()).status).toBe(502);
    expect((await server.ask({ method: "POST" }, "body")).status).toBe(502);
  });

  it("in the middle of its answer breaks the client's connection off", async () => {
    server = await FrontServer.start();
    await server.rawTarget("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    await expect(server.ask()).rejects.toThrow("aborted");
  });

  it("to answer in time makes 504", async () => {
    server = await FrontServer.start({ idleTimeoutSeconds: 0.2 });
    await server.target(() => undefined);
    expect((await server.ask()).status).toBe(504);
  });
});

describe("a client that fails", () => {
  it("to send the rest of its request in time gets 408", async () => {
    server = await FrontServer.start({ idleTimeoutSeconds: 0.2 });
    await server.target((request) => request.resume());
    const answer = await server.exchange(
      "POST / HTTP/1.1\r\nHost: mlflow.example.com\r\nContent-Length: 9\r\n\r\nhalf",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("because it goes away takes its request to the target with it", async () => {
    server = await FrontServer.start();
    const closed: boolean[] = [];
    await server.target((_request, response) => {
      closed.push(false);
      response.on("close", () => (closed[0] = true));
    });
    const request = startRequest(server.options());
    request.on("error", () => undefined).end();
    await until(() => closed.length === 1);
    request.destroy();
    await until(() => closed[0] === true);
    expect(closed).toEqual([true]);
  });
});

describe("the front's ports", () => {
  it("speak TLS 1.2 and 1.3 and nothing older", async () => {
    server = await FrontServer.start();
    const port = server.front.port(443);
    const speak = async (version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3"): Promise<string> => {
      const limits = { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" };
      const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...limits });
      return once(socket, "secureConnect").then(
        () => socket.getProtocol() ?? "none",
        () => "refused",
      );
    };
    expect(await speak("TLSv1.1")).toBe("refused");
    expect(await speak("TLSv1.2")).toBe("TLSv1.2");
    expect(await speak("TLSv1.3")).toBe("TLSv1.3");
  });

  it("close at once, whoever is connected and has said nothing yet", async () => {
    server = await FrontServer.start();
    const silent = connectTcp(server.front.port(443), "127.0.0.1");
    await once(silent, "connect");
    const cut = once(silent, "close");
    await server.front.close();
    await cut;
    expect(server.front.port(443)).toBe(0);
  });

  it("are told when another program has them", async () => {
    server = await FrontServer.start();
    const taken = { 443: server.front.port(443), 80: 0 };
    await expect(Front.start(description(), { tls: TLS, ports: taken })).rejects.toThrow("another program has it");
  });

  it("are told with the one line that allows them", () => {
    const { message } = new ListenError(443, "EACCES");
    expect(message).toContain("sudo sysctl net.ipv4.ip_unprivileged_port_start=443");
  });
});
