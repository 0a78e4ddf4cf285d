import { rmSync } from "node:fs";
import { join } from "node:path";
import { confirm } from "@inquirer/prompts";
import { Adoptable } from "../settings/adoption";
import { takeFlag } from "./arguments";
import { askForClient, clientIsMissing } from "./bootstrap/client-values";
import { Existing, findTableAndSecrets } from "./bootstrap/existing";
import { forgetImports, importedNext } from "./bootstrap/imports";
import { argumentProblems } from "./bootstrap/names";
import { nextSteps, redirectUri } from "./bootstrap/next-steps";
import { plannedNameProblems, planProblems, valueChanges } from "./bootstrap/plan-guard";
import { adoption, explainAdoption, preflightProblems } from "./bootstrap/preflight";
import {
  BOOTSTRAP_FOLDER,
  connect,
  introduce,
  LOCAL_STATE,
  openSession,
  placeOf,
  refuseProblems,
  Session,
  sessionEnvironment,
  setLocalStateAside,
} from "./bootstrap/session";
import { CommandError, runCommand } from "./command";
import { requireTerraform, TerraformCli } from "./terraform-cli";

const USAGE = `Usage: npm run bootstrap [-- [--yes] [--adopt] [arguments for terraform plan, such as -var-file=prod.tfvars]]

Makes what must be there before mlflow: the bucket for Terraform's state, the table for its lock, and four secrets. Shows
the plan and asks before anything is changed; run it again at any time.

  --yes    does not ask
  --adopt  takes over bucket, table and secrets that exist already, as the article makes them by hand; the values of
           such secrets stay

Names come from TF_STATE_BUCKET (default mlflow-terraform-state-<account id>-<region>), TF_STATE_LOCK_TABLE (default
mlflow-terraform-lock) and TF_VAR_secret_prefix (default mlflow/), region and credentials from AWS's usual variables.
To rotate a generated secret: TF_VAR_oauth2_cookie_secret_version=2 or TF_VAR_database_password_version=2, and so on.`;

const NOTHING = "Nothing was changed.";
const PLAN_FILE = "bootstrap.plan";

async function bootstrap(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const [yes, withoutYes] = takeFlag(args, "--yes");
  const [adopt, terraformArgs] = takeFlag(withoutYes, "--adopt");
  refuseProblems(argumentProblems(terraformArgs));
  if (!yes && !process.stdin.isTTY) {
    throw new CommandError(`No terminal to ask at: give --yes to go on without questions. ${NOTHING}\n\n${USAGE}`);
  }
  requireTerraform(process.env);

  const session = await openSession(process.env);
  introduce(session);
  const imported = importedNext(BOOTSTRAP_FOLDER);
  const existing = await lookAround(session, adopt, imported);
  const adopted = adoption({ existing, state: session.state, adopt, imported });
  if (adopted.length > 0) say(...explainAdoption(adopted, session.names));
  if (session.choice === "copied") setLocalStateAside();

  const client =
    yes || !clientIsMissing(existing) || process.env.TF_VAR_oauth2_client_version
      ? {}
      : await askForClient(redirectUri(process.env));
  const env = { ...sessionEnvironment(session, adopted), ...client };
  say("", "Connecting Terraform with the state");
  const terraform = connect(placeOf(session.choice), session, env, NOTHING);
  await planAndApply({ session, existing, env, terraform, terraformArgs, yes, imported });
  await sayNext(session, adopted, terraform);
}

/** Everything that stands in the way, said at once. */
async function lookAround(session: Session, adopt: boolean, imported: readonly Adoptable[]): Promise<Existing> {
  const { account, names, bucket, choice, state } = session;
  const existing = { bucket, ...(await findTableAndSecrets(names, account.region)) };
  const found = preflightProblems({ names, region: account.region, existing, state, adopt, imported });
  const interrupted =
    choice === "local-newer"
      ? [
          `${LOCAL_STATE} is newer than the state in bucket ${names.bucket}: a move or a destroy was interrupted. Finish it with npm run bootstrap:migrate, or with npm run destroy -- --stack bootstrap.`,
        ]
      : [];
  refuseProblems([...new Set([...session.problems, ...interrupted, ...found])]);
  const where = placeOf(choice) === "bucket" ? `in bucket ${names.bucket}` : `on this machine, ${LOCAL_STATE}`;
  say(`Bucket ${names.bucket}, table ${names.table}, secrets ${names.secretPrefix}*; the state is ${where}`);
  return existing;
}

interface Run {
  readonly session: Session;
  readonly existing: Existing;
  readonly env: NodeJS.ProcessEnv;
  readonly terraform: TerraformCli;
  readonly terraformArgs: readonly string[];
  readonly yes: boolean;
  readonly imported: readonly Adoptable[];
}

async function planAndApply({ session, existing, env, terraform, terraformArgs, yes, imported }: Run): Promise<void> {
  const { names, state } = session;
  try {
    say("Planning", "");
    if (!terraform.plan(PLAN_FILE, ...terraformArgs)) {
      say("", "Nothing to change: everything is there.");
      return;
    }
    const plan = terraform.json("show", "-json", PLAN_FILE);
    const changes = valueChanges(plan);
    refuseProblems([
      ...plannedNameProblems(plan, names),
      ...planProblems({ changes, secrets: existing.secrets, state, names, env, imported }),
    ]);
    if (!yes && !(await confirm({ message: "Apply this plan?", default: false }))) throw new CommandError(NOTHING);
    say("", "Applying; the rules of the bucket's lifecycle take a minute");
    terraform.run("apply", PLAN_FILE);
    forgetImports(BOOTSTRAP_FOLDER);
  } finally {
    rmSync(join(BOOTSTRAP_FOLDER, PLAN_FILE), { force: true });
  }
}

async function sayNext(
  { account, names, choice }: Session,
  adopted: readonly Adoptable[],
  terraform: TerraformCli,
): Promise<void> {
  const { secrets } = await findTableAndSecrets(names, account.region);
  const outputs = terraform.json("output", "-json");
  const stateIsLocal = placeOf(choice) === "local";
  say("", nextSteps({ names, outputs, secrets, adopted, stateIsLocal, env: process.env }));
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

runCommand(bootstrap);
