import { readFileSync } from "node:fs";
import { FakeGithub } from "./ci-github";
import { TeamRepository } from "./ci-repository";
import { WorkflowResult, WorkflowRunner } from "./ci-run";
import { Emulator } from "./emulator";
import { Shell } from "./shell";

/** The stack's values in the team's repository. */
export const VALUES = "ci/variables.hcl";

const workflow = (name: string): string => `examples/ci/github/mlflow-${name}.yml`;

/** A team that works by the CI files: its repository, GitHub, and an account with what the stack takes as given. */
export class CiTeam {
  private constructor(
    readonly emulator: Emulator,
    readonly github: FakeGithub,
    readonly repository: TeamRepository,
    private readonly runner: WorkflowRunner,
    /** Somebody with keys of their own, beside CI. */
    readonly person: Shell,
  ) {}

  /** @param setUp the commands of the guide that set CI up */
  static async make(setUp: string): Promise<CiTeam> {
    const repository = new TeamRepository(setUp);
    const emulator = await Emulator.start();
    emulator.seed("example.com");
    const github = new FakeGithub();
    await github.start();
    const person = new Shell("/", emulator.environment);
    person.run(`
      aws s3api create-bucket --bucket states --create-bucket-configuration LocationConstraint=eu-west-1
      aws dynamodb create-table --table-name locks --billing-mode PAY_PER_REQUEST \\
        --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH
      for name in oauth2-client-id oauth2-client-secret oauth2-cookie-secret store-db-password; do
        aws secretsmanager create-secret --name mlflow/$name --secret-string 0123456789abcdef0123456789abcdef
      done`);
    const runner = new WorkflowRunner({
      github,
      repository: repository.folder,
      account: emulator.environment,
      variables: {
        AWS_REGION: "eu-west-1",
        TF_STATE_BUCKET: "states",
        TF_STATE_LOCK_TABLE: "locks",
        AWS_PLAN_ROLE_ARN: "the plan role",
        AWS_APPLY_ROLE_ARN: "the apply role",
      },
    });
    return new CiTeam(emulator, github, repository, runner, person);
  }

  async disband(): Promise<void> {
    this.github.stop();
    await this.emulator.stop();
    this.repository.remove();
    this.runner.remove();
  }

  /** What GitHub does at a push to a pull request. */
  async push(number: number, branch: string, from = "example/mlflow"): Promise<WorkflowResult> {
    const head = this.repository.tip(branch);
    this.github.pulls.set(number, { head });
    const event = { pull_request: { number, head: { sha: head, repo: { full_name: from } } } };
    const sha = this.repository.trialMerge(branch);
    return this.runner.run(workflow("plan"), { sha, head, event, jobs: ["plan"] });
  }

  /** And when it is merged. */
  async merge(number: number, branch: string): Promise<WorkflowResult> {
    return this.apply(number, this.repository.squash(branch));
  }

  /** The run for a commit on main that a pull request became. */
  async apply(number: number, merged: string): Promise<WorkflowResult> {
    this.github.pulls.set(number, { head: this.github.pulls.get(number)?.head ?? "", merged });
    return this.runner.run(workflow("apply"), { sha: merged });
  }

  /** A run of another workflow on main. */
  async onMain(name: "apply" | "drift" | "replan"): Promise<WorkflowResult> {
    return this.runner.run(workflow(name), { sha: this.repository.head });
  }

  /** The state of the stack, as it lies in its bucket. */
  get state(): string {
    return this.person.run("aws s3 cp s3://states/mlflow/terraform.tfstate -").stdout;
  }

  /** Somebody applies one variable to one resource, from a checkout of main. */
  applyByHand(address: string, variable: string): void {
    this.person.run(`cd ${this.repository.folder}
      export TF_STATE_BUCKET=states TF_STATE_LOCK_TABLE=locks
      npm run --silent synth
      ci/stack.sh init
      terraform -chdir=cdktf.out/stacks/mlflow apply -auto-approve -no-color \\
        -var-file=$PWD/${VALUES} -target=${address} -var ${variable}`);
  }
}

/**
 * Options of `terraform providers lock`: it asks registries only, so where Terraform finds providers in a folder it has
 * to be told.
 */
export function lockOptions(): string {
  const config = process.env.TF_CLI_CONFIG_FILE;
  const mirror = config === undefined ? undefined : /path\s*=\s*"(.*)"/.exec(readFileSync(config, "utf8"))?.[1];
  return mirror === undefined ? "" : `-platform=linux_amd64 -fs-mirror=${mirror}`;
}
