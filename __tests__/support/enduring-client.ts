import { resolve } from "node:path";
import { IssuerRelay } from "./issuer-relay";
import { pythonOf, PythonProgram, PythonSettings, runPython } from "./python-client";
import { theRehearsal } from "./rehearsal";
import { Ended } from "./run";

/** How long each token of these clients is good for. */
export const TOKEN_SECONDS = 20;

/** What looks like a token, or the beginning of one. */
export const TOKEN_TEXT = /eyJ[\w-]{8,}/;

/** A client that has come to its end, and the way that its tokens took. */
export interface Endured {
  readonly ended: Ended;
  readonly relay: IssuerRelay;
  readonly seconds: number;
}

/**
 * Runs a client that gets a new token of `TOKEN_SECONDS` whenever it needs one, by running a program that asks the
 * issuer, with outages of its own.
 *
 * @param skewSeconds by how much its clock goes fast
 */
export async function endure(
  program: PythonProgram,
  settings: PythonSettings & { readonly skewSeconds: number },
): Promise<Endured> {
  const relay = await IssuerRelay.start();
  const start = Date.now();
  try {
    const env = { ...settings.env, ...renewing(relay), ...skewed(settings.skewSeconds) };
    const ended = await runPython(program, { ...settings, environment: "clients", env });
    return { ended, relay, seconds: (Date.now() - start) / 1000 };
  } finally {
    await relay.stop();
  }
}

function renewing(relay: IssuerRelay): Record<string, string> {
  const program = resolve("__tests__/e2e/programs/fetch_token.py");
  const command = [pythonOf("clients"), program, relay.tokenAddress(TOKEN_SECONDS), theRehearsal().authorityFile];
  return {
    MLFLOW_TRACKING_AUTH: "id-token",
    MLFLOW_ID_TOKEN_SOURCE: "exec",
    MLFLOW_ID_TOKEN_COMMAND: command.map((word) => `'${word}'`).join(" "),
  };
}

function skewed(seconds: number): Record<string, string> {
  return { PYTHONPATH: resolve("__tests__/e2e/programs/clock"), CLOCK_SKEW_SECONDS: String(seconds) };
}
