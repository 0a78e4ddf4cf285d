import { spawn } from "node:child_process";
import { once } from "node:events";

/** A `terraform apply` that waits at its approval prompt, and holds the state lock meanwhile. */
export class ParkedApply {
  private constructor(private readonly answer: (text: string) => Promise<void>) {}

  /** @param args arguments of `apply` that make it find something to change */
  static async start(folder: string, env: Readonly<Record<string, string>>, args: string[]): Promise<ParkedApply> {
    const terraform = spawn("terraform", [`-chdir=${folder}`, "apply", "-no-color", "-input=true", ...args], {
      env: { ...env, TF_INPUT: "1" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(terraform, "exit");
    let seen = "";
    for await (const chunk of terraform.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
      seen += String(chunk);
      if (seen.includes("Enter a value:")) {
        terraform.stdout.resume();
        return new ParkedApply(async (text) => {
          terraform.stdin.end(`${text}\n`);
          await ended;
        });
      }
    }
    throw new Error(`the apply ended before it asked:\n${seen}`);
  }

  /** Answers "no" and waits until the lock is gone. */
  async decline(): Promise<void> {
    await this.answer("no");
  }
}
