import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { theRehearsal } from "./rehearsal";

const INTERVAL_MS = 100;

/** The ids of a program of the rehearsal's own task and of all its descendants. @param command what its command line is */
export function processTree(command: RegExp): number[] {
  const { folder } = theRehearsal();
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((pid) => [Number(pid), Number(/^PPid:\s*(\d+)/m.exec(proc(pid, "status"))?.[1])]));
  // Other rehearsals may run beside this one: only this one's processes know its folder.
  const tree = new Set(
    all
      .filter(
        (pid) => command.test(proc(pid, "cmdline").replaceAll("\0", " ")) && proc(pid, "environ").includes(folder),
      )
      .map(Number),
  );
  for (let size = 0; size < tree.size;) {
    size = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** The memory that processes take together, in MiB; what they share is counted once. */
export function memoryMiB(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s*(\d+)/m.exec(proc(String(pid), "smaps_rollup"))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** The most that each of some programs takes while something is done. @returns MiB by the programs' names */
export async function peaksDuring<T>(
  programs: Readonly<Record<string, readonly number[]>>,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly peaks: Readonly<Record<string, number>> }> {
  const peaks: Record<string, number> = {};
  const end = new AbortController();
  const sampling = sample(end.signal, () => {
    for (const [name, pids] of Object.entries(programs)) peaks[name] = Math.max(peaks[name] ?? 0, memoryMiB(pids));
  });
  try {
    return { result: await work(), peaks };
  } finally {
    end.abort();
    await sampling;
  }
}

async function sample(end: AbortSignal, take: () => void): Promise<void> {
  while (!end.aborted) {
    take();
    await sleep(INTERVAL_MS);
  }
}

/** Empty when the process has ended, or is another user's. */
function proc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
