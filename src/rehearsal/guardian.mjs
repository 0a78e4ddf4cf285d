/**
 * Outlives the rehearsal: `node guardian.mjs <folder>`. Its standard input is a pipe that the rehearsal holds open and
 * never writes to, so it closes however the rehearsal ends, by SIGKILL, too. Then every program that `<folder>/programs`
 * names is stopped, the youngest first, and the folder is removed.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLITE_MILLISECONDS = 10_000;

const folder = process.argv[2];
// Ctrl-C is for the rehearsal; whatever it leaves behind is cleaned up afterwards.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.on("close", () => void cleanUp());

async function cleanUp() {
  const groups = programs().reverse();
  for (const group of groups) signalGroup(group, "SIGTERM");
  const patienceEnds = Date.now() + POLITE_MILLISECONDS;
  while (groups.some((group) => signalGroup(group, 0)) && Date.now() < patienceEnds) await sleep(50);
  for (const group of groups) signalGroup(group, "SIGKILL");
  while (groups.some((group) => signalGroup(group, 0))) await sleep(20);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

/** Process groups, in the order of their start; those that ended are struck out, since their numbers may be used again. */
function programs() {
  const running = new Set();
  for (const line of readFileSync(join(folder, "programs"), "utf8").split("\n")) {
    const [change, group] = [line.slice(0, 1), Number(line.slice(1))];
    if (change === "+") running.add(group);
    if (change === "-") running.delete(group);
  }
  return [...running];
}

/** @returns whether the group has a process left */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}
