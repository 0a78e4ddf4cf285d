import { attempt, Ended } from "./run";

/** A shell whose exported variables live on from one block of commands to the next, as for somebody who types them. */
export class Shell {
  constructor(
    private readonly cwd: string,
    private env: Readonly<Record<string, string>>,
  ) {}

  /** Runs a block that must succeed; the first failing command ends it. */
  run(block: string): Ended {
    const ended = this.attempt(block);
    if (ended.status !== 0) throw new Error(`exit ${String(ended.status)} of\n${block}\n${ended.output.slice(-6000)}`);
    return ended;
  }

  /** Runs a block and keeps what it exported; the environment stands behind a NUL at the end of its output. */
  attempt(block: string): Ended {
    const script = `set -euo pipefail\n${block}\nprintf '\\0'; env -0`;
    const ended = attempt("bash", ["-c", script], { cwd: this.cwd, env: this.env });
    const [stdout = "", ...pairs] = ended.stdout.split("\0");
    if (ended.status === 0) {
      this.env = Object.fromEntries(
        pairs
          .filter((pair) => pair.includes("="))
          .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
      );
    }
    return { ...ended, stdout, output: `${stdout}${ended.stderr}` };
  }

  /** Sets a variable for all later blocks. */
  export(name: string, value: string): void {
    this.env = { ...this.env, [name]: value };
  }

  get environment(): Readonly<Record<string, string>> {
    return this.env;
  }
}
