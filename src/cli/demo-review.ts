import { Deployment, newOAuthClient } from "../rehearsal/deployment";
import { EmulatedAccount } from "../rehearsal/emulated-account";
import { Progress } from "../rehearsal/progress";
import { Supervisor } from "../rehearsal/supervisor";
import { requireTools } from "../rehearsal/tools";
import { renderMarkdown } from "../review/markdown/render";
import { readPlan } from "../review/plan";
import { review } from "../review/review";
import { CommandError, runCommand } from "./command";
import { untilInterrupted } from "./interruption";
import { makePythonEnvironment } from "./python-environment";

const USAGE = `npm run demo:review [-- <arguments for terraform plan, such as -var=service_cpu=4096>]

Plans the first deployment of the mlflow stack of main.ts in an emulated AWS account, and prints the review of that plan.
Nothing is deployed, and everything is removed again. Needs Terraform and Python; docs/reviews has more reviews.`;

const DOMAIN = "example.com";

/** What a first deployment has to be told, as in the README. */
const VARIABLES = {
  TF_VAR_hosted_zone: DOMAIN,
  TF_VAR_domain: DOMAIN,
  TF_VAR_dns_record_name: "mlflow",
  TF_VAR_allowed_email_domains: JSON.stringify([DOMAIN]),
} as const;

/** Progress goes to the standard error: the review is the output. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function demo(terraformArguments: readonly string[]): Promise<void> {
  if (terraformArguments.includes("--help")) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const { terraform } = requireTools(["terraform", "python3"], process.env);
  makePythonEnvironment("emulator/setup.sh");
  tell("Planning in an emulated AWS account; about half a minute. Ctrl-C stops and removes everything.\n");
  const supervisor = new Supervisor();
  const interrupted = untilInterrupted().then((signal): never => {
    throw new CommandError(`Stopped by ${signal}.`);
  });
  try {
    const plan = await Promise.race([planned(supervisor, { terraform, terraformArguments }), interrupted]);
    process.stdout.write(renderMarkdown(review({ plan: readPlan(JSON.parse(plan)), allowances: [] })));
    tell("\nReviews of dangerous edits: docs/reviews. Of your own plan: npm run review -- --help");
  } finally {
    await supervisor.stop();
  }
}

/** @returns a first plan, as `terraform show -json` writes it */
async function planned(
  supervisor: Supervisor,
  settings: { readonly terraform: string; readonly terraformArguments: readonly string[] },
): Promise<string> {
  const progress = new Progress(tell);
  const account = await progress.step("an empty AWS account", EmulatedAccount.start(supervisor, DOMAIN, DOMAIN));
  const deployment = new Deployment(supervisor, account, {
    ...settings,
    synthesis: {},
    variables: VARIABLES,
    client: newOAuthClient(),
  });
  await progress.step("both stacks synthesized", deployment.synthesize());
  // The plan reads secrets and its state in the bucket; the rest of bootstrap takes longer.
  const bootstrap = deployment.applyBootstrap();
  bootstrap.catch(() => undefined);
  await progress.step("state bucket and secrets", Promise.race([deployment.untilSecretsAreThere(), bootstrap]));
  return progress.step("plan of the mlflow stack", Promise.race([deployment.planMlflow(), failureOf(bootstrap)]));
}

/** Never ends unless the work fails. */
function failureOf(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    work.catch(reject);
  });
}

runCommand(demo);
