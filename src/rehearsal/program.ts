import { ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** How a program is started. */
export interface ProgramOptions {
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** @default - the folder of the caller */
  readonly cwd?: string;
  /** Written to standard input, which then is closed. @default - no input */
  readonly input?: string;
  /**
   * Who gets the polite signals. `child`: the command is a wrapper that would die of them and only waits for its child.
   * @default "itself"
   */
  readonly signalled?: "itself" | "child";
}

/** How a program ended: a code, or the signal that ended it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that did not do what was expected of it, with the end of what it printed. */
export class ProgramError extends Error {
  constructor(program: Program, what: string) {
    super(`${program.name} ${what}\n${program.output.slice(-4000).trimEnd()}`);
  }
}

/** A program of the rehearsal, in a process group of its own, so that Ctrl-C in the terminal does not reach it. */
export class Program {
  /** Resolves when it has ended. A command that is not there ends with code 127. */
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private ended: Exit | undefined;

  constructor(
    readonly name: string,
    command: readonly string[],
    /** Gets both of its output streams. */
    readonly logFile: string,
    private readonly options: ProgramOptions,
  ) {
    const [file = "", ...args] = command;
    const log = openSync(logFile, "a", 0o600);
    this.child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...options.env },
      detached: true,
      stdio: [options.input === undefined ? "ignore" : "pipe", log, log],
    });
    closeSync(log);
    this.exited = new Promise((resolve) => {
      this.child.once("error", () => {
        resolve((this.ended = { code: 127, signal: null }));
      });
      this.child.once("exit", (code, signal) => {
        // Children that it leaves in its group would outlive it.
        this.killGroup();
        resolve((this.ended = { code, signal }));
      });
    });
    // A program that ends before it has read everything is told by its exit code.
    this.child.stdin?.on("error", () => undefined).end(options.input);
  }

  /** Process id, and the id of the process group; `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.ended === undefined;
  }

  /** Everything that it has printed so far. */
  get output(): string {
    return readFileSync(this.logFile, "utf8");
  }

  /**
   * Waits until a pattern stands in its output.
   *
   * @throws ProgramError when the program ends or the time is over before
   */
  async prints(pattern: RegExp, seconds: number): Promise<RegExpExecArray> {
    const patienceEnds = Date.now() + seconds * 1000;
    for (;;) {
      const { running } = this;
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      if (!running) throw new ProgramError(this, `ended with ${describe(this.ended)} before it was ready.`);
      if (Date.now() > patienceEnds) throw new ProgramError(this, `was not ready after ${seconds} s.`);
      await sleep(50);
    }
  }

  /**
   * Waits for its end.
   *
   * @throws ProgramError unless it succeeds
   */
  async succeeds(): Promise<void> {
    const exit = await this.exited;
    if (exit.code !== 0) throw new ProgramError(this, `ended with ${describe(exit)}.`);
  }

  /** Sends a signal to the program alone, as the init process of a container does. */
  signal(signal: NodeJS.Signals): void {
    const target = this.options.signalled === "child" ? onlyChild(this.pid) : this.pid;
    // The number of a process that has ended may be another's by now.
    if (target !== undefined && this.running) ignoringAbsence(() => process.kill(target, signal));
  }

  /** SIGTERM, and SIGKILL when the time is over. */
  async stop(seconds: number): Promise<Exit> {
    this.signal("SIGTERM");
    const timer = setTimeout(() => {
      this.killGroup();
    }, seconds * 1000);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  private killGroup(): void {
    const { pid } = this;
    if (pid !== undefined && this.running) ignoringAbsence(() => process.kill(-pid, "SIGKILL"));
  }
}

function ignoringAbsence(act: () => void): void {
  try {
    act();
  } catch {
    // It has ended by itself in the meantime.
  }
}

/** The process that a wrapper waits for; `undefined` when there is none. Linux only, as is everything that wraps. */
export function onlyChild(pid: number | undefined): number | undefined {
  const list = `/proc/${String(pid)}/task/${String(pid)}/children`;
  const [child] = existsSync(list) ? readFileSync(list, "utf8").split(" ") : [];
  return child ? Number(child) : undefined;
}

function describe(exit: Exit | undefined): string {
  return exit?.signal ? `signal ${exit.signal}` : `exit code ${String(exit?.code)}`;
}
