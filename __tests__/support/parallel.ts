import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs one task for each item, `limit` at a time, and returns their results in the order of the items. */
export async function inParallel<T, R>(
  limit: number,
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.set(next[0], await task(next[1]));
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return [...results.entries()].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/** How a command ended, with both of its streams as they came. */
export interface EndedLater {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command without stopping the others; killed after `minutes`. */
export async function attemptLater(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  minutes = 6,
): Promise<EndedLater> {
  const child = spawn(command, args, {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: minutes * 60_000,
    killSignal: "SIGKILL",
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  }
  await once(child, "close");
  return { status: child.exitCode, output: chunks.join("") };
}
