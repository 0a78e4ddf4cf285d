import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { object, parse } from "../stack-json";
import { Executor } from "./runs";
import { Run, Store, Workspace } from "./store";

/** Frames of a log, by which the CLI knows where it begins and that it is complete. */
const [START, END] = ["\u0002", "\u0003"];

/**
 * Executes runs with the `terraform` of this machine, each in a folder of its own below `folder`. They get the environment
 * of this process, and on top of it that of their workspace.
 */
export class TerraformExecutor implements Executor {
  constructor(
    private readonly store: Store,
    private readonly folder: string,
  ) {}

  async plan(run: Run): Promise<"planned" | "planned_and_finished" | "errored"> {
    const folder = join(this.folder, run.id);
    run.folder = folder;
    mkdirSync(folder, { recursive: true });
    run.planLog = START;
    const log = (text: string): void => {
      run.planLog += text;
    };
    try {
      if (!(await this.unpack(run, folder))) return "errored";
      const mode = run.isDestroy ? ["-destroy"] : [];
      if (!(await this.command(run, ["init", "-input=false", "-no-color"], log))) return "errored";
      if (!(await this.command(run, ["plan", "-input=false", "-no-color", "-out=plan.out", ...mode], log)))
        return "errored";
      let json = "";
      await this.command(run, ["show", "-json", "plan.out"], (text) => (json += text));
      run.planJson = Buffer.from(json);
      // Before the run is at its end: the CLI asks for both in any order.
      run.hasChanges = object(parse(json)).applyable === true;
      return run.planOnly || !run.hasChanges ? "planned_and_finished" : "planned";
    } finally {
      run.planLog += END;
    }
  }

  async apply(run: Run): Promise<void> {
    run.applyLog = START;
    const applied = await this.command(run, ["apply", "-input=false", "-no-color", "plan.out"], (text) => {
      run.applyLog += text;
    });
    this.keepState(run);
    run.applyLog += END;
    run.applyStatus = applied ? "finished" : "errored";
    run.status = applied ? "applied" : "errored";
  }

  private async unpack(run: Run, folder: string): Promise<boolean> {
    const archive = join(this.folder, `${run.configuration.id}.tar.gz`);
    if (!(await ended("tar", ["-xzf", archive, "-C", folder], {}, () => undefined))) return false;
    // An override file beats the `cloud` block: the executor keeps the state itself, as the real one does.
    const backend = { local: { path: "run.tfstate" } };
    writeFileSync(join(folder, "run_override.tf.json"), JSON.stringify({ terraform: { backend } }));
    writeFileSync(join(folder, "terraform.tfvars"), workspaceValues(run.workspace));
    writeFileSync(
      join(folder, "run.auto.tfvars"),
      run.variables.map(({ key, value }) => `${key} = ${value}\n`).join(""),
    );
    const state = run.workspace.states.at(-1);
    if (state !== undefined) writeFileSync(join(folder, "run.tfstate"), state.state);
    return true;
  }

  private keepState(run: Run): void {
    const path = join(run.folder ?? "", "run.tfstate");
    if (!existsSync(path)) return;
    const { states } = run.workspace;
    states.push({ id: this.store.id("sv"), serial: states.length + 1, state: readFileSync(path) });
  }

  private command(run: Run, args: readonly string[], log: (text: string) => void): Promise<boolean> {
    const ofWorkspace = run.workspace.variables.filter(({ category }) => category === "env");
    const env = { FAKE_HCP_TOKEN: undefined, ...Object.fromEntries(ofWorkspace.map(({ key, value }) => [key, value])) };
    return ended("terraform", [`-chdir=${run.folder ?? ""}`, ...args], env, log);
  }
}

/** Values as the service hands them to Terraform: an HCL expression as it is, anything else as a string. */
function workspaceValues({ variables }: Workspace): string {
  return variables
    .filter(({ category }) => category === "terraform")
    .map(({ key, value, hcl }) => `${key} = ${hcl ? value : quoted(value)}\n`)
    .join("");
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}

function ended(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  log: (text: string) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", log);
    child.on("error", () => {
      resolve(false);
    });
    child.on("close", (status) => {
      resolve(status === 0);
    });
  });
}
