import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces, userInfo } from "node:os";
import { join } from "node:path";
import { Certificate, makeAuthority } from "../../src/rehearsal/certificates";
import { DatabaseServer } from "../../src/rehearsal/database-server";
import { Supervisor } from "../../src/rehearsal/supervisor";
import { requireTools } from "../../src/rehearsal/tools";
import { queryByPyMySql, REHEARSAL_PYTHON } from "../support/database-client";
import { Json } from "../support/stack-json";
import { PROJECT } from "../support/synthesis";

/** Each ends in letters that stand nowhere else, so that a trace of it can be searched for. */
const HOSTILE_PASSWORDS = [
  "'; DROP USER `owner`; -- ",
  '"; SELECT 1; # ',
  "\\' OR 1=1 -- ",
  "\\\\",
  "\\",
  "\\n\\0\\Z\\%",
  "`backtick`",
  "$(id) `id` ${HOME} $$",
  "%s %(password)s %25 %",
  "@host:3306/db?ssl_ca=/dev/null&x#",
  "line\nfeed",
  "\r\n\t\u0001\u007f",
  " leading and trailing ",
  "/* comment */ -- #",
  "delimiter //\n\\! id\n",
  "*0123456789ABCDEF0123456789ABCDEF01234567",
  "ümläut-ß-é",
  "😀🔑漢字",
  "a\u0301\u200b\u202e",
  "x".repeat(500),
].flatMap((password, i) => [`${password}-end-${i}-of-it`]);

const SECRET = "a'b\\c\"-end-of-secret";

let supervisor: Supervisor;
let authority: Certificate;
let server: DatabaseServer;
let commandLines: string;

/** What the owner of the database gives to PyMySQL. */
function owner(changes: Readonly<Record<string, Json>> = {}): Readonly<Record<string, Json>> {
  const { host, port } = server;
  const account = { user: "owner", password: SECRET, database: "ml_flow", query: "SELECT CURRENT_USER()" };
  // With ssl_ca alone PyMySQL encrypts and verifies nothing.
  const tls = { ssl_ca: authority.authorityFile, ssl_verify_cert: true, ssl_verify_identity: true };
  return { ...account, host, port, ...tls, ...changes };
}

/** A program that writes down how it is called, and then is the real one. */
function recorded(path: string, name: string): string {
  const wrapper = join(supervisor.subfolder("wrappers"), name);
  writeFileSync(wrapper, `#!/bin/sh\n{ printf '%s\\n' "$0" "$@"; env; } >> '${commandLines}'\nexec '${path}' "$@"\n`);
  chmodSync(wrapper, 0o700);
  return wrapper;
}

