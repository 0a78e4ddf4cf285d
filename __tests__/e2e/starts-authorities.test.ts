import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { offerAuthorities } from "../../src/rehearsal/authorities";
import { Certificate, makeAuthority } from "../../src/rehearsal/certificates";
import { containerOf } from "../support/container-processes";
import { REHEARSAL_PYTHON } from "../support/database-client";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { theRehearsal } from "../support/rehearsal";

const WRONG = "a-wrong-password-of-mlflow-alone";

let tasks: OwnTasks;
/** What the database's certificate does not come from. */
let stranger: Certificate;
/** The certificate of this machine's addresses, which tasks trust. */
let web: Certificate;
const folder = mkdtempSync(join(tmpdir(), "authorities-"));

beforeAll(async () => {
  tasks = await OwnTasks.create();
  stranger = makeAuthority(REHEARSAL_PYTHON, tasks.supervisor.subfolder("stranger"), ["localhost"]);
  const file = (name: string): string => join(theRehearsal().folder, "web", name);
  web = { certificateFile: file("server.pem"), keyFile: file("server.key"), authorityFile: file("client.pem") };
}, 120_000);

afterAll(async () => {
  await tasks.supervisor.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

function textFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What a migration prints that must fail; the task stops, and MLflow is not started. */
async function refusal(name: string, overrides: Readonly<Record<string, string>>): Promise<string> {
  const task = await tasks.start(name, { containers: ["migration", "mlflow"], overrides });
  await task.stopped;
  expect([...task.containers.keys()]).toEqual(["migration"]);
  const { program } = containerOf(task, "migration");
  expect((await program.exited).code).toBe(1);
  return program.output;
}

describe("the migration", () => {
  it("connects to no database while the certificate authorities cannot be fetched", async () => {
    // Nobody listens on the port of tcpmux.
    const output = await refusal("unreachable", { DB_CA_URL: "https://localhost:1/bundle.pem" });
    expect(output).toMatch(/urllib\.error\.URLError: .*Connection refused/);
    expect(output).not.toContain("fetched");
  }, 60_000);

  it("believes nobody's authorities but those of a server that it knows", async () => {
    const url = await offerAuthorities(tasks.supervisor, stranger.authorityFile, stranger);
    const output = await refusal("untrusted", { DB_CA_URL: url });
    expect(output).toMatch(/urllib\.error\.URLError: .*CERTIFICATE_VERIFY_FAILED/);
    expect(output).not.toContain("fetched");
  }, 60_000);

  it("refuses a database whose certificate comes from another authority", async () => {
    const url = await offerAuthorities(tasks.supervisor, stranger.authorityFile, web);
    const output = await refusal("another", { DB_CA_URL: url });
    expect(output).toMatch(/pymysql\..*OperationalError: \(2003, .*CERTIFICATE_VERIFY_FAILED/);
  }, 60_000);

  it("refuses a database that has its certificate for another host name", async () => {
    const output = await refusal("host-name", { DB_HOST: "127.0.0.1" });
    expect(output).toMatch(/OperationalError: \(2003, .*(IP address|Hostname) mismatch/);
  }, 60_000);

  it.each([
    ["an error page", "<!DOCTYPE html><title>404</title>"],
    ["nothing", ""],
    ["a broken certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  ])(
    "refuses every database when %s is served in place of the authorities",
    async (what, content) => {
      const url = await offerAuthorities(tasks.supervisor, textFile("served", content), web);
      const output = await refusal(what.replaceAll(" ", "-"), { DB_CA_URL: url });
      expect(output).toContain("fetched");
      expect(output).toMatch(/ssl\.SSLError: \[(X509|SSL|PEM|ASN1)/);
    },
    60_000,
  );
});

/**
 * MLflow without a migration before it, with a file of authorities that is already in the volume: what it prints. It
 * tries ten times in two minutes before it ends; only the full run waits for that.
 */
async function mlflowAlone(
  name: string,
  authorities: string,
  reason: RegExp,
  overrides: Readonly<Record<string, string>> = {},
): Promise<string> {
  writeFileSync(join(tasks.supervisor.subfolder(join("tasks", name, "database-ca")), "bundle.pem"), authorities);
  const { task } = await tasks.startIsolated(name, { containers: ["mlflow"], overrides });
  await task.started;
  const { program } = containerOf(task, "mlflow");
  await program.prints(reason, 90);
  if (process.env.FULL === "1") expect(await task.stopped).toBe("Essential container mlflow ended.");
  await task.stop("The test ends.");
  expect((await program.exited).code).not.toBe(0);
  return program.output;
}

describeIsolated("MLflow, by its address of the database alone,", () => {
  it("enters no database that it cannot verify, and none with a wrong password, and tells no secret", async () => {
    const right = readFileSync(theRehearsal().databaseTls.authorityFile, "utf8");
    const another = readFileSync(stranger.authorityFile, "utf8");
    const printed = await Promise.all([
      mlflowAlone("mlflow-another", another, /OperationalError\) \(2003, .*CERTIFICATE_VERIFY_FAILED/),
      mlflowAlone("mlflow-host-name", right, /OperationalError\) \(2003, .*mismatch/, { DB_HOST: "127.0.0.1" }),
      mlflowAlone("mlflow-no-pem", "<!DOCTYPE html>", /\[X509: NO_CERTIFICATE_OR_CRL_FOUND\]/),
      mlflowAlone("mlflow-password", right, /OperationalError\) \(1045, "Access denied/, { DB_PASSWORD: WRONG }),
    ]);
    expect(printed.filter((each) => each.includes(WRONG) || each.includes("Application startup complete"))).toEqual([]);
    const tables = "SELECT COUNT(*) FROM information_schema.tables WHERE TABLE_SCHEMA LIKE '%mlflow%'";
    expect(await tasks.database.query(tables)).toBe("0\n");
  }, 400_000);
});
