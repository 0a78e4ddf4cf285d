import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { ProgramError } from "../../../src/rehearsal/program";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { isGroupAlive } from "../../support/process-groups";
import { object, parse, text } from "../../support/stack-json";
import { PROJECT } from "../../support/synthesis";

const env = { PATH: process.env.PATH ?? "" };

/** Ignores the polite signal, and so does its child. */
const STUBBORN = `trap "" TERM; sleep 300 & echo ready; while true; do sleep 1; done`;

/** What the process below says about itself, in the first line that it prints. */
async function told(output: Readable): Promise<{ folder: string; pid: number }> {
  const line = await new Promise<string>((resolve) => {
    createInterface({ input: output }).once("line", (text) => {
      resolve(text);
    });
  });
  const { folder, pid } = object(parse(line));
  return { folder: text(folder), pid: Number(pid) };
}

async function untilGone(gone: () => boolean, seconds: number): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (!gone() && Date.now() < end) await sleep(50);
  return gone();
}

describe("the supervisor", () => {
  it("keeps what programs print, in a folder that only its owner can read", async () => {
    const supervisor = new Supervisor();
    const program = supervisor.start("greeter", ["sh", "-c", "read name; echo hello $name >&2"], {
      env,
      input: "world\n",
    });
    await program.succeeds();
    expect(program.output).toBe("hello world\n");
    expect(statSync(supervisor.folder).mode & 0o077).toBe(0);
    await supervisor.stop();
    expect(existsSync(supervisor.folder)).toBe(false);
  });

  it("tells what a program printed that ended before it was ready, was too slow, or cannot be found", async () => {
    const supervisor = new Supervisor();
    try {
      const broken = supervisor.start("broken", ["sh", "-c", "echo because; exit 3"], { env });
      await expect(broken.prints(/ready/, 5)).rejects.toThrow(/^broken ended with exit code 3 before.*\nbecause$/s);
      const slow = supervisor.start("slow", ["sleep", "60"], { env });
      await expect(slow.prints(/ready/, 0.1)).rejects.toThrow(ProgramError);
      const missing = supervisor.start("missing", ["no-such-program"], { env });
      await expect(missing.succeeds()).rejects.toThrow("missing ended with exit code 127.");
    } finally {
      await supervisor.stop();
    }
  });

  it("kills the children that a program leaves behind", async () => {
    const supervisor = new Supervisor();
    const program = supervisor.start("parent", ["sh", "-c", "sleep 300 & echo ready"], { env });
    await program.succeeds();
    expect(await untilGone(() => !isGroupAlive(program.pid ?? 0), 5)).toBe(true);
    await supervisor.stop();
  });

  it("leaves no program and no file when its own process is killed", async () => {
    const bundle = join(PROJECT, "build", `supervised-${process.pid}.js`);
    const entry = `
      import { Supervisor } from "./src/rehearsal/supervisor";
      const supervisor = new Supervisor();
      const program = supervisor.start("stubborn", ["sh", "-c", process.argv[2] ?? ""], { env: process.env as never });
      void program.prints(/ready/, 5).then(() => {
        console.log(JSON.stringify({ folder: supervisor.folder, pid: program.pid }));
      });`;
    buildSync({
      stdin: { contents: entry, resolveDir: PROJECT, loader: "ts" },
      bundle: true,
      platform: "node",
      outfile: bundle,
    });
    const child = spawn(process.execPath, [bundle, STUBBORN], { cwd: PROJECT, stdio: ["ignore", "pipe", "inherit"] });
    const { folder, pid } = await told(child.stdout);
    expect(isGroupAlive(pid)).toBe(true);
    expect(readFileSync(join(folder, "programs"), "utf8")).toBe(`+${pid}\n`);
    child.kill("SIGKILL");
    expect(await untilGone(() => !existsSync(folder), 20)).toBe(true);
    expect(isGroupAlive(pid)).toBe(false);
  }, 40_000);
});
