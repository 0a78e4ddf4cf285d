import { spawnSync } from "node:child_process";
import { AUDIENCE, HOST } from "../rehearsal/deployment";
import { SUBSTITUTES } from "../rehearsal/container-environment";
import { Progress } from "../rehearsal/progress";
import { NEEDED_TOOLS, Rehearsal, startRehearsal, USERS } from "../rehearsal/rehearsal";
import { requireTools } from "../rehearsal/tools";
import { CommandError, runCommand } from "./command";

const USAGE = `npm run rehearse [-- <arguments for terraform apply, such as -var=name=value>]

Applies both stacks of main.ts to an emulated AWS account and runs the registered task on this machine: your MLflow,
with login, on https://${HOST}, without an AWS account. Ctrl-C stops and removes everything.`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function rehearse(args: readonly string[]): Promise<void> {
  if (args.includes("--help")) {
    say(USAGE);
    return;
  }
  const { "oauth2-proxy": oauth2Proxy, ...tools } = requireTools([...NEEDED_TOOLS, "oauth2-proxy"], process.env);
  for (const script of ["emulator/setup.sh", "src/rehearsal/setup.sh"]) makeEnvironment(script);

  const interrupted = new Promise<"interrupted">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        resolve("interrupted");
      });
  });
  say("Starting; about a minute. Ctrl-C stops and removes everything.\n");
  const starting = startRehearsal({ tools, oauth2Proxy, terraformArguments: args, progress: new Progress(say) });
  const rehearsal = await starting;
  say(welcome(rehearsal));
  const reason = await Promise.race([interrupted, rehearsal.task.stopped]);
  say(reason === "interrupted" ? "\nStopping." : `\n${reason}`);
  await rehearsal.supervisor.stop();
  say("Everything is stopped and removed.");
}

function makeEnvironment(script: string): void {
  const { status } = spawnSync(script, [], { stdio: "inherit" });
  if (status !== 0) throw new CommandError(`${script} failed; its message stands above.`);
}

function welcome({ supervisor, issuer, tls }: Rehearsal): string {
  const [user] = USERS.map(({ email }) => email);
  return `
Open https://${HOST} and sign in as ${USERS.map(({ name }) => name).join(" or ")}. (Your browser does not know the
certificate's authority, ${tls.authorityFile}.)

From Python:
  echo "127.0.0.1 ${HOST}" | sudo tee -a /etc/hosts      # once: Python does not resolve such names by itself
  export MLFLOW_TRACKING_URI=https://${HOST} MLFLOW_TRACKING_SERVER_CERT_PATH=${tls.authorityFile}
  export MLFLOW_TRACKING_TOKEN="$(curl -s --cacert ${tls.authorityFile} '${issuer.url}/identity-token?user=${String(user)}&audience=${AUDIENCE}')"

The task's commands and flags are the registered ones. In its environment this is different from AWS:
${SUBSTITUTES.map(({ variable, what }) => `  ${variable}: ${what}`).join("\n")}

Logs: ${supervisor.folder}/logs. Ctrl-C stops and removes everything.
`;
}

runCommand(rehearse);
