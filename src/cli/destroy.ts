import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { DESTROY_PHRASE_VARIABLE, destroyPhrases } from "../settings/data-protection";
import { CommandError, TerraformCli } from "./terraform-cli";

const STACK = "mlflow";
const FOLDER = `cdktf.out/stacks/${STACK}`;
/** What AWS protects beside Terraform: it must lose the protection before it can be destroyed. */
const PROTECTED = ["aws_rds_cluster.database", "aws_s3_bucket.artifacts"] as const;
const PHRASES = destroyPhrases(STACK);

const USAGE = `Usage: npm run destroy [-- [--phrase "${PHRASES.stack}"] [arguments for terraform, such as -var-file=prod.tfvars]]

Destroys the ${STACK} stack after asking for a phrase: "${PHRASES.stack}", or "${PHRASES.artifacts}"
when the artifact bucket holds objects.`;

async function destroy(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { phrase: given, terraformArgs } = readArguments(args);
  const env = { ...process.env, TF_INPUT: "0" };
  const terraform = new TerraformCli(FOLDER, env);

  // First as it stands, to look at the state without touching anything.
  synthesize(env);
  terraform.run("init");
  const existing = terraform.lines("state", "list").filter((address) => !address.startsWith("data."));
  if (existing.length === 0) {
    process.stdout.write("Nothing to destroy: the state is empty.\n");
    return;
  }
  const needed = await neededPhrase(terraform, existing);
  explain(existing.length, needed);
  const phrase = given ?? (await ask("Phrase: "));
  refuseWrongPhrase(phrase, needed);

  synthesize({ ...env, [DESTROY_PHRASE_VARIABLE]: phrase });
  const targets = PROTECTED.filter((address) => existing.includes(address)).map((address) => `-target=${address}`);
  if (targets.length > 0) {
    process.stdout.write("\nRemoving the protection\n");
    terraform.run("apply", "-auto-approve", ...targets, ...terraformArgs);
  }
  process.stdout.write("\nDestroying\n");
  terraform.run("destroy", "-auto-approve", ...terraformArgs);
}

function readArguments(args: readonly string[]): { phrase: string | undefined; terraformArgs: readonly string[] } {
  const flag = args.indexOf("--phrase");
  if (flag < 0) return { phrase: undefined, terraformArgs: args };
  const phrase = args[flag + 1];
  if (phrase === undefined) throw new CommandError(`--phrase needs a value.\n\n${USAGE}`);
  return { phrase, terraformArgs: [...args.slice(0, flag), ...args.slice(flag + 2)] };
}

function synthesize(env: NodeJS.ProcessEnv): void {
  const { status } = spawnSync(process.execPath, ["build/main.js"], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new CommandError("synth failed; its message stands above. Nothing was destroyed.");
}

/** A bucket with objects would stop a destroy half way, so it is asked for before anything is gone. */
async function neededPhrase(terraform: TerraformCli, existing: readonly string[]): Promise<string> {
  if (!existing.includes("aws_s3_bucket.artifacts")) return PHRASES.stack;
  const versions = await new S3Client().send(
    new ListObjectVersionsCommand({ Bucket: bucketName(terraform), MaxKeys: 1 }),
  );
  const isEmpty = (versions.Versions ?? []).length === 0 && (versions.DeleteMarkers ?? []).length === 0;
  return isEmpty ? PHRASES.stack : PHRASES.artifacts;
}

/** From the state and not from the outputs: an interrupted destroy has removed those already. */
function bucketName(terraform: TerraformCli): string {
  const lines = terraform.lines("state", "show", "-no-color", "aws_s3_bucket.artifacts");
  const name = lines.map((line) => /^ +bucket += "(.+)"$/.exec(line)?.[1]).find((match) => match !== undefined);
  if (name === undefined) throw new CommandError("The state does not name the artifact bucket.");
  return name;
}

function explain(count: number, phrase: string): void {
  process.stdout.write(
    [
      "",
      `This destroys ${count} resources of the ${STACK} stack. What stays:`,
      "  - a last snapshot of the database, unless database_skip_final_snapshot is true",
      "  - the server keys, restorable for server_keys_recovery_window_in_days",
      phrase === PHRASES.artifacts
        ? "The artifact bucket is not empty: every artifact and every old version of it is lost."
        : "The artifact bucket is empty.",
      `To go on, type: ${phrase}`,
      "",
    ].join("\n"),
  );
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError(`No terminal to ask at.\n\n${USAGE}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

function refuseWrongPhrase(phrase: string, needed: string): void {
  if (phrase === needed || phrase === PHRASES.artifacts) return;
  throw new CommandError(`The phrase is ${JSON.stringify(phrase)}, but "${needed}" is needed. Nothing was destroyed.`);
}

// Node 20 is supported here; the SDK asks for 22 in a paragraph of its own.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

destroy(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof Error)) throw error;
  // Errors of the AWS SDK (no credentials, no access) have readable messages as well.
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
});
