import { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** In a process of its own, because the tests wait for their commands without leaving time for anything else. */
const SAMPLER = `
  const { appendFileSync, readdirSync, readFileSync } = require("node:fs");
  const seen = new Set();
  setInterval(() => {
    for (const id of readdirSync("/proc")) {
      if (!/^[0-9]+$/.test(id)) continue;
      let line = "";
      try { line = readFileSync("/proc/" + id + "/cmdline", "latin1"); } catch { continue; }
      if (line === "" || seen.has(line)) continue;
      seen.add(line);
      appendFileSync(process.argv[1], line.replaceAll("\\0", " ") + "\\n");
    }
  }, 15);
`;

/** Every command line of this machine, as long as it runs: what `ps` shows to everybody. */
export class CommandLines {
  private readonly folder = mkdtempSync(join(tmpdir(), "command-lines-"));
  private readonly file = join(this.folder, "lines");
  private readonly sampler: ChildProcess = spawn(process.execPath, ["-e", SAMPLER, this.file], { stdio: "ignore" });

  /** What was seen so far. */
  get text(): string {
    return readFileSync(this.file, "latin1");
  }

  async stop(): Promise<void> {
    this.sampler.kill("SIGTERM");
    if (this.sampler.exitCode === null && this.sampler.signalCode === null) await once(this.sampler, "exit");
    rmSync(this.folder, { recursive: true });
  }
}
