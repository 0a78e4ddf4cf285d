import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { LoggedCall, s3Calls, sessionOf } from "../support/call-log";
import { peaksDuring, processTree } from "../support/process-memory";
import { pythonReport } from "../support/python-client";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { text } from "../support/stack-json";
import { forgetArtifacts } from "../support/stored-artifacts";

const runs: string[] = [];

const MEBIBYTE = 1 << 20;
const THROUGH_SERVER = {
  MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD: "false",
  MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD: "false",
};
/** From this size on parts go up directly; the default is 500 MiB. */
const DIRECT = { MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE: String(100 * MEBIBYTE) };
/** More than the server may take for a large file beyond what it takes for a smaller one. */
const ALLOWANCE_MIB = 200;

interface Transfer {
  readonly run: string;
  readonly sent: string;
  readonly received: string;
  readonly calls: readonly LoggedCall[];
}

/** An artifact up and down by MLflow's client. */
async function transfer(mebibytes: number, env: Readonly<Record<string, string>>): Promise<Transfer> {
  const program = { file: "transfer_artifact.py", args: [`artifacts-${randomUUID()}`, String(mebibytes)] };
  const found = await pythonReport(program, { token: await theRehearsal().token(), env });
  expect(found.size).toBe(mebibytes * MEBIBYTE);
  const run = text(found.run);
  runs.push(run);
  return { run, sent: text(found.sent), received: text(found.received), calls: s3Calls(`/${run}/`) };
}

/** Every call was made by a session of the task role and answered well. */
async function expectTaskRole(calls: readonly LoggedCall[]): Promise<void> {
  expect(calls.filter(({ status }) => status >= 300)).toEqual([]);
  const keys = [...new Set(calls.map(({ accessKey }) => accessKey))];
  const sessions = await Promise.all(keys.map(sessionOf));
  expect(sessions.length).toBeGreaterThan(0);
  for (const session of sessions) expect(session).toMatch(/:assumed-role\/oauth2-mlflow-[a-z0-9-]+-ecs-task\//);
}

/** What transfers left in the volumes of the task; other tests may be sending files of other names. */
function leftByTransfers(): string[] {
  return readdirSync(join(theRehearsal().folder, "tasks/task"), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("/model.bin"),
  );
}

/** The names of the calls, by addresses that somebody else has signed or not. */
function named(calls: readonly LoggedCall[], presigned: boolean): string[] {
  return [...new Set(calls.filter((each) => each.presigned === presigned).map(({ call }) => call))].sort();
}

/** The account keeps objects in memory, old versions too: what a test sends goes away with it. */
async function forget(sent: readonly string[]): Promise<void> {
  expect(await forgetArtifacts(sent)).toBe(sent.length);
}

describeWithLogin("an artifact of 200 MB", () => {
  afterAll(() => forget(runs.splice(0)));

  it("goes up in parts and comes down directly, by addresses that the task role has signed", async () => {
    const { sent, received, calls } = await transfer(200, DIRECT);
    expect(received).toBe(sent);
    expect(named(calls, true)).toEqual(["s3:GetObject", "s3:UploadPart"]);
    expect(named(calls, false)).not.toContain("s3:GetObject");
    expect(named(calls, false)).not.toContain("s3:UploadPart");
    await expectTaskRole(calls);
  }, 120_000);

  it("goes up through the server and comes down directly where the client changes nothing", async () => {
    const { sent, received, calls } = await transfer(200, {});
    expect(received).toBe(sent);
    expect(named(calls, true)).toEqual(["s3:GetObject"]);
    await expectTaskRole(calls);
  }, 120_000);

  it("goes up and comes down through the server alone, with two settings of the client", async () => {
    const { sent, received, calls } = await transfer(200, THROUGH_SERVER);
    expect(received).toBe(sent);
    expect(named(calls, true)).toEqual([]);
    expect(named(calls, false)).toEqual(expect.arrayContaining(["s3:GetObject", "s3:UploadPart"]));
    await expectTaskRole(calls);
  }, 120_000);
});

describeWithLogin("an artifact of 1 GiB through the server", () => {
  afterAll(() => forget(runs.splice(0)));

  it("takes no more memory there than a smaller one, and leaves no file behind", async () => {
    const programs = { mlflow: processTree(/\bmlflow server\b/), proxy: processTree(/\boauth2-proxy\b/) };
    // Two workers among them.
    expect(programs.mlflow.length).toBeGreaterThanOrEqual(4);
    expect(programs.proxy).toHaveLength(1);
    const small = await peaksDuring(programs, () => transfer(100, THROUGH_SERVER));
    const large = await peaksDuring(programs, () => transfer(1024, THROUGH_SERVER));
    expect(large.result.received).toBe(large.result.sent);
    expect(named(large.result.calls, true)).toEqual([]);
    for (const program of ["mlflow", "proxy"]) {
      const [peak = Infinity, usual = 0] = [large.peaks[program], small.peaks[program]];
      expect(usual).toBeGreaterThan(5);
      expect(peak).toBeLessThan(usual + ALLOWANCE_MIB);
    }
    expect(leftByTransfers()).toEqual([]);
  }, 240_000);
});
