import { Allowance, readAllowances } from "../../review/allow";
import { HCP_HOSTNAME } from "../../state/hcp-hostname";
import { CommandError } from "../command";

/** Where the plan in JSON comes from: a file (`-` is the standard input), or a run in HCP Terraform. */
export type PlanSource = { readonly file: string } | { readonly runId: string; readonly hostname: string };

/** What the command line says. */
export interface ReviewOptions {
  readonly plan: PlanSource;
  readonly planFile?: string;
  readonly format: "markdown" | "json";
  readonly allowances: readonly Allowance[];
  readonly locks?: { readonly base: string; readonly head: string };
  readonly out?: string;
}

const VALUES = [
  "--plan-file",
  "--format",
  "--allow",
  "--base-lock",
  "--head-lock",
  "--out",
  "--hcp-run",
  "--hostname",
] as const;
type ValueName = (typeof VALUES)[number];

interface Parsed {
  readonly values: readonly (readonly [ValueName, string])[];
  readonly plans: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Reads the arguments.
 *
 * @throws CommandError with everything that is wrong with them
 */
export function readReviewOptions(args: readonly string[], usage: string): ReviewOptions {
  const { values, plans, problems } = parse(args);
  const of = (name: ValueName): readonly string[] => values.filter(([each]) => each === name).map(([, value]) => value);
  const once = VALUES.filter((name) => name !== "--allow" && of(name).length > 1).map(
    (name) => `${name} is given twice.`,
  );
  const [planFile] = of("--plan-file");
  const [out] = of("--out");
  const [format = "markdown"] = of("--format");
  const [base] = of("--base-lock");
  const [head] = of("--head-lock");
  const [runId] = of("--hcp-run");
  const [hostname] = of("--hostname");
  const plan = runId === undefined ? plans.map((file) => ({ file }))[0] : { runId, hostname: hostname ?? HCP_HOSTNAME };
  const { allowances, problems: allowanceProblems } = readAllowances(of("--allow"));
  const wrong = [
    ...problems,
    ...once,
    ...(plan === undefined ? ["No plan is given."] : []),
    ...(plans.length + of("--hcp-run").length > 1 ? ["More than one plan is given; one at a time."] : []),
    ...(hostname !== undefined && runId === undefined ? ["--hostname goes with --hcp-run."] : []),
    ...(planFile !== undefined && runId !== undefined ? ["--plan-file: a remote run leaves no plan file."] : []),
    ...(format === "markdown" || format === "json" ? [] : [`--format is "${format}"; give markdown or json.`]),
    ...((base === undefined) === (head === undefined) ? [] : ["--base-lock and --head-lock go together."]),
    ...allowanceProblems,
  ];
  if (wrong.length > 0 || plan === undefined) throw new CommandError(`${wrong.join("\n")}\n\n${usage}`);
  return {
    plan,
    format: format === "json" ? "json" : "markdown",
    allowances,
    ...(planFile === undefined ? {} : { planFile }),
    ...(base === undefined || head === undefined ? {} : { locks: { base, head } }),
    ...(out === undefined ? {} : { out }),
  };
}

function parse(args: readonly string[]): Parsed {
  const values: [ValueName, string][] = [];
  const plans: string[] = [];
  const problems: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, option = arg, joined] = /^(--[a-z-]+)=(.*)$/s.exec(arg) ?? [];
    const name = VALUES.find((each) => each === option);
    if (name !== undefined) {
      const value = joined ?? rest.shift();
      if (value === undefined || value === "") problems.push(`${name} needs a value.`);
      else values.push([name, value]);
    } else if (arg.startsWith("-") && arg !== "-") problems.push(`There is no option ${option}.`);
    else plans.push(arg);
  }
  return { values, plans, problems };
}
