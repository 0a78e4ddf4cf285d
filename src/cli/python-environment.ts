import { spawnSync } from "node:child_process";
import { CommandError } from "./command";

/**
 * Makes a Python environment below `.venv`, unless it is up to date.
 *
 * @param script one of the set-up scripts, from the root of the project
 * @throws CommandError when it fails; its own message has been printed then
 */
export function makePythonEnvironment(script: string): void {
  const { status } = spawnSync(script, [], { stdio: ["ignore", process.stderr, "inherit"] });
  if (status !== 0) throw new CommandError(`${script} failed; its message stands above.`);
}
