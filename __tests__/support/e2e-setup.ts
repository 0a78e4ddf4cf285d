import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MissingToolsError, requireTools } from "../../src/rehearsal/tools";
import { cleanEnvironment } from "./environment";
import { readmeBlock } from "./readme";
import { PROJECT } from "./synthesis";

const START_SECONDS = 400;

/** The last line of a start, with the folder of the rehearsal. */
export const READY = /^Logs: (.*)\/logs\. /m;

/**
 * Starts the README's command once for all files of the ring, unless E2E_FOLDER names one that runs. Where oauth2-proxy is missing, it runs without, and the tests
 * that need it skip; where another tool is missing, the ring says so in one line and skips.
 */
export default async function e2eSetup(): Promise<void> {
  if (process.env.E2E_FOLDER !== undefined) return;
  requireOrSkip();
  const login = has("oauth2-proxy");
  process.env.E2E_LOGIN = login ? "yes" : "";
  const log = join(mkdtempSync(join(tmpdir(), "e2e-")), "rehearse.log");
  const output = openSync(log, "a");
  const command = readmeBlock("rehearse").trim();
  const rehearse = spawn("sh", ["-c", login ? command : `${command} -- --without-login`], {
    cwd: PROJECT,
    env: cleanEnvironment(),
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  process.env.E2E_REHEARSE = String(rehearse.pid);
  process.env.E2E_REHEARSE_LOG = log;
  process.env.E2E_FOLDER = await folderOf(log, () => rehearse.exitCode !== null);
}

/** The folder of the rehearsal, which it tells last of all. */
async function folderOf(log: string, ended: () => boolean): Promise<string> {
  const patienceEnds = Date.now() + START_SECONDS * 1000;
  for (;;) {
    const output = readFileSync(log, "utf8");
    const folder = READY.exec(output)?.[1];
    if (folder !== undefined) return folder;
    if (ended() || Date.now() > patienceEnds) throw new Error(`the rehearsal did not start:\n${output}`);
    await sleep(200);
  }
}

function has(tool: "oauth2-proxy"): boolean {
  try {
    requireTools([tool], process.env);
    return true;
  } catch (error) {
    if (error instanceof MissingToolsError) return false;
    throw error;
  }
}

function requireOrSkip(): void {
  try {
    requireTools(["terraform", "python3", "mariadbd", "mariadb-install-db", "mariadb"], process.env);
  } catch (error) {
    if (!(error instanceof MissingToolsError)) throw error;
    skip(error.message.split("\n").join(" "));
  }
  for (const script of ["emulator/setup.sh", "src/rehearsal/setup.sh", "clients/python/setup.sh"]) {
    const { status } = spawnSync(join(PROJECT, script), { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) skip(`the Python packages of ${script} cannot be installed`);
  }
}

function skip(reason: string): never {
  process.stderr.write(`e2e ring skipped: ${reason}\n`);
  process.exit(0);
}
