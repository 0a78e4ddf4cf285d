import { existsSync } from "node:fs";
import { takeFlag, takeOption } from "./arguments";
import { CommandError, runCommand, synthesize } from "./command";
import { readVariables, withAbsolutePaths } from "./doctor/read-variables";
import { SynthesizedStack } from "./doctor/synthesized-stack";
import { environmentProblems, environmentVariables, payload, terraformVariables } from "./hcp-payloads";
import { requireTerraform } from "./terraform-cli";

const USAGE = `Usage: npm run -s hcp:variables -- [--stack mlflow-<name>] [--all] [arguments for terraform, such as -var-file=prod.tfvars]

Prints the variables of a workspace of HCP Terraform for a stack (mlflow unless another is named), each a line: the body of
POST /workspaces/<id>/vars. Values are those that a plan would read: TF_VAR_*, -var, -var-file. Those that are their
default are left out; with --all they are printed, too, and pinned thereby. Values of secrets are never printed. Region
and roles of the runs come from AWS_REGION, TFC_AWS_PLAN_ROLE_ARN and TFC_AWS_APPLY_ROLE_ARN.`;

function hcpVariables(args: readonly string[]): void {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const [stack = "mlflow", others] = takeOption(args, "--stack", USAGE);
  const [all, rest] = takeFlag(others, "--all");
  const env = { ...process.env, TF_INPUT: "0" };
  requireTerraform(env);
  const folder = `cdktf.out/stacks/${stack}`;
  synthesize(env, "Nothing was printed.");
  if (!existsSync(folder)) throw new CommandError(`main.ts has no stack ${stack}. Nothing was printed.`);

  const declared = SynthesizedStack.read(folder).variables;
  const terraformArgs = withAbsolutePaths(rest, process.env.INIT_CWD ?? process.cwd());
  const { variables, refusals } = readVariables(declared, { folder, terraformArgs, env });
  const problems = [...refusals.map(({ message }) => message), ...environmentProblems(env)];
  if (problems.length > 0) throw new CommandError(`${problems.join("\n")}\n\nNothing was printed.`);

  const ofStack = terraformVariables(declared, (name) => variables.value(name), all);
  const ofRuns = environmentVariables(env);
  const lines = [...ofStack, ...ofRuns].map((attributes) => `${JSON.stringify(payload(attributes))}\n`);
  process.stdout.write(lines.join(""));
  const left = Object.keys(declared).length - ofStack.length;
  process.stderr.write(
    `${ofStack.length} Terraform variables, ${left} left at their defaults; ${ofRuns.length} of the environment.\n`,
  );
  const secret = ofStack.filter(({ sensitive }) => sensitive).map(({ key }) => key);
  if (secret.length > 0)
    process.stderr.write(`Set the values of these in the workspace by hand: ${secret.join(", ")}.\n`);
  if (ofRuns.length === 1)
    process.stderr.write(
      "No role for the runs: set TFC_AWS_PLAN_ROLE_ARN and TFC_AWS_APPLY_ROLE_ARN, or give the workspace AWS credentials in another way.\n",
    );
}

// All of it is synchronous; what it throws becomes a rejection.
runCommand(
  (args) =>
    new Promise((resolve) => {
      hcpVariables(args);
      resolve();
    }),
);