function errorCodes(answers: readonly string[]): (string | undefined)[] {
  return answers.map((answer) => /^error \((\d+)/.exec(answer)?.[1]);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

beforeAll(async () => {
  execFileSync(join(PROJECT, "src/rehearsal/setup.sh"), { stdio: ["ignore", "ignore", "inherit"] });
  supervisor = new Supervisor();
  commandLines = join(supervisor.folder, "command-lines");
  const tools = requireTools(["mariadbd", "mariadb-install-db", "mariadb"], process.env);
  authority = makeAuthority(REHEARSAL_PYTHON, supervisor.subfolder("database-authority"), ["localhost", "127.0.0.1"]);
  server = await DatabaseServer.start(supervisor, {
    tools: {
      mariadbd: recorded(tools.mariadbd, "mariadbd"),
      "mariadb-install-db": recorded(tools["mariadb-install-db"], "mariadb-install-db"),
      mariadb: recorded(tools.mariadb, "mariadb"),
    },
    tls: authority,
  });
  await server.createDatabase({ name: "ml_flow", username: "owner", password: SECRET });
}, 600_000);

afterAll(() => supervisor.stop());

describe("the database server", () => {
  it("lets the owner in over TLS, by either name of the certificate", () => {
    const query = "SHOW SESSION STATUS LIKE 'Ssl_version'";
    expect(queryByPyMySql([owner({ query }), owner({ query, host: "127.0.0.1" })])).toEqual([
      "Ssl_version\tTLSv1.3",
      "Ssl_version\tTLSv1.3",
    ]);
  });

  it("refuses a connection without TLS, though it knows the password", async () => {
    const plain = owner({ ssl_ca: null, ssl_verify_cert: null, ssl_verify_identity: null, ssl_disabled: true });
    expect(errorCodes(queryByPyMySql([plain]))).toEqual(["1045"]);
    await server.query("SET GLOBAL require_secure_transport = OFF");
    const otherwise = queryByPyMySql([plain]);
    await server.query("SET GLOBAL require_secure_transport = ON");
    expect(otherwise).toEqual(["owner@%"]);
  });

  it("refuses a wrong password, an unknown user and the administrator, over TLS", () => {
    const answers = queryByPyMySql([
      owner({ password: `${SECRET} ` }),
      owner({ password: "" }),
      owner({ user: "somebody", password: "", database: null }),
      owner({ user: userInfo().username, password: "", database: null }),
    ]);
    // Which of its two codes MariaDB says depends on the name.
    expect(errorCodes(answers).filter((code) => code === "1045" || code === "1698")).toHaveLength(4);
  });

  it("is refused by a client that trusts another authority", () => {
    const other = makeAuthority(REHEARSAL_PYTHON, supervisor.subfolder("another-authority"), ["localhost"]);
    expect(queryByPyMySql([owner({ ssl_ca: other.authorityFile })])[0]).toMatch(/^error .*CERTIFICATE_VERIFY_FAILED/);
  });

  it("has no user beside the owner and those of MariaDB itself, who come by socket or not at all", async () => {
    const users = await server.query("SELECT User FROM mysql.user WHERE Password = '' AND plugin <> 'unix_socket'");
    const names = await server.query(
      "SELECT DISTINCT User FROM mysql.user WHERE User NOT IN (SUBSTRING_INDEX(USER(), '@', 1), 'root')",
    );
    expect(users.trim().split("\n")).toEqual(["mariadb.sys"]);
    expect(names.trim().split("\n").sort()).toEqual(["mariadb.sys", "owner"]);
    expect(await server.query("SHOW DATABASES LIKE 'test'")).toBe("");
  });

  it("gives the owner everything in the one database, and nothing beside it", () => {
    const [created, locked, ...refused] = queryByPyMySql([
      owner({ query: "CREATE TABLE kept (emoji TEXT) AS SELECT '😀' AS emoji" }),
      owner({ query: "SELECT GET_LOCK('mlflow-schema', 600), emoji FROM kept WHERE emoji <> '🔑'" }),
      owner({ query: "CREATE DATABASE mlxflow" }),
      owner({ query: "CREATE DATABASE another" }),
      owner({ query: "SELECT * FROM mysql.user" }),
      owner({ query: "SET GLOBAL require_secure_transport = OFF" }),
    ]);
    expect([created, locked]).toEqual(["", "1\t😀"]);
    expect(errorCodes(refused)).toEqual(["1044", "1044", "1142", "1227"]);
  });

  it("listens on the loopback address alone", async () => {
    const outside = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
    );
    const answers = (address: string): Promise<boolean> =>
      new Promise((resolve) => {
        const socket = connect({ host: address, port: server.port, timeout: 3000 });
        for (const event of ["connect", "error", "timeout"] as const) {
          socket.once(event, () => {
            resolve(event === "connect");
            socket.destroy();
          });
        }
      });
    expect(await answers("127.0.0.1")).toBe(true);
    const others = ["127.0.0.2", "::1", ...outside];
    expect(await Promise.all(others.map(answers))).toEqual(others.map(() => false));
  });

  it("leaves MariaDB's own folders to their owner, which --user of mariadb-install-db does not", () => {
    const installation = /\/mariadb-install-db\n((?:--.*\n)+)/.exec(readFileSync(commandLines, "utf8"))?.[1];
    expect(installation).toContain("--auth-root-socket-user=");
    expect(installation).not.toMatch(/^--user/m);
  });

  it("takes hostile passwords exactly, and no word of them reaches a command line or a file", async () => {
    const answers: string[] = [];
    for (const password of HOSTILE_PASSWORDS) {
      await server.setPassword({ username: "owner", password });
      answers.push(...queryByPyMySql([owner({ password }), owner({ password: `${password}x` })]));
    }
    await server.setPassword({ username: "owner", password: SECRET });
    expect(answers.filter((answer) => answer === "owner@%")).toHaveLength(HOSTILE_PASSWORDS.length);
    expect(answers.filter((answer) => answer.includes("1045"))).toHaveLength(HOSTILE_PASSWORDS.length);

    const written = filesBelow(supervisor.folder);
    expect(written).toEqual(expect.arrayContaining([commandLines, join(supervisor.folder, "logs/database-1.log")]));
    const told = /-end-(\d+-of-it|of-secret)/;
    expect(written.filter((file) => told.test(readFileSync(file, "latin1")))).toEqual([]);
    expect(readFileSync(commandLines, "utf8").match(/^--protocol=socket$/gm)?.length).toBeGreaterThan(20);
  }, 60_000);

  it("takes hostile names as they are", async () => {
    const account = { name: "a`b'c; DROP DATABASE ml_flow", username: "o'`\"", password: SECRET };
    await server.createDatabase(account);
    const answers = queryByPyMySql([
      owner({ user: account.username, database: account.name, query: "SELECT DATABASE()" }),
    ]);
    expect(answers).toEqual([account.name]);
  });

  it("is absent when it is stopped, and comes back on its port with its data", async () => {
    await server.query("CREATE TABLE ml_flow.survivor AS SELECT 'here' AS word");
    await server.stop();
    expect(queryByPyMySql([owner()])[0]).toMatch(/^error \(2003/);
    await expect(server.query("SELECT 1")).rejects.toThrow(/^mariadb: ERROR 2002/);
    await server.restart();
    expect(queryByPyMySql([owner({ query: "SELECT word FROM survivor" })])).toEqual(["here"]);
  }, 60_000);

  it("is silent while it is paused, can be stopped then, and answers afterwards", async () => {
    server.pause();
    expect(queryByPyMySql([owner({ read_timeout: 1 })])[0]).toMatch(/^error .*timed out/);
    server.resume();
    expect(queryByPyMySql([owner()])).toEqual(["owner@%"]);
    server.pause();
    await server.restart();
    expect(queryByPyMySql([owner()])).toEqual(["owner@%"]);
  }, 20_000);

  it("keeps its data to its owner", () => {
    expect(statSync(join(supervisor.folder, "database")).mode & 0o777).toBe(0o700);
  });
});
