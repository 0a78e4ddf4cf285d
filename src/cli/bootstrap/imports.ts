import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ADOPTABLE, Adoptable } from "../../settings/adoption";
import { IMPORTS_FILE } from "../terraform-cli";

/**
 * What the import blocks in the stack's folder bring into the state. Doctor writes them after a run that was killed, and
 * only for what carries this stack's tags: it is the stack's own, its half-written secrets too.
 */
export function importedNext(folder: string): readonly Adoptable[] {
  const file = join(folder, IMPORTS_FILE);
  if (!existsSync(file)) return [];
  const addresses = [...readFileSync(file, "utf8").matchAll(/^\s*to\s*=\s*(\S+)/gm)].map(([, address]) => address);
  return ADOPTABLE.filter((what) => addresses.includes(addressOf(what)));
}

/** Once applied, the blocks are of no use, and in the way when something of it is gone one day. */
export function forgetImports(folder: string): void {
  rmSync(join(folder, IMPORTS_FILE), { force: true });
}

function addressOf(what: Adoptable): string {
  if (what === "state-bucket") return "aws_s3_bucket.state-bucket";
  return what === "lock-table" ? "aws_dynamodb_table.lock-table" : `aws_secretsmanager_secret.${what}`;
}
