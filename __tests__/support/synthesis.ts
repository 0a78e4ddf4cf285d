import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { cleanEnvironment } from "./environment";

export const PROJECT = resolve(__dirname, "../..");

/** Where the mlflow stack lies below an output folder. */
export const MLFLOW_JSON = "stacks/mlflow/cdk.tf.json";

/** The same of the bootstrap stack. */
export const BOOTSTRAP_JSON = "stacks/bootstrap/cdk.tf.json";

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new empty folder that goes when the ring ends. */
export function scratchFolder(): string {
  return mkdtempSync(join(fromSetup("TEST_SCRATCH"), "cdktf-out-"));
}

/** Runs `main.ts` as `npm run synth` does and returns the output folder. */
export function synthesizeProject(env: Readonly<Record<string, string>> = {}): string {
  const outdir = scratchFolder();
  const finished = trySynthesize(outdir, env);
  if (finished.status !== 0) throw new Error(`synth failed:\n${finished.stdout}${finished.stderr}`);
  return outdir;
}

/** The same without expecting success. */
export function trySynthesize(outdir: string, env: Readonly<Record<string, string>> = {}, cwd = PROJECT): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fromSetup("TEST_BUNDLE")], {
    cwd,
    encoding: "utf8",
    env: cleanEnvironment({ ...env, CDKTF_OUTDIR: outdir }),
  });
  return { status, stdout, stderr };
}

/** Bundles `main.ts` with the options of the npm script. In the project, so that Node finds its modules. */
export function bundle(file: string): void {
  const esbuild = join(PROJECT, "node_modules/.bin/esbuild");
  const options = ["--bundle", "--platform=node", "--packages=external", "--log-level=warning"];
  execFileSync(esbuild, [join(PROJECT, "main.ts"), ...options, `--outfile=${file}`]);
}

function fromSetup(name: "TEST_SCRATCH" | "TEST_BUNDLE"): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: this ring has no global set-up`);
  return value;
}

export function readText(...path: string[]): string {
  return readFileSync(join(...path), "utf8");
}
