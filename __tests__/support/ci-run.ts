import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standIn } from "./ci-actions";
import { expand, expandAll } from "./ci-expressions";
import { FakeGithub } from "./ci-github";
import { Job, Step, Workflow } from "./ci-workflow";
import { attemptBesideOthers } from "./run";
import { JsonObject, object } from "./stack-json";
import { PROJECT } from "./synthesis";

/** The one condition of a step: it runs after a failure, too. */
const AFTER_CHECKOUT = "${{ !cancelled() && steps.checkout.outcome == 'success' }}";
const REPOSITORY = "example/mlflow";

/** What a run of a workflow left. */
export interface WorkflowResult {
  readonly conclusion: "success" | "failure";
  /** What the `run:` steps printed. */
  readonly log: string;
  /** The job summaries. */
  readonly summary: string;
  /** The roles that were assumed, in order. */
  readonly roles: readonly string[];
}

/** What starts a run. */
export interface Trigger {
  /** The commit to check out. */
  readonly sha: string;
  /** The commit by which GitHub files the run. @default the same; of a pull request it is the head */
  readonly head?: string;
  /** `github.event` */
  readonly event?: JsonObject;
  /** The jobs to run. @default all */
  readonly jobs?: readonly string[];
}

export interface RunnerProps {
  readonly github: FakeGithub;
  /** Folder of the repository to check out. */
  readonly repository: string;
  /** The environment of the emulated account. Its keys are given only to steps behind the one that assumes a role. */
  readonly account: Readonly<Record<string, string>>;
  /** The repository's variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs workflows as GitHub does: every `run:` step for real, every `uses:` step by what stands in for it. */
export class WorkflowRunner {
  private readonly scratch = mkdtempSync(join(tmpdir(), "mlflow-runs-"));
  private runs = 0;

  constructor(private readonly props: RunnerProps) {}

  async run(path: string, trigger: Trigger): Promise<WorkflowResult> {
    this.runs += 1;
    const folder = join(this.scratch, String(this.runs));
    mkdirSync(folder);
    const run = new WorkflowRun(this.props, new Workflow(path), trigger, this.runs, folder);
    return run.toItsEnd();
  }

  remove(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

class WorkflowRun {
  private log = "";
  private summary = "";
  private readonly roles: string[] = [];
  private readonly outputs: Record<string, { readonly outputs: JsonObject }> = {};

  constructor(
    private readonly props: RunnerProps,
    private readonly workflow: Workflow,
    private readonly trigger: Trigger,
    private readonly id: number,
    private readonly folder: string,
  ) {}

  async toItsEnd(): Promise<WorkflowResult> {
    let conclusion: "success" | "failure" = "success";
    for (const job of this.workflow.jobs.filter(({ id }) => this.trigger.jobs?.includes(id) ?? true)) {
      if (!(await this.runJob(job))) {
        conclusion = "failure";
        break;
      }
    }
    return { conclusion, log: this.log, summary: this.summary, roles: this.roles };
  }

  /** Whether every step ended well. Jobs stand in the order of their `needs`. */
  private async runJob(job: Job): Promise<boolean> {
    const workspace = join(this.folder, job.id);
    mkdirSync(workspace);
    const github = { event: this.trigger.event ?? {}, token: this.props.github.token(job.permissions) };
    const steps: Record<string, { readonly outputs: JsonObject }> = {};
    const contexts = (): JsonObject => ({ github, vars: this.props.variables, needs: this.outputs, steps });
    let env = this.runnerEnvironment();
    let good = true;
    let checkedOut = false;
    for (const step of job.steps) {
      if (step.condition === AFTER_CHECKOUT ? !checkedOut : !good) continue;
      try {
        if (step.action !== "") env = { ...env, ...this.useAction(step, workspace, contexts()) };
        else steps[step.id] = { outputs: await this.runCommands(step, workspace, contexts(), env) };
        checkedOut ||= step.action === "actions/checkout";
      } catch (error) {
        this.log += `${error instanceof Error ? error.message : String(error)}\n`;
        good = false;
      }
    }
    if (good) this.outputs[job.id] = { outputs: expandAll(job.outputs, contexts()) };
    return good;
  }

  private useAction(step: Step, workspace: string, contexts: JsonObject): Readonly<Record<string, string>> {
    const { github, repository, account } = this.props;
    const { sha, head = sha } = this.trigger;
    const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = account;
    const credentials = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    const at = { github, repository, workspace, run: this.id, sha, head, credentials };
    const { ASSUMED, ...variables } = standIn(step.action, expandAll(step.values, contexts), at);
    if (ASSUMED !== undefined) this.roles.push(ASSUMED);
    return variables;
  }

  /** The outputs of a `run:` step, which must end well. */
  private async runCommands(
    step: Step,
    workspace: string,
    contexts: JsonObject,
    env: Record<string, string>,
  ): Promise<JsonObject> {
    if (step.run.startsWith("npm ci")) {
      symlinkSync(join(PROJECT, "node_modules"), join(workspace, "node_modules"));
      return {};
    }
    const file = (name: string): string => join(this.folder, name);
    writeFileSync(file("script.sh"), expand(step.run, contexts));
    for (const name of ["output", "summary"]) writeFileSync(file(name), "");
    const ended = await attemptBesideOthers("bash", ["--noprofile", "--norc", "-eo", "pipefail", file("script.sh")], {
      cwd: workspace,
      env: {
        ...env,
        ...expandAll(this.workflow.env, contexts),
        ...expandAll(step.env, contexts),
        GITHUB_OUTPUT: file("output"),
        GITHUB_STEP_SUMMARY: file("summary"),
      },
    });
    this.log += ended.output;
    this.summary += readFileSync(file("summary"), "utf8");
    if (ended.status !== 0) throw new Error(`Process completed with exit code ${String(ended.status)}.`);
    const lines = readFileSync(file("output"), "utf8").split("\n").filter(Boolean);
    return object(
      Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])),
    );
  }

  private runnerEnvironment(): Record<string, string> {
    const inherited = Object.entries(this.props.account).filter(
      ([name]) =>
        !/^(AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|REGION|DEFAULT_REGION)|TF_(IN_AUTOMATION|INPUT))$/.test(name),
    );
    return {
      ...Object.fromEntries(inherited),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: this.props.github.url,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_RUN_ID: String(this.id),
      GITHUB_SHA: this.trigger.sha,
      GITHUB_REF_NAME: "main",
    };
  }
}
