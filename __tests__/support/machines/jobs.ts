import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expandAll } from "../ci-expressions";
import { CiJob, Claims } from "../ci-identity";
import { yamlObject } from "../ci-workflow";
import { Emulator } from "../emulator";
import { readmeBlock } from "../readme";
import { attemptBesideOthers, Ended } from "../run";
import { list, object, text } from "../stack-json";
import { PROJECT } from "../synthesis";
import { Places } from "./places";
import { standIn } from "./stand-ins";

/** What `pip` would have installed, for a Python that has `requests`. */
export const PLUGIN = join(PROJECT, "clients/python/src");

/** Runs the jobs of docs/machines.md as the platforms would, in a checkout that has a training. */
export class Jobs {
  private readonly folder = mkdtempSync(join(tmpdir(), "machines-jobs-"));

  constructor(
    private readonly emulator: Emulator,
    /** Value of the variable AWS_TRACK_ROLE_ARN. */
    private readonly roleArn: string,
    places: Places,
  ) {
    copyFileSync(join(PROJECT, "__tests__/support/machines/train.py"), join(this.folder, "train.py"));
    standIn(this.folder, "pip", { "install -r requirements.txt": "", "install -r requirements.txt awscli": "" });
    places.leadCurl(this.folder);
  }

  /**
   * The job of GitHub: the actions for checkout and credentials are stood in for, every `run` is real.
   *
   * @param claims what GitHub says about the job
   */
  async github(claims: Claims): Promise<Ended> {
    const job = object(object(yamlObject(readmeBlock("machinesgithub", "yaml")).jobs).train);
    let env = { ...this.withoutKeys(), ...strings(job.env) };
    let ended: Ended = { status: null, stdout: "", stderr: "", output: "" };
    for (const step of list(job.steps).map(object)) {
      const action = text(step.uses ?? "").replace(/@.*$/, "");
      if (action === "aws-actions/configure-aws-credentials") {
        if (object(job.permissions)["id-token"] !== "write") throw new Error("GitHub gives this job no token");
        const { "role-duration-seconds": seconds, ...given } = object(step.with);
        const values = strings(expandAll(given, { vars: { AWS_TRACK_ROLE_ARN: this.roleArn } }));
        const credentials = await new CiJob(this.emulator, claims, Number(seconds)).environment(
          values["role-to-assume"] ?? "",
        );
        const region = values["aws-region"] ?? "";
        env = { ...credentials, ...env, AWS_REGION: region, AWS_DEFAULT_REGION: region };
      } else if (action === "") {
        ended = await this.bash(text(step.run), env);
        if (ended.status !== 0) break;
      } else if (action !== "actions/checkout") throw new Error(`nothing stands in for ${action}`);
    }
    return ended;
  }

  /**
   * The job of GitLab, whose runner is one shell.
   *
   * @param claims what GitLab says about the job
   */
  async gitlab(claims: Claims): Promise<Ended> {
    const job = object(yamlObject(readmeBlock("machinesgitlab", "yaml")).train);
    const server = "https://gitlab.com";
    const aud = text(object(object(job.id_tokens).AWS_ID_TOKEN).aud).replace("$CI_SERVER_URL", server);
    const token = new CiJob(this.emulator, { iss: server, aud, ...claims }).token();
    const given = { CI_SERVER_URL: server, AWS_TRACK_ROLE_ARN: this.roleArn, AWS_ID_TOKEN: token };
    return this.bash(list(job.script).map(text).join("\n"), {
      ...this.withoutKeys(),
      ...strings(job.variables),
      ...given,
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** The account without anybody's key: a runner has none. */
  private withoutKeys(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.emulator.environment).filter(([name]) => !/^AWS_(ACCESS|SECRET|REGION|DEFAULT)/.test(name)),
    );
  }

  private bash(script: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
    const PATH = `${this.folder}:${environment.PATH ?? ""}`;
    const env = { ...environment, HOME: this.folder, PATH, PYTHONPATH: PLUGIN };
    return attemptBesideOthers("bash", ["-eo", "pipefail", "-c", script], { cwd: this.folder, env, minutes: 1 });
  }
}

function strings(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, each]) => [name, String(each)]));
}
