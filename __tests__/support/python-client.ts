import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { theRehearsal } from "./rehearsal";
import { Ended } from "./run";
import { JsonObject, object, parse } from "./stack-json";

const PYTHON = resolve(".venv/rehearsal/bin/python");
const PROGRAMS = resolve("__tests__/e2e/programs");
const SECONDS = 300;

/** Its text, or a file of `__tests__/e2e/programs` with its arguments. */
export type PythonProgram = string | { readonly file: string; readonly args?: readonly string[] };

export interface PythonSettings {
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a Python program as a data scientist would: MLflow's client against the rehearsal's address, with a token or
 * without. The name of the host is in a hosts file of its own, since Python does not resolve it.
 */
export async function runPython(program: PythonProgram, settings: PythonSettings = {}): Promise<Ended> {
  const { url, authorityFile } = theRehearsal();
  const folder = mkdtempSync(join(tmpdir(), "python-client-"));
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, `127.0.0.1 localhost ${new URL(url).hostname}\n`);
  const shown = ["--dev-bind", "/", "/", "--ro-bind", hosts, "/etc/hosts"];
  const child = spawn("bwrap", [...shown, PYTHON, ...pythonArguments(program)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      // What it writes there goes with the folder.
      TMPDIR: folder,
      MLFLOW_TRACKING_URI: url,
      MLFLOW_TRACKING_SERVER_CERT_PATH: authorityFile,
      // OTLP exporters and whatever else uses requests.
      REQUESTS_CA_BUNDLE: authorityFile,
      ...(settings.token === undefined ? {} : { MLFLOW_TRACKING_TOKEN: settings.token }),
      ...settings.env,
    },
    timeout: SECONDS * 1000,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  await once(child, "close");
  rmSync(folder, { recursive: true });
  return { status: child.exitCode, stdout, stderr, output: `${stdout}${stderr}` };
}

/** What a program that must succeed prints last: a JSON object. MLflow's client prints before it. */
export async function pythonReport(program: PythonProgram, settings: PythonSettings): Promise<JsonObject> {
  const { status, stdout, output } = await runPython(program, settings);
  if (status !== 0) throw new Error(`the program ended with ${String(status)}:\n${output}`);
  return object(parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
}

function pythonArguments(program: PythonProgram): readonly string[] {
  if (typeof program === "string") return ["-c", program];
  return [join(PROGRAMS, program.file), ...(program.args ?? [])];
}
