import { readdirSync, readFileSync } from "node:fs";

/** Proportional set size of a process and all below it, in MB: shared pages count once. Linux only. */
export function memoryOf(root: number): number {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), parentOf(pid)]),
  );
  const isBelow = (pid: number | undefined): boolean =>
    pid === root || (pid !== undefined && pid > 1 && isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow).reduce((sum, pid) => sum + proportionalSetSize(pid), 0);
}

/** Runs some work and tells the most that a process tree had meanwhile. */
export async function peakOf<T>(
  roots: readonly number[],
  work: Promise<T>,
): Promise<{ result: T; peaks: readonly number[] }> {
  const peaks = roots.map(memoryOf);
  const timer = setInterval(() => {
    roots.forEach((root, index) => (peaks[index] = Math.max(peaks[index] ?? 0, memoryOf(root))));
  }, 200);
  try {
    return { result: await work, peaks };
  } finally {
    clearInterval(timer);
  }
}

function parentOf(pid: string): number | undefined {
  const status = read(`/proc/${pid}/status`);
  return Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]);
}

function proportionalSetSize(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1000;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It has ended in the meantime.
    return "";
  }
}
