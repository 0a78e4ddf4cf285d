import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check, Context, Finding } from "../check";
import { FINDERS } from "./finders";
import { importBlocks } from "./import-blocks";
import { Ambiguity, OrphanSearch, searchOrphans, Trouble } from "./orphan-search";
import { QuietTerraform } from "./quiet-terraform";

const CHECK = "orphans";

/** File in the stack's folder with the import blocks for the next apply. */
export const IMPORTS_FILE = "imports.tf";

/**
 * What exists in the account and not in the state, as after a Terraform that was killed.
 *
 * @param writeImports true: writes the import blocks into the stack's folder
 */
export function orphansCheck(writeImports: boolean): Check {
  return {
    name: CHECK,
    async run(context): Promise<readonly Finding[]> {
      const { folder, terraformArgs, aws } = context;
      const terraform = new QuietTerraform(folder, context.env);
      const init = terraform.run("init", "-no-color", "-input=false");
      if (!init.ok) return [problem(`terraform init fails, so nobody knows what the state holds: ${init.reason}`)];
      const search = await searchOrphans({ terraform, folder, terraformArgs, finders: FINDERS, aws });
      if (writeImports && search.orphans.length > 0) write(folder, importBlocks(search.orphans));
      return describe(search, context, writeImports);
    },
  };
}

/** Behind what is there: blocks of an earlier search, which Terraform has not used yet. */
function write(folder: string, blocks: string): void {
  const file = join(folder, IMPORTS_FILE);
  const gap = existsSync(file) && readFileSync(file, "utf8") !== "" ? "\n" : "";
  appendFileSync(file, gap + blocks);
}

/** The findings of a search. */
export function describe(
  search: OrphanSearch,
  { folder }: Pick<Context, "folder">,
  written: boolean,
): readonly Finding[] {
  const findings = [
    ...(search.orphans.length > 0 ? [orphansFinding(search, folder, written)] : []),
    ...search.ambiguities.map(ambiguityFinding),
    ...search.troubles.map(troubleFinding),
    ...(search.failure === "" ? [] : [failureFinding(search)]),
  ];
  if (findings.length > 0) return findings;
  return [{ check: CHECK, status: "ok", message: "Nothing exists in the account that the state does not know." }];
}

function orphansFinding({ orphans, replaced }: OrphanSearch, folder: string, written: boolean): Finding {
  const file = `${folder}/${IMPORTS_FILE}`;
  const one = orphans.length === 1;
  const steps = [
    ...orphans.flatMap(({ first }) =>
      first === undefined ? [] : [`First, because ${first.reason}:\n  ${first.command}`],
    ),
    written
      ? `The import blocks are in ${file}. Apply, then delete the file:`
      : `Put these blocks into ${file} (--write-imports does), apply, then delete the file:`,
    importBlocks(orphans).trimEnd(),
    ...orphans.flatMap(({ note }) => (note === undefined ? [] : [`Mind: ${note}.`])),
    "If another state holds them (another TF_STATE_KEY, a colleague's local file), do not import: use that state.",
  ];
  return problem(
    `${orphans.length} ${one ? "resource exists" : "resources exist"} in the account and not in the state: ${orphans
      .map(({ address, importId }) => `${address} (${importId})`)
      .join(", ")}.${replaced.length === 0 ? "" : ` Terraform will replace ${replaced.join(", ")} after the import.`}`,
    steps.join("\n"),
  );
}

function ambiguityFinding({ address, importIds }: Ambiguity): Finding {
  return problem(
    `${address} is not in the state, and more than one thing in the account could be it: ${importIds.join(", ")}.`,
    `Find out which one is this stack's (its name, its tags, when it was made) and import it by hand: import { to = ${address}, id = "..." }, one argument a line. Delete the others if they are nobody's.`,
  );
}

function troubleFinding({ address, message }: Trouble): Finding {
  return {
    check: CHECK,
    status: "skipped",
    message: `${address} is not in the state, and AWS did not say whether it exists: ${message}`,
  };
}

function failureFinding({ failure, orphans }: OrphanSearch): Finding {
  const blocks = orphans.length === 0 ? "" : " with the import blocks above";
  return problem(
    `terraform plan${blocks} fails: ${failure}`,
    "Mend that (the other findings may say how), then run doctor again: until then nobody knows what else is missing.",
  );
}

function problem(message: string, fix?: string): Finding {
  return { check: CHECK, status: "problem", message, ...(fix === undefined ? {} : { fix }) };
}
