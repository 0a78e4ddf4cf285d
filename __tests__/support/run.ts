import { execFile, spawnSync } from "node:child_process";

export interface RunOptions {
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Minutes until the command is killed. A hanging emulator must end the test, not the day. @default 6 */
  readonly minutes?: number;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for messages and searches. */
  readonly output: string;
}

/** Runs a command to its end, whatever that is. */
export function attempt(command: string, args: readonly string[], options: RunOptions): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: options.cwd,
    env: { ...options.env },
    encoding: "utf8",
    timeout: (options.minutes ?? 6) * 60_000,
    killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024,
    input: "",
  });
  const output = `${stdout}${stderr}${error === undefined ? "" : String(error)}`;
  return { status, stdout, stderr, output };
}

/** The same beside others: several can run at once. */
export function attemptBesideOthers(command: string, args: readonly string[], options: RunOptions): Promise<Ended> {
  const settings = {
    cwd: options.cwd,
    env: { ...options.env },
    timeout: (options.minutes ?? 6) * 60_000,
    killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(command, args, settings, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : child.exitCode, stdout, stderr, output: `${stdout}${stderr}` });
    });
    child.stdin?.end();
  });
}

/** Runs a command that must succeed. */
export function run(command: string, args: readonly string[], options: RunOptions): Ended {
  const ended = attempt(command, args, options);
  if (ended.status !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${String(ended.status)}:\n${ended.output.slice(-6000)}`);
  }
  return ended;
}
