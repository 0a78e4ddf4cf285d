import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import fc from "fast-check";
import { describeTask, RegisteredContainer } from "../../src/rehearsal/registered-task";
import { imagePath } from "../../src/rehearsal/task-host";
import { CommandLines } from "../support/command-lines";
import { findShells } from "../support/container-programs";
import { REHEARSAL_PYTHON } from "../support/database-client";
import { inParallel } from "../support/parallel";
import { theRehearsal } from "../support/rehearsal";
import { list, object, parse, text } from "../support/stack-json";

/** Of each class; the shells share them. */
const COUNT = process.env.FULL === "1" ? 2000 : 200;
const SEED = 20261128;

/** Reads a JSON list of URIs as MLflow does, and prints what each stands for. */
const PARSE = `
import json, sys
from sqlalchemy.engine import make_url

def parts(uri):
    url = make_url(uri)
    return {"password": url.password, "username": url.username, "host": url.host, "port": str(url.port),
            "database": url.database, "query": dict(url.query), "driver": url.drivername}

print(json.dumps([parts(uri) for uri in json.load(sys.stdin)]))
`;

/** Printable ASCII without what RDS refuses in a master password, and without the space, which the doctor refuses, too. */
const ACCEPTED = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => !`/'"@`.includes(c));

/** Ends everything that a URI, a shell, an ini file or an SQL text could be made of. */
const SPECIAL = Array.from("'\"`$\\%;&|<>(){}[]*?!#~=@:/+, \n\r\t").concat(
  "$(id)",
  "${HOME}",
  "`id`",
  "%41",
  "%%",
  "\\n",
);

/** Aurora refuses each of them; what the container does with it must be right nevertheless. */
const REFUSED = [
  ...["'", '"', "'\"'\"'", "@", "user:pass@other.example/db", "/", "//", "\\", "\\\\", "\\'", " ", "  two  "],
  ...[
    "in\nside",
    "\n\nfirst",
    "\r\n",
    "tab\tulator",
    "$(id)",
    "$((1+1))",
    "`id`",
    "${DB_HOST}",
    "$DB_HOST",
    "$$",
    "$?",
  ],
  ...["%41", "%2F%40", "%", "%%", "%s%d%n", "%(here)s", "?charset=latin1", "&ssl_ca=/dev/null", "#fragment", ";id;"],
  ...["|id", "&&id", ">/tmp/x", "<<EOF", "*", "~", "!!", "-n", "--help", "\u0001\u007f", "ümläut", "密码", "😀🔑"],
  ...["a\u0301", "\u202eright to left", "\ufeff", "\u2028", "x".repeat(5000), "%$'\"`\\ @/".repeat(300)],
];

let mlflow: RegisteredContainer;
let seen: CommandLines;
const folder = mkdtempSync(join(tmpdir(), "passwords-"));

/** The share of one shell of generated passwords. */
function share(passwords: readonly string[], shell: string): readonly string[] {
  const shells = [...images.keys()];
  return passwords.filter((_, i) => i % shells.length === shells.indexOf(shell));
}

/** For PATH: a shell in the place of `sh`, and a `mlflow` that prints the address of its database. */
function imageWith(shell: string): string {
  const bin = join(folder, basename(shell));
  mkdirSync(bin);
  symlinkSync(shell, join(bin, "sh"));
  writeFileSync(join(bin, "mlflow"), `#!/bin/sh\nprintf '%s' "$MLFLOW_BACKEND_STORE_URI"\n`);
  chmodSync(join(bin, "mlflow"), 0o755);
  return [bin, imagePath(undefined)].join(delimiter);
}

const images = new Map(findShells().map((shell) => [shell, imageWith(shell)]));

