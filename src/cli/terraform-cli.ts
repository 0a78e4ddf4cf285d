import { spawnSync, SpawnSyncReturns } from "node:child_process";
import { CommandError } from "./command";

/** The Terraform CLI in the folder of one synthesized stack. */
export class TerraformCli {
  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs a command whose output the user sees. */
  run(...args: readonly string[]): void {
    const finished = spawnSync("terraform", this.inFolder(args), { env: this.env, stdio: "inherit" });
    this.check(args, finished);
  }

  /** Runs a command and returns its lines of output; what it prints to standard error the user sees. */
  lines(...args: readonly string[]): readonly string[] {
    const finished = spawnSync("terraform", this.inFolder(args), {
      env: this.env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.check(args, finished);
    return finished.stdout.split("\n").filter((line) => line !== "");
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
