import { spawnSync } from "node:child_process";
import { join } from "node:path";
import globalSetup from "./global-setup";
import { PROJECT } from "./synthesis";

/** Makes checkov's environment; where it cannot be had says so in one line and ends the ring. */
export default function policySetup(): void {
  if (spawnSync("python3", ["--version"]).error !== undefined) skip("python3 not on PATH");
  const setup = spawnSync(join(PROJECT, "__tests__/policy/setup.sh"), { stdio: ["ignore", "inherit", "inherit"] });
  if (setup.status !== 0) skip("checkov cannot be installed");
  globalSetup();
}

function skip(reason: string): never {
  process.stderr.write(`policy ring skipped: ${reason}\n`);
  process.exit(0);
}
