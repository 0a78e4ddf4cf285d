import { Problem, refuse } from "../terraform/problem";
import { SECRET_NAMES, SecretName } from "./secrets";

/** What somebody may have made by hand before, as in the article. */
export type Adoptable = "state-bucket" | "lock-table" | SecretName;
export const ADOPTABLE: readonly Adoptable[] = ["state-bucket", "lock-table", ...SECRET_NAMES];

/** What the bootstrap stack takes over. */
export interface Adoption {
  /**
   * What exists already and is imported instead of made. Bucket and table then get the settings of this stack; the
   * secrets keep their values, which this stack never writes. Keep it for as long as the stack exists.
   * @default - nothing
   */
  readonly adopt?: readonly Adoptable[];
}

/** Environment variable with what is adopted, separated by commas; `npm run bootstrap -- --adopt` sets it. */
export const ADOPT_VARIABLE = "MLFLOW_BOOTSTRAP_ADOPT";

/** Reads `MLFLOW_BOOTSTRAP_ADOPT`. @throws InvalidSettingsError for a name that nothing has */
export function adoptionFromEnvironment(env: Readonly<Record<string, string | undefined>>): Adoption {
  const names = (env[ADOPT_VARIABLE] ?? "").split(",").map((name) => name.trim());
  refuse(
    unknownNames(
      ADOPT_VARIABLE,
      names.filter((name) => name !== ""),
    ),
  );
  const adopt = ADOPTABLE.filter((known) => names.includes(known));
  return adopt.length === 0 ? {} : { adopt };
}

/** A name that nothing has would be made a second time instead of imported. */
export function adoptionProblems({ adopt = [] }: Adoption): Problem[] {
  return unknownNames("adopt", adopt);
}

/** One problem for all of them. */
function unknownNames(where: string, names: readonly string[]): Problem[] {
  const unknown = names.filter((name) => !ADOPTABLE.some((known) => known === name));
  if (unknown.length === 0) return [];
  return [
    {
      where,
      given: JSON.stringify(unknown.join(",")),
      allowed: `names out of ${ADOPTABLE.join(", ")}${where === ADOPT_VARIABLE ? ", separated by commas" : ""}`,
      fix: "name what exists already in the account; npm run bootstrap -- --adopt finds it",
    },
  ];
}
