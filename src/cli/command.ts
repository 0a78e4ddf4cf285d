import { spawnSync } from "node:child_process";

/** Ends the command with one paragraph for the user and exit code 1; anything else that is thrown is a bug. */
export class CommandError extends Error {}

/** Runs a command for people: an error becomes its message and exit code 1, without a stack trace. */
export function runCommand(command: (args: readonly string[]) => Promise<void>): void {
  // Node 20 is supported here; the SDK asks for 22 in a paragraph of its own.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  // Terraform and the AWS CLI read this name, the SDK does not.
  const { AWS_REGION: region, AWS_DEFAULT_REGION: otherName } = process.env;
  if (!region && otherName) process.env.AWS_REGION = otherName;
  command(process.argv.slice(2)).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error;
    // Errors of the AWS SDK (no credentials, no access) have readable messages as well.
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  });
}

/**
 * Synthesizes with the bundle that the npm script has just built.
 *
 * @param consequence what did not happen, as the message's last sentence
 * @throws CommandError when it fails; its own message has been printed then
 */
export function synthesize(env: NodeJS.ProcessEnv, consequence: string): void {
  const { status } = spawnSync(process.execPath, ["build/main.js"], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new CommandError(`synth failed; its message stands above. ${consequence}`);
}
