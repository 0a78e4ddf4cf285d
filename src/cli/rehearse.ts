import { HOST } from "../rehearsal/deployment";
import { SUBSTITUTES } from "../rehearsal/container-environment";
import { Progress } from "../rehearsal/progress";
import { Facts, NEEDED_TOOLS, startRehearsal, USERS } from "../rehearsal/rehearsal";
import { STAND_INS } from "../rehearsal/stand-ins";
import { Supervisor } from "../rehearsal/supervisor";
import { Task } from "../rehearsal/task";
import { requireTools } from "../rehearsal/tools";
import { takeFlag } from "./arguments";
import { CommandError, runCommand } from "./command";
import { untilInterrupted } from "./interruption";
import { makePythonEnvironment } from "./python-environment";

const USAGE = `npm run rehearse [-- [--without-login] <arguments for terraform apply, such as -var=name=value>]

Applies both stacks of main.ts to an emulated AWS account and runs the registered task on this machine: your MLflow,
with login, on https://${HOST}, without an AWS account. Ctrl-C stops and removes everything.

--without-login leaves oauth2-proxy out, where it cannot be had: migration and MLflow run, and nobody can sign in.`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function rehearse(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    say(USAGE);
    return;
  }
  const [withoutLogin, terraformArguments] = takeFlag(args, "--without-login");
  const { "oauth2-proxy": oauth2Proxy, ...tools } = withoutLogin
    ? { "oauth2-proxy": undefined, ...requireTools(NEEDED_TOOLS, process.env) }
    : requireTools([...NEEDED_TOOLS, "oauth2-proxy"], process.env);
  for (const script of ["emulator/setup.sh", "src/rehearsal/setup.sh"]) makePythonEnvironment(script);

  say("Starting; one or two minutes. Ctrl-C stops and removes everything.\n");
  const supervisor = new Supervisor();
  const interrupted = untilInterrupted();
  try {
    const settings = { tools, oauth2Proxy, terraformArguments, progress: new Progress(say) };
    const rehearsal = await Promise.race([startRehearsal(supervisor, settings), interrupted]);
    if (typeof rehearsal === "object") {
      say(welcome(rehearsal.facts, supervisor.folder));
      await Promise.race([rehearsal.task.stopped.then((reason) => fail(reason, rehearsal.task)), interrupted]);
    }
    say("\nStopping.");
  } finally {
    await supervisor.stop();
    say("Everything is stopped and removed.");
  }
}

/** Nobody has asked the task to stop, and its logs are about to be removed. */
function fail(reason: string, { containers }: Task): never {
  const ends = [...containers].map(([name, { program }]) => `${name}:\n${program.output.slice(-1500).trimEnd()}`);
  throw new CommandError([...ends, reason].join("\n\n"));
}

function welcome({ url, issuer, audience, authorityFile }: Facts, folder: string): string {
  const [user] = USERS.map(({ email }) => email);
  const token = `${issuer}/identity-token?user=${String(user)}&audience=${audience}`;
  return `
Open ${url} and sign in as ${USERS.map(({ name }) => name).join(" or ")}.
(Your browser does not know who issued the certificate: ${authorityFile})

From Python:
  echo "127.0.0.1 ${HOST}" | sudo tee -a /etc/hosts     # once: Python does not resolve such a name by itself
  export MLFLOW_TRACKING_URI=${url} MLFLOW_TRACKING_SERVER_CERT_PATH=${authorityFile}
  export MLFLOW_TRACKING_TOKEN="$(curl -s --cacert ${authorityFile} '${token}')"

In place of the cloud:
${STAND_INS.map(({ cloud, here }) => `  ${cloud}: ${here}`).join("\n")}
The containers' commands and flags are the registered ones. What is different in their environment:
${SUBSTITUTES.map(({ variable, what }) => `  ${variable}: ${what}`).join("\n")}

Logs: ${folder}/logs. Ctrl-C stops and removes everything.`;
}

runCommand(rehearse);