/** What the registered command, with this password, tells the server about its database. */
function addressFor(password: string, path: string): Promise<string> {
  const [file = "", ...args] = [...mlflow.entryPoint, ...mlflow.command];
  const env = { ...mlflow.environment, PATH: path, DB_PASSWORD: password };
  return new Promise((resolve, reject) => {
    execFile(file, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null && stderr === "") resolve(stdout);
      else reject(new Error(`${JSON.stringify(password)}: ${stderr}`));
    });
  });
}

/** What MLflow reads in the addresses for these passwords. */
async function readBack(passwords: readonly string[], shell: string): Promise<ReturnType<typeof object>[]> {
  const path = images.get(shell) ?? "";
  const addresses = await inParallel(availableParallelism(), passwords, (password) => addressFor(password, path));
  const input = JSON.stringify(addresses);
  const parts = execFileSync(REHEARSAL_PYTHON, ["-I", "-c", PARSE], { input, encoding: "utf8", maxBuffer: 1e8 });
  return list(parse(parts)).map(object);
}

/** Every password comes back letter by letter, and nothing of it becomes another part of the address. */
async function expectExact(passwords: readonly string[], shell: string): Promise<void> {
  const read = await readBack(passwords, shell);
  const wrong = passwords.filter((password, i) => text(read[i]?.password) !== password);
  expect(wrong).toEqual([]);
  const { DB_USERNAME: username, DB_HOST: host, DB_PORT: port, DB_NAME: database, DB_CA_FILE } = mlflow.environment;
  const init_command = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";
  const query = { charset: "utf8mb4", ssl_ca: DB_CA_FILE, init_command, connect_timeout: "60" };
  const others = new Set(read.map((parts) => JSON.stringify({ ...parts, password: "exact" })));
  expect([...others].map(parse)).toEqual([
    { password: "exact", username, host, port, database, query, driver: "mysql+pymysql" },
  ]);
}

beforeAll(async () => {
  const { account, taskDefinition } = theRehearsal();
  const { containers } = await describeTask(account.ecs, taskDefinition);
  const found = containers.find(({ name }) => name === "mlflow");
  if (found === undefined) throw new Error("no container mlflow");
  mlflow = found;
  seen = new CommandLines();
});

afterAll(async () => {
  await seen.stop();
  rmSync(folder, { recursive: true });
});

describe.each([...images.keys()])("the registered command of MLflow, by %s", (shell) => {
  it(
    "gives SQLAlchemy every password that Aurora accepts",
    async () => {
      const one = fc.string({ unit: fc.constantFrom(...ACCEPTED), minLength: 8, maxLength: 41 });
      const passwords = share(fc.sample(one, { numRuns: COUNT, seed: SEED }), shell);
      await expectExact(passwords, shell);
      const lines = seen.text;
      expect(lines).toContain("urllib.parse.quote");
      expect(passwords.filter((each) => lines.includes(each) || lines.includes(encodeURIComponent(each)))).toEqual([]);
    },
    COUNT * 1000,
  );

  describe("with what Aurora refuses", () => {
    it("gives SQLAlchemy each password that is hostile on purpose", async () => {
      await expectExact(
        REFUSED.flatMap((each) => [each, `before${each}${each}after`]),
        shell,
      );
    }, 120_000);

    it(
      "gives SQLAlchemy any other, too",
      async () => {
        const piece = fc.oneof(fc.constantFrom(...SPECIAL), fc.string({ unit: "binary", maxLength: 4 }));
        const pieces = fc.array(piece, { minLength: 1, maxLength: 16 }).map((all) => all.join("").replaceAll("\0", ""));
        const passwords = fc.sample(pieces, { numRuns: COUNT, seed: SEED }).map((each, i) => `hostile-${i}-it${each}`);
        await expectExact(share(passwords, shell), shell);
        expect(seen.text).not.toMatch(/hostile-\d+-it/);
      },
      COUNT * 1000,
    );

    it("keeps a line end behind the password, as the database has it by then", async () => {
      await expectExact(["password\n", "password\r\n", "password\n\n"], shell);
    });
  });
});
