import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { theRehearsal } from "./rehearsal";
import { Ended } from "./run";

const PYTHON = resolve(".venv/rehearsal/bin/python");
const SECONDS = 300;

/**
 * Runs a Python program as a data scientist would: MLflow's client against the rehearsal's address, with a token or
 * without. The name of the host is in a hosts file of its own, since Python does not resolve it.
 */
export async function runPython(
  program: string,
  settings: { readonly token?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  const { url, authorityFile } = theRehearsal();
  const folder = mkdtempSync(join(tmpdir(), "python-client-"));
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, `127.0.0.1 localhost ${new URL(url).hostname}\n`);
  const command = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", hosts, "/etc/hosts", PYTHON, "-c", program];
  const [file = "", ...args] = command;
  const child = spawn(file, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      MLFLOW_TRACKING_URI: url,
      MLFLOW_TRACKING_SERVER_CERT_PATH: authorityFile,
      // OTLP exporters and whatever else uses requests.
      REQUESTS_CA_BUNDLE: authorityFile,
      MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: "false",
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
  return { status: child.exitCode, stdout, stderr, output: `${stdout}${stderr}` };
}
