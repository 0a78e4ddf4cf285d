import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { IssuerRelay, tokenAddress } from "./issuer-relay";
import { pythonOf, PythonProgram, PythonSettings, runPython } from "./python-client";
import { theRehearsal } from "./rehearsal";
import { Ended } from "./run";

/** How long each token of these clients is good for. */
export const TOKEN_SECONDS = 20;

const WRITER_SECONDS = 60;

/** What looks like a token, or the beginning of one; not what happens to be amid the letters of another word. */
export const TOKEN_TEXT = /\beyJ[\w-]{16,}/;

/** A client that has come to its end, and the way that its tokens took. */
export interface Endured extends Ended {
  readonly relay: IssuerRelay;
  readonly seconds: number;
}

/** How a client gets its tokens: with a program that asks the issuer, or from a file that `mlflow-id-token` keeps. */
export type TokenSource = "exec" | "file";

export interface EnduringSettings extends PythonSettings {
  readonly source: TokenSource;
  /** By how much the clock of its machine goes fast. */
  readonly skewSeconds: number;
  /** What it prints when its work begins, and the outages with it. */
  readonly begins: RegExp;
}

/** Runs a client that gets a new token of `TOKEN_SECONDS` whenever it needs one, with outages of its own. */
export async function endure(program: PythonProgram, settings: EnduringSettings): Promise<Endured> {
  const relay = await IssuerRelay.start();
  const clock = skewed(settings.skewSeconds);
  const writer = settings.source === "file" ? await TokenFile.start({ ...clock, ...fromProgram(relay) }) : undefined;
  const start = Date.now();
  try {
    const tokens = writer === undefined ? fromProgram(relay) : fromFile(writer.path);
    const env = { ...settings.env, ...clock, MLFLOW_TRACKING_AUTH: "id-token", ...tokens };
    const onceItPrints = {
      pattern: settings.begins,
      call: (): void => {
        relay.beginOutages();
      },
    };
    const ended = await runPython(program, { ...settings, environment: "clients", env, onceItPrints });
    const output = `${ended.output}${writer?.output ?? ""}`;
    return { ...ended, output, relay, seconds: (Date.now() - start) / 1000 };
  } finally {
    await writer?.stop();
    await relay.stop();
  }
}

function fromProgram(relay: IssuerRelay): Record<string, string> {
  const program = resolve("__tests__/e2e/programs/fetch_token.py");
  const command = [pythonOf("clients"), program, tokenAddress(relay.url, TOKEN_SECONDS), theRehearsal().authorityFile];
  return {
    MLFLOW_ID_TOKEN_SOURCE: "exec",
    MLFLOW_ID_TOKEN_COMMAND: command.map((word) => `'${word}'`).join(" "),
  };
}

function fromFile(path: string): Record<string, string> {
  return { MLFLOW_ID_TOKEN_SOURCE: "file", MLFLOW_ID_TOKEN_FILE: path };
}

function skewed(seconds: number): Record<string, string> {
  return { PYTHONPATH: resolve("__tests__/e2e/programs/clock"), CLOCK_SKEW_SECONDS: String(seconds) };
}

/** A file that `mlflow-id-token write` keeps. */
class TokenFile {
  /** What its writer has printed. */
  output = "";

  private constructor(
    readonly path: string,
    private readonly writer: ChildProcess,
  ) {}

  /** Waits for the first token. */
  static async start(env: Readonly<Record<string, string>>): Promise<TokenFile> {
    const path = join(mkdtempSync(join(tmpdir(), "token-file-")), "token");
    const writer = spawn(resolve(".venv/clients/bin/mlflow-id-token"), ["write", path], {
      env: { PATH: process.env.PATH ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const file = new TokenFile(path, writer);
    for (const stream of [writer.stdout, writer.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => (file.output += chunk));
    const patienceEnds = Date.now() + WRITER_SECONDS * 1000;
    while (!existsSync(path)) {
      if (Date.now() > patienceEnds || writer.exitCode !== null) {
        await file.stop();
        throw new Error(`mlflow-id-token has written no token: ${file.output}`);
      }
      await sleep(100);
    }
    return file;
  }

  async stop(): Promise<void> {
    if (this.writer.exitCode === null) {
      const ended = once(this.writer, "exit");
      this.writer.kill("SIGTERM");
      await ended;
    }
    rmSync(dirname(this.path), { recursive: true });
  }
}
