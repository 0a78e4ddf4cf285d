import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment } from "./environment";
import { PROJECT } from "./synthesis";

/** A network of its own: the ports of the ring's rehearsal are taken. */
export const OWN_NETWORK = ["bwrap", "--dev-bind", "/", "/", "--unshare-net"] as const;

/** `npm run rehearse` in a process group of its own, as in a terminal, with a temporary folder of its own. */
export class RehearseCommand {
  readonly temporary = mkdtempSync(join(tmpdir(), "rehearse-command-"));
  output = "";
  private readonly npm: ChildProcess;
  private readonly ended: Promise<unknown>;

  /** @param wrapper in front of npm */
  constructor(args: readonly string[], env: Readonly<Record<string, string>>, wrapper: readonly string[]) {
    const [file = "", ...words] = [...wrapper, "npm", "run", "rehearse", "--", ...args];
    this.npm = spawn(file, words, {
      cwd: PROJECT,
      env: { ...cleanEnvironment(), ...env, TMPDIR: this.temporary },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.npm.stdout, this.npm.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => (this.output += chunk));
    }
    this.ended = once(this.npm, "close");
  }

  async prints(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.npm.exitCode !== null) throw new Error(`it ended without "${text}":\n${this.output}`);
      await sleep(50);
    }
  }

  async exitCode(): Promise<number | null> {
    await this.ended;
    return this.npm.exitCode;
  }

  /** As Ctrl-C in a terminal, which reaches npm and the shell, too. */
  interrupt(): void {
    process.kill(-(this.npm.pid ?? 0), "SIGINT");
  }

  /** The one death that nobody can handle, of all processes that a terminal would know. */
  kill(): void {
    process.kill(-(this.npm.pid ?? 0), "SIGKILL");
  }

  /** Processes that have the temporary folder in their command line, and what is in it. */
  get leftovers(): readonly string[] {
    const processes = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => commandLine(pid))
      .filter((line) => line.includes(this.temporary));
    return [...processes, ...readdirSync(this.temporary)];
  }

  /** Waits until nothing is left. @returns what is left after the time is over */
  async leavesNothing(seconds: number): Promise<readonly string[]> {
    const patienceEnds = Date.now() + seconds * 1000;
    while (this.leftovers.length > 0 && Date.now() < patienceEnds) await sleep(100);
    return this.leftovers;
  }

  remove(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

function commandLine(pid: string): string {
  const file = `/proc/${pid}/cmdline`;
  try {
    return existsSync(file) ? readFileSync(file, "utf8").replaceAll("\0", " ") : "";
  } catch {
    // It has ended in the meantime.
    return "";
  }
}
