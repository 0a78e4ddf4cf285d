import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Finished } from "./synthesis";

type Environment = Readonly<Record<string, string>>;

/** The path of the real interpreter, not of a wrapper of a version manager; undefined when there is none. */
export function findPython(): string | undefined {
  const { status, stdout } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Absolute paths of the shells that may stand behind `sh` in an image, each once. */
export function findShells(): readonly string[] {
  const paths = ["sh", "dash", "bash"].map((name) =>
    spawnSync("sh", ["-c", `readlink -f "$(command -v ${name})"`], { encoding: "utf8" }).stdout.trim(),
  );
  return [...new Set(paths.filter((path) => path !== ""))];
}

export function run(command: readonly string[], env: Environment): Finished {
  const [program = "", ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env: { ...env } });
  return { status, stdout, stderr };
}

/** Prints what it was started with. */
const REPORT = "process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), env: process.env }));";

/** Stands for the driver: says what it is asked, one line each, and answers a lock with the JSON in STUB_LOCK. */
const PYMYSQL = `
import json, os

def event(**fields):
    print("EVENT " + json.dumps(fields), flush=True)

class Cursor:
    def __enter__(self):
        return self
    def __exit__(self, *_):
        return None
    def execute(self, sql):
        event(sql=sql)
    def fetchone(self):
        return (json.loads(os.environ["STUB_LOCK"]),)

class Connection:
    def cursor(self):
        return Cursor()

def connect(**options):
    event(connect=options)
    return Connection()
`;

const MLFLOW_CLI = `
import os
from pymysql import event

def cli(args, standalone_mode):
    event(cli=args, standalone_mode=standalone_mode, password_in_environment="DB_PASSWORD" in os.environ)
`;

/** Folders with the programs and modules that a container's program finds first; everything behind them is a stub. */
export class ProgramStubs {
  private readonly folder = mkdtempSync(join(tmpdir(), "programs-"));
  private readonly pythonLog = join(this.folder, "python-argv");
  /** For PATH: `mlflow`, which reports, and `python3`, which is the real one and notes its arguments. */
  readonly programs = join(this.folder, "bin");
  /** For PATH: the same `mlflow`, and a `python3` that fails. */
  readonly brokenPrograms = join(this.folder, "broken");
  /** For PYTHONPATH: `pymysql` and `mlflow.cli`. */
  readonly modules = join(this.folder, "modules");

  constructor(python: string) {
    const report = join(this.folder, "report.js");
    writeFileSync(report, REPORT);
    const mlflow = `exec '${process.execPath}' '${report}' "$@"`;
    this.program(this.programs, "mlflow", mlflow);
    this.program(this.programs, "python3", `printf '%s\\0' "$@" >> '${this.pythonLog}'\nexec '${python}' "$@"`);
    this.program(this.brokenPrograms, "mlflow", mlflow);
    this.program(this.brokenPrograms, "python3", "exit 3");
    mkdirSync(join(this.modules, "mlflow"), { recursive: true });
    writeFileSync(join(this.modules, "pymysql.py"), PYMYSQL);
    writeFileSync(join(this.modules, "mlflow/__init__.py"), "");
    writeFileSync(join(this.modules, "mlflow/cli.py"), MLFLOW_CLI);
  }

  /** The arguments that `python3` got since the last call. */
  takePythonArguments(): readonly string[] {
    if (!existsSync(this.pythonLog)) return [];
    const noted = readFileSync(this.pythonLog, "utf8").split("\0").slice(0, -1);
    rmSync(this.pythonLog);
    return noted;
  }

  /** The path of a file in the folder, with this content if any is given. */
  file(name: string, content?: string): string {
    const path = join(this.folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private program(folder: string, name: string, script: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}
