import { existsSync } from "node:fs";
import { CommandError, runCommand, synthesize } from "./command";
import { takeOption } from "./arguments";
import { BOOTSTRAP_CHECKS, viewBootstrap } from "./doctor/bootstrap";
import { awsClients } from "./doctor/aws-clients";
import { Context, Finding } from "./doctor/check";
import { CHECKS } from "./doctor/checks";
import { CREDENTIALS, findCaller } from "./doctor/credentials";
import { isDeployed } from "./doctor/deployed";
import { findingsOf } from "./doctor/finding";
import { Refusal, readVariables, withAbsolutePaths } from "./doctor/read-variables";
import { paragraph, Report, summary } from "./doctor/report";
import { lookForInterruptedApply } from "./doctor/interrupted";
import { runCheck, runChecks } from "./doctor/run-checks";
import { SynthesizedStack } from "./doctor/synthesized-stack";
import { tools } from "./doctor/tools";

const USAGE = `Usage: npm run doctor [-- [--stack mlflow-<name>] [--json] [--write-imports] [arguments for terraform, such as -var-file=prod.tfvars]]

Looks whether a stack (mlflow unless another is named) can be deployed: tools, variables, credentials, state, secrets,
hosted zone, certificate, quotas, and what an interrupted apply has left: a lock, tainted resources, resources that the state
does not know. Changes nothing. Exit code 1 when there is a problem. --json prints one JSON document. --write-imports writes
import blocks of unknown resources into the folder of the stack, for the next apply.`;

/** What the command line says. */
interface Arguments {
  readonly stack: string;
  readonly json: boolean;
  readonly help: boolean;
  readonly writeImports: boolean;
  readonly terraformArgs: readonly string[];
}

async function doctor(args: readonly string[]): Promise<void> {
  const { json, help, ...question } = readArguments(args);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const tell = (findings: readonly Finding[]): void => {
    if (!json) process.stdout.write(findings.map(paragraph).join(""));
  };
  if (!json && process.stdout.isTTY)
    process.stdout.write(`Looking at the ${question.stack} stack. Nothing is changed.\n`);
  const report = await examine(question, tell);
  process.exitCode = report.ok ? 0 : 1;
  if (json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  process.stdout.write(`\n${summary(report.findings)}\n`);
  if (report.next !== undefined) process.stdout.write(`Next: ${report.next}\n`);
}

const FLAGS: readonly string[] = ["--json", "--help", "--write-imports"];

/** What is ours, wherever it stands; all the rest is Terraform's. */
function readArguments(args: readonly string[]): Arguments {
  const [stack, others] = takeOption(args, "--stack", USAGE);
  return {
    stack: stack ?? "mlflow",
    json: others.includes("--json"),
    help: others.includes("--help"),
    writeImports: others.includes("--write-imports"),
    terraformArgs: withAbsolutePaths(
      others.filter((arg) => !FLAGS.includes(arg)),
      process.env.INIT_CWD ?? process.cwd(),
    ),
  };
}

async function examine(
  { stack, terraformArgs, writeImports }: Omit<Arguments, "json" | "help">,
  tell: (findings: readonly Finding[]) => void,
): Promise<Report> {
  forgetEmptyVariables();
  const given = { ...process.env, TF_INPUT: "0" };
  const folder = `cdktf.out/stacks/${stack}`;
  synthesize(given, "Nothing was looked at.");
  if (!existsSync(folder)) throw new CommandError(`main.ts has no stack ${stack}. Nothing was looked at.`);

  // What needs nobody's permission comes first, and every other check stands on it.
  const findings: Finding[] = [];
  const note = (found: readonly Finding[]): void => {
    tell(found);
    findings.push(...found);
  };
  const isBootstrap = stack === "bootstrap";
  const { env, findings: first } = isBootstrap ? await viewBootstrap(given) : { env: given, findings: [] };
  const checks = isBootstrap ? BOOTSTRAP_CHECKS : CHECKS;
  const synthesized = SynthesizedStack.read(folder);
  const reading = { folder, terraformArgs, env };
  const aws = awsClients(regionOf(env));
  const { variables, refusals } = readVariables(synthesized.variables, reading);
  const caller = await findCaller(aws);
  const { account, region } = caller;
  const context: Context = { ...reading, stack, synthesized, variables, aws, account, region };
  note(await runCheck(tools, context));
  note(variableFindings(refusals));
  note([...caller.findings, ...first]);
  if (account === "")
    note(checks.map(({ name }) => findingsOf(name).skipped(`not looked at, because it needs ${CREDENTIALS}.`)));
  else {
    findings.push(...(await runChecks(checks, context, tell)));
    const deployed = await isDeployed(context);
    await lookForInterruptedApply(context, { earlier: findings, deployed, writeImports }, note);
  }

  const ok = !findings.some(({ status }) => status === "problem");
  const isNew = ok && (await isDeployed(context)) === false;
  return { stack, account, region, ok, findings, ...(isNew ? { next: nextCommand(stack) } : {}) };
}

function variableFindings(refusals: readonly Refusal[]): readonly Finding[] {
  const say = findingsOf("variables");
  if (refusals.length === 0) return [say.ok("Terraform accepts all values.")];
  return refusals.map(({ variable, message }) => say.problem(message, fixOf(variable)));
}

function fixOf(variable: string): string {
  if (variable === "") return "Look at the arguments and at the files of variables.";
  return `Set TF_VAR_${variable}, or ${variable} in a file that -var-file names; docs/configuration.md tells of each variable.`;
}

/** As the AWS provider looks for it; `undefined`: it stands in the profile, if anywhere. */
function regionOf({ AWS_REGION: region, AWS_DEFAULT_REGION: byDefault }: NodeJS.ProcessEnv): string | undefined {
  return region ?? byDefault;
}

/** Terraform takes an empty variable for an unset one, the SDK does not. */
function forgetEmptyVariables(): void {
  for (const name of ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"]) {
    if (process.env[name] === "") Reflect.deleteProperty(process.env, name);
  }
}

function nextCommand(stack: string): string {
  if (stack === "bootstrap") return "npm run bootstrap";
  return stack === "mlflow" ? "npm run plan" : `TF_INPUT=0 npx cdktf diff ${stack}`;
}

runCommand(doctor);
