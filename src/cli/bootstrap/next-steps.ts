import { Adoptable } from "../../settings/adoption";
import { SECRET_NAMES } from "../../settings/secrets";
import { textAt } from "../json";
import type { Existing } from "./existing";
import type { Names } from "./names";

export interface NextStepsSources {
  readonly names: Names;
  /** What `terraform output -json` prints: the lines to copy are outputs of the stack. */
  readonly outputs: unknown;
  readonly secrets: Existing["secrets"];
  readonly adopted: readonly Adoptable[];
  readonly stateIsLocal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What to run next, with real values. */
export function nextSteps({ names, outputs, secrets, adopted, stateIsLocal, env }: NextStepsSources): string {
  const linesOf = (output: string): readonly string[] => textAt(outputs, output, "value")?.split("\n") ?? [];
  const missing = SECRET_NAMES.filter((name) => {
    const found = secrets[name];
    return !(found.kind === "present" && found.hasValue);
  });
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ["In each shell, before npm run plan and npm run deploy:", linesOf("environment")],
    [
      "Secrets without a value (the variables in front of the pipe are yours: read -rs NAME sets one unseen):",
      missing.map((name) => putCommand(`${names.secretPrefix}${name}`, name)),
    ],
    ["The state is on this machine alone; move it into its bucket:", stateIsLocal ? ["npm run bootstrap:migrate"] : []],
    ["With plain Terraform, once per clone:", linesOf("init_command")],
    ["Variables of your CI:", linesOf("ci_variables")],
    ["What is still missing, at any time:", ["npm run doctor"]],
    ["Redirect URI of the OAuth client:", [redirectUri(env)]],
    [
      "Keep what was adopted in main.ts, in the properties of BootstrapStack:",
      adopted.length === 0 ? [] : [`adopt: [${adopted.map((what) => JSON.stringify(what)).join(", ")}],`],
    ],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join("\n"))
    .join("\n\n");
}

/** With real names where the variables of mlflow are set. */
export function redirectUri(env: Readonly<Record<string, string | undefined>>): string {
  const record = env.TF_VAR_dns_record_name ?? "<dns_record_name>";
  return `https://${record}.${env.TF_VAR_domain ?? "<domain>"}/oauth2/callback`;
}

/** By standard input, which no process list shows. */
function putCommand(secretId: string, name: (typeof SECRET_NAMES)[number]): string {
  const variable = name.toUpperCase().replaceAll("-", "_");
  return `printf %s "$${variable}" | aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string file:///dev/stdin`;
}
