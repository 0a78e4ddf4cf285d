import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program, ProgramOptions } from "./program";

/** Seconds that a program has to end before it is killed, when the whole rehearsal ends. */
const STOP_SECONDS = 10;

/**
 * Starts the programs of a rehearsal and owns the one folder that they write to. When it stops, or its process dies in
 * whatever way, no program and no file is left: see `guardian.mjs`.
 */
export class Supervisor {
  /** Readable by its owner only. */
  readonly folder = mkdtempSync(join(tmpdir(), "mlflow-rehearsal-"));
  private readonly list = join(this.folder, "programs");
  private readonly logs = join(this.folder, "logs");
  private readonly stops: (() => Promise<unknown>)[] = [];
  private readonly guardian: ChildProcess;
  private stopping = false;

  constructor() {
    mkdirSync(this.logs);
    writeFileSync(this.list, "");
    // Relative to the project, which is where npm runs every command.
    this.guardian = spawn(process.execPath, ["src/rehearsal/guardian.mjs", this.folder], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
  }

  /**
   * Starts a program; it is stopped at the latest with the supervisor. Its output goes to `logs/<name>.log`.
   *
   * @throws Error when the supervisor is stopping
   */
  start(name: string, command: readonly string[], options: ProgramOptions): Program {
    if (this.stopping) throw new Error(`${name} is not started anymore.`);
    const program = new Program(name, command, join(this.logs, `${name}.log`), options);
    const { pid } = program;
    if (pid === undefined) return program;
    appendFileSync(this.list, `+${pid}\n`);
    void program.exited.then(() => {
      if (existsSync(this.list)) appendFileSync(this.list, `-${pid}\n`);
    });
    this.atStop(() => program.stop(STOP_SECONDS));
    return program;
  }

  /** Has something done when everything stops, before the programs stop that were started earlier. */
  atStop(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  /** The path of a subfolder, made if it is not there. */
  subfolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Stops everything, the youngest first, and removes the folder. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const stop of [...this.stops].reverse()) await stop();
    const gone = once(this.guardian, "exit");
    this.guardian.stdin?.end();
    await gone;
  }
}
