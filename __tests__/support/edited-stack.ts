import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack, MlflowStack } from "../../src";
import { BASE_PROPS, BASE_VARIABLES, Edit } from "./edits/edit";
import { PlantedEdit, Rewrite } from "./edits/planted-edit";
import { Emulator } from "./emulator";
import { attemptBesideOthers, Ended, run } from "./run";
import { object, parse } from "./stack-json";
import { MLFLOW_JSON, readText } from "./synthesis";

const STATE_BUCKET = "reviewed-states";
const LOCK_TABLE = "reviewed-lock";

/** Takes the place of the backend where a plan must not touch the deployed state. */
const LOCAL_BACKEND = JSON.stringify({ terraform: { backend: { local: { path: "terraform.tfstate" } } } });

/** The OAuth client and the secrets that bootstrap generates are searched for in every plan. */
export const OAUTH_CLIENT = { id: "canary-client-id.apps.example.com", secret: "canary-client-secret" } as const;

const BOOTSTRAP_VARIABLES = {
  state_bucket_name: STATE_BUCKET,
  state_lock_table_name: LOCK_TABLE,
  oauth2_client_version: 1,
  oauth2_client_id: OAUTH_CLIENT.id,
  oauth2_client_secret: OAUTH_CLIENT.secret,
} as const;

/** A plan of an edit, in every form. */
export interface EditPlan {
  /** What Terraform printed. */
  readonly output: string;
  /** What `terraform show -json` wrote. */
  readonly json: string;
  /** The saved plan. */
  readonly file: string;
}

/** Both stacks applied to one emulated account, and plans of what somebody edits afterwards. Nothing here applies them. */
export class EditedStack {
  private readonly folder = mkdtempSync(join(tmpdir(), "mlflow-edits-"));
  private copy: Promise<string> | undefined;
  /** The plan of the first deployment. */
  first: EditPlan = { output: "", json: "", file: "" };

  private constructor(readonly emulator: Emulator) {}

  static async deploy(): Promise<EditedStack> {
    const emulator = await Emulator.start();
    const stack = new EditedStack(emulator);
    try {
      emulator.seed("example.com");
      await stack.applyBootstrap();
      await stack.applyMlflow();
    } catch (error) {
      await stack.remove();
      throw error;
    }
    return stack;
  }

