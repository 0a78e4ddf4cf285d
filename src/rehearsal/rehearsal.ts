import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AuthoritiesServer } from "./authorities-server";
import { makeAuthority } from "./certificates";
import { DatabaseServer } from "./database-server";
import { ALLOWED_DOMAIN, AUDIENCE, Deployment, HOST, newOAuthClient } from "./deployment";
import { EmulatedAccount } from "./emulated-account";
import { Front } from "./front/front";
import { readLoadBalancer } from "./front/read-load-balancer";
import { Issuer, IssuerUser } from "./issuer/issuer";
import { Progress } from "./progress";
import { taskOfService } from "./registered-task";
import { Supervisor } from "./supervisor";
import { SharedSurroundings } from "./surroundings";
import { Task } from "./task";
import { imagePath, TaskHost } from "./task-host";
import { ToolPaths } from "./tools";

/** Who can sign in at the issuer; only those of the allowed domain get in. */
export const USERS: readonly IssuerUser[] = [
  { email: `alice@${ALLOWED_DOMAIN}`, name: "Alice", emailVerified: true },
  { email: `bob@${ALLOWED_DOMAIN}`, name: "Bob", emailVerified: true },
  { email: "mallory@elsewhere.test", name: "Mallory, of another company", emailVerified: true },
];

/** Programs that a rehearsal runs. */
export const NEEDED_TOOLS = ["terraform", "python3", "mariadbd", "mariadb-install-db", "mariadb"] as const;

/** What a rehearsal runs with. */
export interface RehearsalSettings {
  readonly tools: ToolPaths<(typeof NEEDED_TOOLS)[number]>;
  /** Path of oauth2-proxy; `undefined` leaves that container out, so that nothing answers behind the front. */
  readonly oauth2Proxy: string | undefined;
  /** For `terraform apply` of the mlflow stack. */
  readonly terraformArguments: readonly string[];
  readonly progress: Progress;
}

const PYTHON = ".venv/rehearsal/bin/python";
/** The port of the task that the load balancer talks to. */
const TASK_PORT = 8080;
const HEALTHY_SECONDS = 60;

/** File in the folder of the rehearsal with its facts, for scripts. */
export const FACTS_FILE = "rehearsal.json";

/** Where everything is. */
export interface Facts {
  /** Address of MLflow. */
  readonly url: string;
  readonly issuer: string;
  /** Of the bearer tokens that are accepted. */
  readonly audience: string;
  /** PEM file of the authority that every certificate of an address comes from. */
  readonly authorityFile: string;
  /** Address of the emulated AWS account. */
  readonly account: string;
  /** File with one JSON line for each call to the account. */
  readonly callLog: string;
  /** ARN of the task definition that runs. */
  readonly taskDefinition: string;
}

/** The deployed task on this machine. */
export interface Rehearsal {
  readonly task: Task;
  readonly facts: Facts;
}

/**
 * Applies both stacks to an emulated account and runs what they registered. Everything stops with the supervisor.
 *
 * @throws ProgramError, ListenError or Error with what failed
 */
export async function startRehearsal(supervisor: Supervisor, settings: RehearsalSettings): Promise<Rehearsal> {
  const { progress, tools, oauth2Proxy } = settings;
  const client = newOAuthClient();
  const tls = makeAuthority(PYTHON, supervisor.subfolder("web"), ["localhost", HOST]);
  const databaseTls = makeAuthority(PYTHON, supervisor.subfolder("database-tls"), ["localhost"]);
  const redirectUri = `https://${HOST}/oauth2/callback`;
  const [account, database, issuer, authorities] = await Promise.all([
    progress.step("an empty AWS account, emulated", EmulatedAccount.start(supervisor, "localhost", HOST)),
    progress.step("MariaDB", DatabaseServer.start(supervisor, { tools, tls: databaseTls })),
    progress.step(
      "identity provider",
      Issuer.start(supervisor, { tls, client: { ...client, redirectUri }, users: USERS }),
    ),
    AuthoritiesServer.start(supervisor, databaseTls.authorityFile, tls),
  ]);
  const deployment = new Deployment(supervisor, account, {
    issuerUrl: issuer.url,
    client,
    caBundleUrl: authorities.url,
    terraformArguments: settings.terraformArguments,
    terraform: tools.terraform,
  });
  await progress.step("both stacks synthesized", deployment.synthesize());

  const bootstrap = inBackground(progress.step("bootstrap applied", deployment.applyBootstrap()));
  await Promise.race([deployment.untilSecretsAreThere(), bootstrap]);
  const mlflow = inBackground(progress.step("mlflow applied", deployment.applyMlflow()));
  const registered = await progress.step(
    "task definition registered",
    Promise.race([deployment.untilTaskIsRegistered(), mlflow.then(() => deployment.untilTaskIsRegistered())]),
  );

  const { name, username } = await account.databaseOrder();
  const password = await account.secret("mlflow/store-db-password");
  await database.createDatabase({ name, username, password: password ?? "" });
  const endpoints = { aws: account.url, database };
  const host = new TaskHost(supervisor, account, endpoints, imagePath(oauth2Proxy));
  const containers = registered.containers.filter(({ name: each }) => oauth2Proxy ?? each !== "oauth2-proxy");
  const surroundings = new SharedSurroundings(supervisor, "task", tls.authorityFile);
  const task = host.start("task", { ...registered, containers }, surroundings);
  supervisor.atStop(() => task.stop("The rehearsal ends."));
  await Promise.all([progress.step("every container of the task started", task.started), bootstrap, mlflow]);
  if ((await taskOfService(account.ecs)) !== registered.arn)
    throw new Error("The service runs another task definition.");
  const front = await Front.start(await readLoadBalancer(account.loadBalancers, "oauth2-mlflow"), { tls });
  supervisor.atStop(() => front.close());
  if (oauth2Proxy !== undefined) await progress.step("target healthy behind the front", becomesHealthy(front));
  const facts: Facts = {
    url: `https://${HOST}`,
    issuer: issuer.url,
    audience: AUDIENCE,
    authorityFile: tls.authorityFile,
    account: account.url,
    callLog: account.callLog,
    taskDefinition: registered.arn,
  };
  writeFileSync(join(supervisor.folder, FACTS_FILE), `${JSON.stringify(facts, null, 2)}\n`);
  return { task, facts };
}

/** It is awaited later; until then its failure must not end the process. */
function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

async function becomesHealthy(front: Front): Promise<void> {
  const target = front.targets.register("127.0.0.1", TASK_PORT);
  for (const end = Date.now() + HEALTHY_SECONDS * 1000; target.state !== "healthy";) {
    if (Date.now() > end)
      throw new Error(`The task's port ${TASK_PORT} did not pass the load balancer's health check.`);
    await sleep(100);
  }
}
