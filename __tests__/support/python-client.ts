import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { theRehearsal } from "./rehearsal";
import { Ended } from "./run";
import { JsonObject, object, parse } from "./stack-json";

const PROGRAMS = resolve("__tests__/e2e/programs");
const SECONDS = 300;

/** Its text, a file of `__tests__/e2e/programs` or an installed module, the latter two with arguments. */
export type PythonProgram =
  | string
  | { readonly file: string; readonly args?: readonly string[] }
  | { readonly module: string; readonly args?: readonly string[] };

export interface PythonSettings {
  readonly token?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The Python environment in `.venv`. @default "rehearsal" */
  readonly environment?: "rehearsal" | "clients";
  /** A folder of the project of which it has a copy to work in. @default - an empty folder */
  readonly project?: string;
  /** Is called once, as soon as what it has printed matches. */
  readonly onceItPrints?: { readonly pattern: RegExp; readonly call: () => void };
  /** Seconds until it is killed. @default 300 */
  readonly seconds?: number;
}

/** The interpreter of one of the project's Python environments. */
export function pythonOf(environment: "rehearsal" | "clients"): string {
  return resolve(".venv", environment, "bin/python");
}

/**
 * Runs a Python program as a data scientist would: MLflow's client against the rehearsal's address, with a token or
 * without. The name of the host is in a hosts file of its own, since Python does not resolve it.
 */
export async function runPython(program: PythonProgram, settings: PythonSettings = {}): Promise<Ended> {
  const { url, authorityFile } = theRehearsal();
  const { token, environment = "rehearsal", project, seconds = SECONDS } = settings;
  const folder = mkdtempSync(join(tmpdir(), "python-client-"));
  if (project !== undefined) cpSync(project, join(folder, "project"), { recursive: true });
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, `127.0.0.1 localhost ${new URL(url).hostname}\n`);
  const shown = ["--dev-bind", "/", "/", "--ro-bind", hosts, "/etc/hosts"];
  const child = spawn("bwrap", [...shown, pythonOf(environment), ...pythonArguments(program)], {
    cwd: project === undefined ? folder : join(folder, "project"),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      // What it writes there goes with the folder.
      TMPDIR: folder,
      MLFLOW_TRACKING_URI: url,
      MLFLOW_TRACKING_SERVER_CERT_PATH: authorityFile,
      // OTLP exporters and whatever else uses requests.
      REQUESTS_CA_BUNDLE: authorityFile,
      ...(token === undefined ? {} : { MLFLOW_TRACKING_TOKEN: token }),
      ...settings.env,
    },
    timeout: seconds * 1000,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  let awaited = settings.onceItPrints;
  const watch = (): void => {
    if (awaited?.pattern.test(stdout) !== true && awaited?.pattern.test(stderr) !== true) return;
    awaited.call();
    awaited = undefined;
  };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    watch();
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    watch();
  });
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
  if ("module" in program) return ["-m", program.module, ...(program.args ?? [])];
  return [join(PROGRAMS, program.file), ...(program.args ?? [])];
}
