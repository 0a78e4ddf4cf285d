import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isGroupAlive } from "./process-groups";

const STOP_SECONDS = 200;

/** Presses Ctrl-C, and makes sure that nothing is left. */
export default async function e2eTeardown(): Promise<void> {
  const { E2E_REHEARSE: group, E2E_REHEARSE_LOG: log = "", E2E_FOLDER: folder = "" } = process.env;
  if (group === undefined) return;
  process.kill(-Number(group), "SIGINT");
  const patienceEnds = Date.now() + STOP_SECONDS * 1000;
  while (isGroupAlive(Number(group))) {
    if (Date.now() > patienceEnds) throw new Error(`the rehearsal did not stop:\n${readFileSync(log, "utf8")}`);
    await sleep(100);
  }
  const text = readFileSync(log, "utf8");
  if (!text.includes("Everything is stopped and removed.") || existsSync(folder))
    throw new Error(`the rehearsal left something behind:\n${text}`);
  rmSync(dirname(log), { recursive: true });
}
