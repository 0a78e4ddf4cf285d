import { spawnSync, SpawnSyncReturns } from "node:child_process";
import { CommandError } from "./command";

const MOST_OUTPUT = 256 * 1024 * 1024;

/** @throws CommandError unless Terraform is there and new enough: write-only arguments came with 1.11 */
export function requireTerraform(env: NodeJS.ProcessEnv): void {
  const { stdout, status } = spawnSync("terraform", ["version", "-json"], { env, encoding: "utf8" });
  if (status !== 0) throw new CommandError("terraform is not on the PATH. Install Terraform 1.11 or later.");
  const version = /"terraform_version": *"([^"]+)"/.exec(stdout)?.[1] ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 1 || (major === 1 && minor < 11)) {
    throw new CommandError(`Terraform ${version} is too old: write-only values need 1.11 or later.`);
  }
}

/** File in the folder of a stack with import blocks for its next apply, which doctor writes. */
export const IMPORTS_FILE = "imports.tf";

/** Ctrl-C reaches Terraform as well, which then ends politely: this process waits for it and cleans up. */
function untilItEnds<T>(run: () => T): T {
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  try {
    return run();
  } finally {
    process.off("SIGINT", wait);
  }
}

/** The Terraform CLI in the folder of one synthesized stack. */
export class TerraformCli {
  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs a command whose output the user sees. */
  run(...args: readonly string[]): void {
    const finished = untilItEnds(() =>
      spawnSync("terraform", this.inFolder(args), { env: this.env, stdio: "inherit" }),
    );
    this.check(args, finished);
  }

  /** Runs a command and returns its lines of output; what it prints to standard error the user sees. */
  lines(...args: readonly string[]): readonly string[] {
    const finished = spawnSync("terraform", this.inFolder(args), {
      env: this.env,
      encoding: "utf8",
      maxBuffer: MOST_OUTPUT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.check(args, finished);
    return finished.stdout.split("\n").filter((line) => line !== "");
  }

  /** Runs a command that is only worth reading when it fails. */
  quietly(...args: readonly string[]): void {
    const finished = spawnSync("terraform", this.inFolder(args), { env: this.env, encoding: "utf8", stdio: "pipe" });
    if (finished.status !== 0) process.stderr.write(`${finished.stdout}${finished.stderr}`);
    this.check(args, finished);
  }

  /** Plans into a file that only its owner can read. @returns whether there is anything to apply */
  plan(file: string, ...args: readonly string[]): boolean {
    const before = process.umask(0o077);
    try {
      const planArgs = ["plan", `-out=${file}`, "-detailed-exitcode", ...args];
      const finished = untilItEnds(() =>
        spawnSync("terraform", this.inFolder(planArgs), { env: this.env, stdio: "inherit" }),
      );
      if (finished.status !== 2) this.check(planArgs, finished);
      return finished.status === 2;
    } finally {
      process.umask(before);
    }
  }

  /** Runs a command whose output is JSON. */
  json(...args: readonly string[]): unknown {
    return JSON.parse(this.lines(...args).join("\n"));
  }

  private inFolder(args: readonly string[]): string[] {
    return [`-chdir=${this.folder}`, ...args];
  }

  private check(args: readonly string[], { error, status }: SpawnSyncReturns<unknown>): void {
    if (error !== undefined) {
      throw new CommandError(`terraform cannot be started (${error.message}). Install Terraform 1.11 or later.`);
    }
    if (status !== 0) throw new CommandError(`terraform ${args[0] ?? ""} failed; its message stands above.`);
  }
}
