import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { cookie } from "../support/attacks/attack";
import { EchoUpstream, Lines } from "../support/attacks/echo-upstream";
import { SPOOFED_HEADERS } from "../support/attacks/headers";
import { signIn } from "../support/attacks/sign-in";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";

/** What oauth2-proxy says to MLflow about who it is. */
const IDENTITY = /^x[-_]forwarded[-_](user|email|groups|preferred[-_]username|access[-_]token)$/;

/** A header line in two. */
function split(line: string): readonly [name: string, value: string] {
  const at = line.indexOf(":");
  return [line.slice(0, at), line.slice(at + 1).trim()];
}

function identityIn(lines: Lines): Lines {
  return lines.filter(([name]) => IDENTITY.test(name));
}

describeWithLogin("what MLflow is told about who it is", () => {
  let echo: EchoUpstream;
  let credentials: readonly (readonly [who: string, header: string, value: string])[];

  beforeAll(async () => {
    const [session, token] = await Promise.all([signIn("alice@example.com"), theRehearsal().token()]);
    credentials = [
      ["session", "Cookie", cookie(session).replace("Cookie: ", "")],
      ["token", "Authorization", `Bearer ${token}`],
    ];
    echo = await EchoUpstream.start();
  }, 90_000);

  afterAll(() => echo.close());

  it("is what the identity provider says, for a session and for a token", async () => {
    for (const [, name, value] of credentials) {
      const told = new Map(identityIn(await echo.received(["Host", "mlflow.localhost", name, value])));
      expect(told.get("x-forwarded-email")).toBe("alice@example.com");
    }
  });

  it("stays so, whatever else a signed-in client says", async () => {
    const spoofed = SPOOFED_HEADERS.filter((line) => !line.startsWith("Connection:")).map(split);
    const wrong = spoofed.map(([name, value]) => [name, value.replaceAll("alice", "mallory")] as const);
    for (const [who, name, value] of credentials) {
      const plain = identityIn(await echo.received(["Host", "mlflow.localhost", name, value]));
      for (const line of wrong) {
        const lines = await echo.received(["Host", "mlflow.localhost", name, value, ...line]);
        expect({ who, line, told: identityIn(lines) }).toEqual({ who, line, told: plain });
      }
    }
  });

  it("can be taken away by naming it as a header of the connection, as is known, and not replaced", async () => {
    const named = ["Connection", "close, X-Forwarded-Email, X-Forwarded-User"];
    const replaced = ["X-Forwarded-Email", "mallory@example.com", "X_Forwarded_Email", "mallory@example.com"];
    for (const [, name, value] of credentials) {
      const lines = await echo.received(["Host", "mlflow.localhost", name, value, ...named, ...replaced]);
      expect(identityIn(lines).filter(([told]) => /email|user$/.test(told))).toEqual([]);
    }
  });
});

/** Local addresses that something listens on, by port, as the kernel writes them: hexadecimal. */
function listeningAddresses(file: string, port: number): readonly string[] {
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .map((row) => row.trim().split(/\s+/));
  return rows.flatMap(([, local = "", , state]) => {
    const [address = "", hexadecimal = ""] = local.split(":");
    return state === "0A" && parseInt(hexadecimal, 16) === port ? [address] : [];
  });
}

describeWithLogin("MLflow behind oauth2-proxy", () => {
  it("listens where nobody but its own task can connect", async () => {
    expect(listeningAddresses("/proc/net/tcp", 4180)).toEqual(["0100007F"]);
    expect(listeningAddresses("/proc/net/tcp6", 4180)).toEqual([]);
    const others = ["127.0.0.2", "127.255.255.254", "::1", ...outsideAddresses()];
    expect(await Promise.all(others.map((host) => accepts(host, 4180)))).toEqual(others.map(() => false));
    expect(await accepts("127.0.0.1", 4180)).toBe(true);
    // So that a refusal says something: oauth2-proxy does listen on all of them.
    expect(await accepts("127.0.0.2", 8080)).toBe(true);
  });
});

function outsideAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
  );
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3000 });
    for (const event of ["connect", "error", "timeout"] as const) {
      socket.once(event, () => {
        resolve(event === "connect");
        socket.destroy();
      });
    }
  });
}