  async remove(): Promise<void> {
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** The JSON of the mlflow stack as it is deployed. */
  get json(): string {
    return readText(this.folder, baseOf(), MLFLOW_JSON);
  }

  /** The provider lock file that `terraform init` wrote. */
  get lockFile(): string {
    return join(this.folder, baseOf(), "stacks/mlflow/.terraform.lock.hcl");
  }

  /** Plans an edit beside others; one of the account itself must be planned alone. */
  async plan(edit: Edit): Promise<EditPlan> {
    const folder = this.synthesize(edit);
    const deployed = folder.replace(join(this.folder, edit.name), join(this.folder, baseOf(edit.stack)));
    copyInitialized(deployed, folder);
    const destroy = edit.destroy === true ? ["-destroy"] : [];
    return this.afterChange(edit, () => this.planIn(folder, ["-lock=false", ...destroy]));
  }

  /** The same from a copy of the state, refreshed: only what `byHand` changes is looked for in the account. */
  async planFromCopy(edit: PlantedEdit): Promise<EditPlan> {
    this.copy ??= this.copyState();
    const copy = await this.copy;
    const folder = this.synthesize(edit);
    copyInitialized(copy, folder);
    rewrite(join(folder, "cdk.tf.json"), edit.json ?? []);
    rewrite(join(folder, "terraform.tfstate"), edit.state === undefined ? [] : [edit.state]);
    const refresh = edit.byHand === undefined ? ["-refresh=false"] : [];
    const target = edit.target === undefined ? [] : [`-target=${edit.target}`];
    return this.afterChange(edit, () => this.planIn(folder, [...refresh, ...target], edit.isRefused));
  }

  /** Does what somebody did by hand, and undoes it. */
  private async afterChange<T>({ byHand }: Edit, task: () => Promise<T>): Promise<T> {
    if (byHand === undefined) return task();
    this.inAccount(byHand.change);
    try {
      return await task();
    } finally {
      this.inAccount(byHand.back);
    }
  }

  private inAccount(commands: string): void {
    run("bash", ["-euc", commands], { env: this.emulator.environment });
  }

  /** A folder with the deployed JSON and a state of its own, which holds what a refresh finds. */
  private async copyState(): Promise<string> {
    const folder = this.synthesize({ name: "copy", title: "" });
    const { stdout: state } = await this.succeed(join(this.folder, baseOf(), "stacks/mlflow"), "state", "pull");
    writeFileSync(join(folder, "terraform.tfstate"), state);
    writeFileSync(join(folder, "backend_override.tf.json"), LOCAL_BACKEND);
    await this.succeed(folder, "init");
    await this.succeed(folder, "apply", "-refresh-only", "-auto-approve");
    return folder;
  }

  /** Writes the JSON and the values of variables into a folder of its own. */
  private synthesize({ name, stack = "mlflow", props = {}, variables, code }: Edit): string {
    const outdir = join(this.folder, name);
    const app = new App({ outdir });
    if (stack === "bootstrap")
      new BootstrapStack(app, stack, { state: { type: "local" }, protectData: props.protectData ?? true });
    else {
      const made = new MlflowStack(app, stack, { ...BASE_PROPS, ...props });
      code?.(made);
    }
    app.synth();
    const folder = join(outdir, "stacks", stack);
    const base = stack === "bootstrap" ? BOOTSTRAP_VARIABLES : BASE_VARIABLES;
    writeFileSync(join(folder, "terraform.tfvars.json"), JSON.stringify({ ...base, ...variables }));
    return folder;
  }

  private async planIn(folder: string, args: readonly string[], isRefused = false): Promise<EditPlan> {
    const file = join(folder, "tfplan");
    const { output } = await this.end(isRefused ? 1 : 0, folder, "plan", "-out=tfplan", ...args);
    const { stdout: json } = await this.succeed(folder, "show", "-json", "tfplan");
    return { output, json, file };
  }

  private async applyMlflow(): Promise<void> {
    const folder = this.synthesize({ name: baseOf(), title: "" });
    const backend = [`bucket=${STATE_BUCKET}`, `dynamodb_table=${LOCK_TABLE}`];
    await this.succeed(folder, "init", ...backend.map((setting) => `-backend-config=${setting}`));
    this.first = await this.planIn(folder, []);
    await this.succeed(folder, "apply", this.first.file);
  }

  private async applyBootstrap(): Promise<void> {
    const folder = this.synthesize({ name: baseOf("bootstrap"), title: "", stack: "bootstrap" });
    await this.succeed(folder, "init");
    await this.succeed(folder, "apply", "-auto-approve");
  }

  private succeed(folder: string, command: string, ...args: readonly string[]): Promise<Ended> {
    return this.end(0, folder, command, ...args);
  }

  private async end(status: number, folder: string, command: string, ...args: readonly string[]): Promise<Ended> {
    const ended = await this.terraform(folder, command, ...args);
    if (ended.status !== status)
      throw new Error(`terraform ${command} in ${folder} ended with ${ended.status}:\n${ended.output.slice(-6000)}`);
    return ended;
  }

  private terraform(folder: string, command: string, ...args: readonly string[]): Promise<Ended> {
    const noColor = ["show", "state"].includes(command) ? [] : ["-no-color"];
    return attemptBesideOthers("terraform", [`-chdir=${folder}`, command, ...noColor, ...args], {
      env: this.emulator.environment,
    });
  }
}

/** Folder of what is deployed: one each, because a synth clears its own. */
function baseOf(stack = "mlflow"): string {
  return `base-${stack}`;
}

/** What `terraform init` left and what goes with it: providers, lock file, and a state of its own where there is one. */
function copyInitialized(from: string, to: string): void {
  for (const name of [".terraform", ".terraform.lock.hcl", "backend_override.tf.json", "terraform.tfstate"])
    if (existsSync(join(from, name))) cpSync(join(from, name), join(to, name), { recursive: true });
}

/** Rewrites a document in a file. */
function rewrite(file: string, rewrites: readonly Rewrite[]): void {
  const document = rewrites.reduce((edited, each) => each(edited), object(parse(readText(file))));
  writeFileSync(file, JSON.stringify(document));
}
