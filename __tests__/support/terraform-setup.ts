import { spawnSync } from "node:child_process";
import { join } from "node:path";
import globalSetup from "./global-setup";
import { PROJECT } from "./synthesis";

/** Makes the emulator's environment; where a tool is missing says so in one line and ends the ring. */
export default function terraformSetup(): void {
  const missing = ["terraform", "python3"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
  if (missing.length > 0) skip(`${missing.join(" and ")} not on PATH`);
  const setup = spawnSync(join(PROJECT, "emulator/setup.sh"), { stdio: ["ignore", "inherit", "inherit"] });
  if (setup.status !== 0) skip("the emulator's Python packages cannot be installed");
  globalSetup();
}

function skip(reason: string): never {
  process.stderr.write(`terraform ring skipped: ${reason}\n`);
  process.exit(0);
}
