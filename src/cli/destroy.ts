import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { DESTROY_PHRASE_VARIABLE, destroyPhrases } from "../settings/data-protection";
import { CommandError, runCommand, synthesize } from "./command";
import { TerraformCli } from "./terraform-cli";

/** What AWS protects beside Terraform: it must lose the protection before it can be destroyed. */
const PROTECTED = ["aws_rds_cluster.database", "aws_s3_bucket.artifacts"] as const;

const USAGE = `Usage: npm run destroy [-- [--stack mlflow-<name>] [--phrase "<phrase>"] [arguments for terraform, such as -var-file=prod.tfvars]]

Destroys a stack (mlflow unless another is named) after asking for a phrase: "destroy <stack>", or
"destroy <stack> and every artifact" when the artifact bucket holds objects.`;

const NOTHING = "Nothing was destroyed.";

/** What the command line says. */
interface Arguments {
  readonly stack: string;
  readonly phrase: string | undefined;
  readonly terraformArgs: readonly string[];
}

async function destroy(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { stack, phrase: given, terraformArgs } = readArguments(args);
  const env = { ...process.env, TF_INPUT: "0" };
  const folder = `cdktf.out/stacks/${stack}`;
  const terraform = new TerraformCli(folder, env);

  // First as it stands, to look at the state without touching anything.
  synthesize(env, NOTHING);
  if (!existsSync(folder)) throw new CommandError(`main.ts has no stack ${stack}. Nothing was destroyed.`);
  terraform.run("init");
  const existing = terraform.lines("state", "list").filter((address) => !address.startsWith("data."));
  if (existing.length === 0) {
    process.stdout.write("Nothing to destroy: the state is empty.\n");
    return;
  }
  const phrases = destroyPhrases(stack);
  const needed = (await holdsArtifacts(terraform, existing)) ? phrases.contents : phrases.stack;
  explain(stack, existing, needed);
  const phrase = given ?? (await ask("Phrase: "));
  if (phrase !== needed && phrase !== phrases.contents) {
    throw new CommandError(
      `The phrase is ${JSON.stringify(phrase)}, but "${needed}" is needed. Nothing was destroyed.`,
    );
  }

  synthesize({ ...env, [DESTROY_PHRASE_VARIABLE]: phrase }, NOTHING);
  const targets = PROTECTED.filter((address) => existing.includes(address)).map((address) => `-target=${address}`);
  if (targets.length > 0) {
    process.stdout.write("\nRemoving the protection\n");
    terraform.run("apply", "-auto-approve", ...targets, ...terraformArgs);
  }
  process.stdout.write("\nDestroying\n");
  terraform.run("destroy", "-auto-approve", ...terraformArgs);
}

function readArguments(args: readonly string[]): Arguments {
  const [stack, withoutStack] = takeOption(args, "--stack");
  const [phrase, terraformArgs] = takeOption(withoutStack, "--phrase");
  return { stack: stack ?? "mlflow", phrase, terraformArgs };
}

/** The value of an option, and the arguments without both. */
function takeOption(args: readonly string[], name: string): readonly [string | undefined, readonly string[]] {
  const at = args.indexOf(name);
  if (at < 0) return [undefined, args];
  const value = args[at + 1];
  if (value === undefined) throw new CommandError(`${name} needs a value.\n\n${USAGE}`);
  return [value, [...args.slice(0, at), ...args.slice(at + 2)]];
}

/** A bucket with objects would stop a destroy half way, so it is asked for before anything is gone. */
async function holdsArtifacts(terraform: TerraformCli, existing: readonly string[]): Promise<boolean> {
  if (!existing.includes("aws_s3_bucket.artifacts")) return false;
  const versions = await new S3Client().send(
    new ListObjectVersionsCommand({ Bucket: bucketName(terraform), MaxKeys: 1 }),
  );
  return (versions.Versions ?? []).length > 0 || (versions.DeleteMarkers ?? []).length > 0;
}

/** From the state and not from the outputs: an interrupted destroy has removed those already. */
function bucketName(terraform: TerraformCli): string {
  const lines = terraform.lines("state", "show", "-no-color", "aws_s3_bucket.artifacts");
  const name = lines.map((line) => /^ +bucket += "(.+)"$/.exec(line)?.[1]).find((match) => match !== undefined);
  if (name === undefined) throw new CommandError("The state does not name the artifact bucket.");
  return name;
}

function explain(stack: string, existing: readonly string[], phrase: string): void {
  const ifMade = (address: string, line: string): readonly string[] => (existing.includes(address) ? [line] : []);
  process.stdout.write(
    [
      "",
      `This destroys ${existing.length} resources of the ${stack} stack. What stays:`,
      ...ifMade(
        "aws_rds_cluster.database",
        "  - a last snapshot of the database, unless database_skip_final_snapshot is true",
      ),
      ...ifMade(
        "aws_secretsmanager_secret.server-keys",
        "  - the server keys, restorable for server_keys_recovery_window_in_days",
      ),
      "  - what the stack was given: zone, secrets, and the like",
      phrase === destroyPhrases(stack).contents
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

runCommand(destroy);
