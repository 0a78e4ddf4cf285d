import { existsSync } from "node:fs";
import { DESTROY_PHRASE_VARIABLE, destroyPhrases } from "../../settings/data-protection";
import { CommandError, synthesize } from "../command";
import { TerraformCli } from "../terraform-cli";
import { requirePhrase } from "./ask-phrase";
import { isEmpty } from "./bucket-contents";
import type { DestroyOptions } from "./options";
import { unprotectAndDestroy } from "./unprotect";

/**
 * What AWS protects beside Terraform, and what takes new settings (the recovery window of the keys), before it is
 * destroyed.
 */
const PROTECTED = [
  "aws_rds_cluster.database",
  "aws_s3_bucket.artifacts",
  "aws_secretsmanager_secret.server-keys",
] as const;

const NOTHING = "Nothing was destroyed.";

/** Destroys `mlflow` or `mlflow-<name>`. */
export async function destroyMlflow({ stack, phrase: given, terraformArgs, usage }: DestroyOptions): Promise<void> {
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
  const phrase = await requirePhrase(given, needed, phrases.contents, usage);

  synthesize({ ...env, [DESTROY_PHRASE_VARIABLE]: phrase }, NOTHING);
  unprotectAndDestroy(
    terraform,
    PROTECTED.filter((address) => existing.includes(address)),
    terraformArgs,
  );
}

/** A bucket with objects would stop a destroy half way, so it is asked for before anything is gone. */
async function holdsArtifacts(terraform: TerraformCli, existing: readonly string[]): Promise<boolean> {
  return existing.includes("aws_s3_bucket.artifacts") && !(await isEmpty(bucketName(terraform)));
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
