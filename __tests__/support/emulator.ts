import { spawn, ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cleanEnvironment } from "./environment";
import { run } from "./run";
import { PROJECT } from "./synthesis";

/** The folder with python, aws and the emulator's packages; made by `emulator/setup.sh`. */
export const EMULATOR_BIN = join(PROJECT, ".venv/emulator/bin");

/** A fresh AWS account in a process of its own. */
export class Emulator {
  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
    private readonly errors: string[],
    private readonly logFolder: string,
  ) {}

  static async start(): Promise<Emulator> {
    const logFolder = mkdtempSync(join(tmpdir(), "emulator-"));
    const args = ["-m", "emulator", "--port", "0", "--log", join(logFolder, "calls")];
    const server = spawn(join(EMULATOR_BIN, "python"), args, {
      cwd: PROJECT,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const errors: string[] = [];
    server.stderr.setEncoding("utf8").on("data", (chunk: string) => errors.push(chunk));
    for await (const line of createInterface({ input: server.stdout })) {
      const url = /^emulator ready (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
      if (url !== undefined) return new Emulator(server, url, errors, logFolder);
    }
    throw new Error(`the emulator did not start:\n${errors.join("")}`);
  }

  /** Everything that makes Terraform, cdktf and the AWS CLI talk to this account and to no other. */
  get environment(): Record<string, string> {
    return cleanEnvironment({
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_PAGER: "",
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      PATH: `${EMULATOR_BIN}:${process.env.PATH ?? ""}`,
    });
  }

  /** What the stack takes as given: a public hosted zone and an issued certificate. */
  seed(domain: string): void {
    const args = [
      "-m",
      "emulator.seed",
      "--endpoint",
      this.url,
      "--hosted-zone",
      domain,
      "--certificate-domain",
      domain,
    ];
    run("python", args, { cwd: PROJECT, env: this.environment });
  }

  /** The answer of an AWS CLI call, reduced by a JMESPath query, as text lines. */
  aws(command: string, query: string): string[] {
    const args = [...command.split(" "), "--query", query, "--output", "text"];
    const { stdout } = run("aws", args, { env: this.environment });
    return stdout.split(/\s+/).filter((word) => word !== "" && word !== "None");
  }

  /** What the emulator itself could not answer (5xx), if anything. */
  get failures(): string {
    return this.errors.join("");
  }

  /**
   * The calls that the gate has something to say about (refusals, a judge that failed), as lines of its log. A refused
   * permission is none: it concerns only the sessions of roles, and those are there to be refused.
   */
  get alarms(): string[] {
    return this.calls.filter((line) => !/"findings": \[(\]|\{"layer": "permission")/.test(line));
  }

  /** Every AWS call so far, one JSON line each. */
  get calls(): string[] {
    return readFileSync(this.callLog, "utf8").trimEnd().split("\n");
  }

  /** What cfn-lint says about every create call so far; ends in "N resources, M errors". */
  lint(): string {
    return run("python", ["-m", "emulator.lint", this.callLog], { cwd: PROJECT, env: this.environment }).stdout;
  }

  private get callLog(): string {
    return join(this.logFolder, "calls");
  }

  async stop(): Promise<void> {
    this.server.kill("SIGTERM");
    if (this.server.exitCode === null) await once(this.server, "exit");
    rmSync(this.logFolder, { recursive: true });
  }
}
