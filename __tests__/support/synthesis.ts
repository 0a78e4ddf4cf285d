import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { cleanEnvironment } from "./environment";

export const PROJECT = resolve(__dirname, "../..");

/** Where the mlflow stack lies below an output folder. */
export const MLFLOW_JSON = "stacks/mlflow/cdk.tf.json";

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `main.ts` as `npm run synth` does and returns the output folder, a new one below the system's temporary folder. */
export function synthesizeProject(env: Readonly<Record<string, string>> = {}): string {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-out-"));
  const finished = trySynthesize(outdir, env);
  if (finished.status !== 0) throw new Error(`synth failed:\n${finished.stdout}${finished.stderr}`);
  return outdir;
}

/** The same without expecting success. */
export function trySynthesize(outdir: string, env: Readonly<Record<string, string>> = {}, cwd = PROJECT): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle()], {
    cwd,
    encoding: "utf8",
    env: cleanEnvironment({ ...env, CDKTF_OUTDIR: outdir }),
  });
  return { status, stdout, stderr };
}

let bundled: string | undefined;

/** Bundles `main.ts` once per process, with the options of the npm script. */
function bundle(): string {
  if (bundled === undefined) {
    bundled = join(PROJECT, "build", `test-${process.pid}.js`);
    const esbuild = join(PROJECT, "node_modules/.bin/esbuild");
    const options = ["--bundle", "--platform=node", "--packages=external", "--log-level=warning"];
    execFileSync(esbuild, [join(PROJECT, "main.ts"), ...options, `--outfile=${bundled}`]);
  }
  return bundled;
}

export function readText(...path: string[]): string {
  return readFileSync(join(...path), "utf8");
}
