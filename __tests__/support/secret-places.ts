import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bucketText } from "./all-secrets";
import { Emulator } from "./emulator";
import { planFileText } from "./plan-file";
import { ProjectCopy } from "./project-copy";
import { run } from "./run";
import { folderText } from "./secret-search";

export interface PlaceSources {
  readonly emulator: Emulator;
  readonly stateBucket: string;
  readonly copies: readonly ProjectCopy[];
  /** Folder and name of each plan file. */
  readonly plans: readonly (readonly [folder: string, name: string])[];
  /** The environment in which the plans were made. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that commands printed. */
  readonly printed: readonly string[];
  readonly commandLines: string;
}

/** Where a secret of a deployment could have been written, as texts by the name of the place. */
export function secretPlaces(sources: PlaceSources): Readonly<Record<string, string>> {
  const { emulator, copies, plans, environment } = sources;
  const localStates = copies.flatMap(({ folder }) =>
    readdirSync(folder)
      .filter((name) => name.includes(".tfstate"))
      .map((name) => readFileSync(join(folder, name), "latin1")),
  );
  const shown = plans.map(
    ([folder, name]) => run("terraform", [`-chdir=${folder}`, "show", "-json", name], { env: environment }).stdout,
  );
  return {
    "synthesized, or written by Terraform": copies
      .map(({ folder }) => folderText(join(folder, "cdktf.out")))
      .join("\n"),
    "local states": localStates.join("\n"),
    "all versions in the state bucket": bucketText(emulator, sources.stateBucket),
    "plan files": plans.map(([folder, name]) => planFileText(join(folder, name))).join("\n"),
    "plans shown as JSON": shown.join("\n"),
    "what was printed": sources.printed.join("\n"),
    "command lines": sources.commandLines,
  };
}
