import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "./emulator";
import { InterruptedApply, interruptApply, Stop, Stopped } from "./interrupted-apply";
import { ProjectCopy } from "./project-copy";
import { readmeBlock } from "./readme";
import { attemptBesideOthers, Ended } from "./run";
import { Json, list, object, parse, text } from "./stack-json";
import { PROJECT } from "./synthesis";

export type StackId = "bootstrap" | "mlflow";

/** How many there are, by resource type. */
export type Counts = Readonly<Record<string, number>>;

const VARIABLES: Readonly<Record<StackId, Readonly<Record<string, string>>>> = {
  bootstrap: { TF_VAR_state_bucket_name: "interrupted-state", TF_STATE_BOOTSTRAP: "local" },
  mlflow: {
    OAUTH2_CLIENT_ID: "client-id.apps.example.com",
    OAUTH2_CLIENT_SECRET: "client-secret-of-this-test",
    TF_STATE_BUCKET: "example-mlflow-terraform-state",
    TF_STATE_LOCK_TABLE: "mlflow-terraform-lock",
    TF_VAR_hosted_zone: "example.com",
    TF_VAR_dns_record_name: "mlflow",
    TF_VAR_domain: "example.com",
    TF_VAR_allowed_email_domains: '["example.com"]',
  },
};

/** A stack in an account of its own, whose applies are interrupted. Nothing here blocks: several live beside each other. */
export class InterruptedStack {
  private readonly project = new ProjectCopy();
  private readonly env: Readonly<Record<string, string>>;
  private readonly chdir: string;

  private constructor(
    private readonly stack: StackId,
    private readonly emulator: Emulator,
  ) {
    this.env = { ...emulator.environment, ...VARIABLES[stack] };
    this.chdir = `-chdir=cdktf.out/stacks/${stack}`;
  }

  /** Everything that is there before the first apply. */
  static async prepare(id: StackId): Promise<InterruptedStack> {
    const stack = new InterruptedStack(id, await Emulator.start());
    if (id === "mlflow") {
      stack.emulator.seed("example.com");
      for (const step of ["state", "secrets"]) await stack.shell(readmeBlock(step));
    }
    await stack.shell("npm run --silent synth");
    await stack.shell(id === "mlflow" ? readmeBlock("init") : `terraform ${stack.chdir} init`);
    return stack;
  }

  /** Runs commands that must succeed, as somebody types them. */
  async shell(block: string): Promise<string> {
    const ended = await this.attempt(block);
    if (ended.status !== 0) throw new Error(`exit ${String(ended.status)} of\n${block}\n${ended.output.slice(-6000)}`);
    return ended.stdout;
  }

  attempt(block: string): Promise<Ended> {
    const options = { cwd: this.project.folder, env: this.env, minutes: 6 };
    return attemptBesideOthers("bash", ["-c", `set -euo pipefail\n${block}`], options);
  }

  /** Addresses that an apply from nothing would make. */
  async planned(): Promise<readonly string[]> {
    await this.shell(`terraform ${this.chdir} plan -lock=false -out=first.plan`);
    const plan = object(parse(await this.shell(`terraform ${this.chdir} show -json first.plan`)));
    rmSync(join(this.project.folder, "cdktf.out/stacks", this.stack, "first.plan"));
    return list(plan.resource_changes)
      .map(object)
      .filter(({ mode }) => mode === "managed")
      .map(({ address }) => text(address))
      .sort();
  }

  /**
   * Addresses in the state, without data sources. Read from where it lies and not by Terraform, which refuses a state whose
   * checksum was not written any more.
   */
  async known(): Promise<readonly string[]> {
    const read =
      this.stack === "mlflow"
        ? "aws s3 cp s3://$TF_STATE_BUCKET/mlflow/terraform.tfstate -"
        : "cat terraform.bootstrap.tfstate";
    const state = await this.attempt(read);
    // A kill while the local file is written leaves it empty, which Terraform takes for none.
    return state.status === 0 && state.stdout !== "" ? addressesIn(state.stdout) : [];
  }

  /** What is in the account. */
  async census(): Promise<Counts> {
    const command = `cd ${PROJECT} && python -m emulator.census --endpoint ${this.emulator.url}`;
    const counts = Object.entries(object(parse(await this.shell(command))));
    return Object.fromEntries(counts.map(([type, count]): [string, number] => [type, number(count)]));
  }

  /** Applies, and stops after so many more calls of AWS. */
  interrupt(stop: Stop, calls: number): Promise<Stopped> {
    const before = this.emulator.calls.length;
    const apply: InterruptedApply = {
      folder: join(this.project.folder, "cdktf.out/stacks", this.stack),
      env: this.env,
      stop,
      reached: () => this.emulator.calls.length >= before + calls,
    };
    return interruptApply(apply);
  }

  /** What doctor prints. */
  async doctor(): Promise<string> {
    const ended = await this.attempt(`npm run --silent doctor -- --stack ${this.stack} --write-imports`);
    return ended.output;
  }

  async apply(): Promise<void> {
    await this.shell(`terraform ${this.chdir} apply -auto-approve -no-color`);
  }

  /** As doctor says: once applied, the file has done its work. */
  forgetImports(): void {
    const file = join(this.project.folder, "cdktf.out/stacks", this.stack, "imports.tf");
    if (existsSync(file)) rmSync(file);
  }

  async hasEmptyPlan(): Promise<boolean> {
    const ended = await this.attempt(`terraform ${this.chdir} plan -no-color -detailed-exitcode`);
    return ended.status === 0;
  }

  async end(): Promise<void> {
    await this.emulator.stop();
    this.project.remove();
  }
}

function number(value: Json): number {
  if (typeof value === "number") return value;
  throw new Error(`not a number: ${JSON.stringify(value)}`);
}

/** Addresses of the managed resources in a state file. */
function addressesIn(state: string): string[] {
  return list(object(parse(state)).resources)
    .map(object)
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ type, name, instances }) =>
      list(instances).map((instance) => {
        const { index_key: index } = object(instance);
        return `${text(type)}.${text(name)}${index === undefined ? "" : `[${JSON.stringify(index)}]`}`;
      }),
    )
    .sort();
}
