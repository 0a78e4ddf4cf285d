import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** `polite`: as Ctrl-C does, and Terraform ends by itself. `hard`: as a machine that goes off, providers and all. */
export type Stop = "polite" | "hard";

export interface InterruptedApply {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stop: Stop;
  /** The apply is stopped as soon as this is true. */
  readonly reached: () => boolean;
}

/** How an apply ended. */
export interface Stopped {
  /** false: it was through before it could be stopped. */
  readonly interrupted: boolean;
  readonly output: string;
}

/** Applies without questions in a process group of its own, and stops it. */
export async function interruptApply({ folder, env, stop, reached }: InterruptedApply): Promise<Stopped> {
  const args = [`-chdir=${folder}`, "apply", "-auto-approve", "-no-color", "-input=false"];
  const terraform = spawn("terraform", args, { env: { ...env }, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [terraform.stdout, terraform.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  }
  let isRunning = true;
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    terraform.once("exit", (_code, by) => {
      isRunning = false;
      resolve(by);
    });
  });
  const running = (): boolean => isRunning;
  while (running() && !reached()) await sleep(20);
  const interrupted = running();
  if (interrupted && terraform.pid !== undefined) {
    // A negative id is the group: Terraform and its providers.
    if (stop === "hard") process.kill(-terraform.pid, "SIGKILL");
    else process.kill(terraform.pid, "SIGINT");
  }
  const patience = setTimeout(() => terraform.kill("SIGKILL"), 3 * 60_000);
  const signal = await ended;
  clearTimeout(patience);
  if (stop === "polite" && signal !== null) output += "\nNOT ENDED BY ITSELF";
  // What was under way in the account still comes to its end there.
  await sleep(1_000);
  return { interrupted, output };
}
