import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IMPORTS_FILE } from "../../terraform-cli";
import { BOOTSTRAP_FOLDER } from "../../bootstrap/session";
import type { Check, Finding } from "../check";
import { findingsOf } from "../finding";
import { FINDERS } from "./finders";
import { importBlocks } from "./import-blocks";
import { Ambiguity, OrphanSearch, searchOrphans, Trouble } from "./orphan-search";
import { terraformOf } from "./quiet-terraform";

const CHECK = "orphans";
const say = findingsOf(CHECK);

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
      const terraform = terraformOf(context);
      if (!terraform.init.ok) return [failureFinding("terraform init", terraform.init.reason)];
      const search = await searchOrphans({ terraform, folder, terraformArgs, finders: FINDERS, aws });
      if (writeImports && search.orphans.length > 0) write(folder, importBlocks(search.orphans));
      return orphanFindings(search, folder, writeImports);
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
export function orphanFindings(search: OrphanSearch, folder: string, written: boolean): readonly Finding[] {
  const { orphans, ambiguities, troubles, failure } = search;
  const plan = orphans.length === 0 ? "terraform plan" : "terraform plan with the import blocks above";
  const findings = [
    ...(orphans.length > 0 ? [orphansFinding(search, folder, written)] : []),
    ...ambiguities.map(ambiguityFinding),
    ...troubles.map(troubleFinding),
    ...(failure === "" ? [] : [failureFinding(plan, failure)]),
  ];
  return findings.length > 0
    ? findings
    : [say.ok("nothing exists in the account that the state should know and does not.")];
}

function orphansFinding({ orphans, replaced }: OrphanSearch, folder: string, written: boolean): Finding {
  const commands = orphans.flatMap(({ first }) => (first === undefined ? [] : [`# ${first.reason}`, first.command]));
  const valued = orphans.flatMap(({ valued: name }) => (name === undefined ? [] : [name]));
  const file = `${folder}/${IMPORTS_FILE}`;
  const message = [
    `${orphans.length} ${orphans.length === 1 ? "resource exists" : "resources exist"} in the account and not in the state.`,
    ...(valued.length === 0
      ? []
      : [`The next apply may write new values into ${valued.join(", ")}; the old ones become AWSPREVIOUS.`]),
    ...(replaced.length === 0 ? [] : [`After their import Terraform will replace ${replaced.join(", ")}.`]),
  ];
  const fix = [
    "If another state holds them (another TF_STATE_KEY, a colleague's local file), stop: use that state. Otherwise",
    ...(commands.length === 0 ? [] : ["run the commands below, then"]),
    written
      ? `(the import blocks below are in ${file})`
      : `put the import blocks below into ${file} (--write-imports does),`,
    folder === BOOTSTRAP_FOLDER ? "run npm run bootstrap, which deletes that file:" : "apply, and delete that file:",
  ];
  const blocks = importBlocks(orphans).trimEnd().split("\n");
  return { ...say.problem(message.join(" "), fix.join(" ")), lines: [...commands, ...blocks] };
}

function ambiguityFinding({ address, importIds }: Ambiguity): Finding {
  const [only, ...others] = importIds;
  if (only !== undefined && others.length === 0) {
    return say.problem(
      `${address} is not in the state, and its name is taken by ${only}, which does not carry this stack's tags.`,
      "Somebody else's: choose another name. Made by hand: terraform import takes it over (in bootstrap: adopt). Nobody's: delete it.",
    );
  }
  return say.problem(
    `${address} is not in the state, and more than one thing in the account could be it: ${importIds.join(", ")}.`,
    "Look at their tags and when they were made: which one is this stack's? Import that by hand (terraform import), or delete what is nobody's.",
  );
}

function troubleFinding({ address, message }: Trouble): Finding {
  return say.skipped(`${address} is not in the state, and AWS did not say whether it exists: ${message}`);
}

function failureFinding(command: string, reason: string): Finding {
  return say.problem(
    `${command} fails: ${reason}`,
    "Mend that (the other findings may say how), then run doctor again: until then nobody knows what else is missing.",
  );
}
