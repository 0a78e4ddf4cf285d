import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { redirectUrl } from "../auth/oauth2-proxy-container";
import { MLFLOW_PORT, OAUTH2_PROXY_PORT } from "../ecs/request-path";
import { offerAuthorities } from "./authorities";
import { Certificate, makeAuthority } from "./certificates";
import { DatabaseServer } from "./database-server";
import { ALLOWED_DOMAIN, AUDIENCE, Deployment, HOST, newOAuthClient, OAuthClient, onLocalhost } from "./deployment";
import { EmulatedAccount } from "./emulated-account";
import { Front } from "./front/front";
import { requireFree } from "./listen";
import { readLoadBalancer } from "./front/read-load-balancer";
import { Issuer, IssuerUser } from "./issuer/issuer";
import { Progress } from "./progress";
import { RegisteredTask, taskOfService } from "./registered-task";
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
const HTTPS_PORT = 443;
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
  /** Runs the definition once more, after the task was stopped. @param overrides environment that differs */
  readonly run: (name: string, overrides: Readonly<Record<string, string>>) => Task;
}

/** What stands around the task. */
interface Cloud {
  readonly account: EmulatedAccount;
  readonly database: DatabaseServer;
  readonly issuer: Issuer;
  /** Where the authorities of the database are fetched from. */
  readonly caBundleUrl: string;
  readonly client: OAuthClient;
  /** Certificate of everything that is reached over HTTPS. */
  readonly tls: Certificate;
}

/**
 * Applies both stacks to an emulated account and runs what they registered. Everything stops with the supervisor.
 *
 * @throws ProgramError, ListenError or Error with what failed
 */
export async function startRehearsal(supervisor: Supervisor, settings: RehearsalSettings): Promise<Rehearsal> {
  const { progress, oauth2Proxy } = settings;
  // It would be a pity to hear of it after a minute and a half.
  for (const port of [HTTPS_PORT, OAUTH2_PROXY_PORT, MLFLOW_PORT]) await requireFree(port);
  const cloud = await startCloud(supervisor, settings);
  const { registered, applied } = await deploy(supervisor, settings, cloud);

  const host = await prepareHost(supervisor, cloud, imagePath(oauth2Proxy));
  const containers = registered.containers.filter(({ name }) => oauth2Proxy ?? name !== "oauth2-proxy");
  const run: Rehearsal["run"] = (name, overrides) => {
    const surroundings = new SharedSurroundings(supervisor, name, cloud.tls.authorityFile);
    const task = host.start(name, { ...registered, containers }, surroundings, overrides);
    supervisor.atStop(() => task.stop("The rehearsal ends."));
    return task;
  };
  const task = run("task", {});
  await Promise.all([progress.step("every container of the task started", task.started), applied]);

  // Cluster, service, task family and load balancer have the same name: `unique_name`.
  const description = await readLoadBalancer(cloud.account.loadBalancers, registered.family);
  const front = await Front.start(description, { tls: cloud.tls });
  supervisor.atStop(() => front.close());
  if (oauth2Proxy !== undefined) await progress.step("target healthy behind the front", becomesHealthy(front));
  return { task, run, facts: writeFacts(supervisor, cloud, registered) };
}

async function startCloud(supervisor: Supervisor, { progress, tools }: RehearsalSettings): Promise<Cloud> {
  const client = newOAuthClient();
  const tls = makeAuthority(PYTHON, supervisor.subfolder("web"), ["localhost", HOST]);
  const databaseTls = makeAuthority(PYTHON, supervisor.subfolder("database-tls"), ["localhost"]);
  const login = { tls, client: { ...client, redirectUri: redirectUrl(HOST) }, users: USERS };
  const [account, database, issuer, caBundleUrl] = await Promise.all([
    progress.step("an empty AWS account, emulated", EmulatedAccount.start(supervisor, "localhost", HOST)),
    progress.step("MariaDB", DatabaseServer.start(supervisor, { tools, tls: databaseTls })),
    progress.step("identity provider", Issuer.start(supervisor, login)),
    offerAuthorities(supervisor, databaseTls.authorityFile, tls),
  ]);
  return { account, database, issuer, caBundleUrl, client, tls };
}

/** @returns the task definition as soon as it is registered, and when both applies are through */
async function deploy(
  supervisor: Supervisor,
  { progress, tools, terraformArguments }: RehearsalSettings,
  { account, issuer, caBundleUrl, client }: Cloud,
): Promise<{ readonly registered: RegisteredTask; readonly applied: Promise<void> }> {
  const deployment = new Deployment(supervisor, account, {
    ...onLocalhost(issuer.url, caBundleUrl),
    client,
    terraformArguments,
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
  const applied = Promise.all([bootstrap, mlflow]).then(async () => {
    if ((await taskOfService(account.ecs)) === registered.arn) return;
    throw new Error("The service runs another task definition than the one that was registered first.");
  });
  return { registered, applied: inBackground(applied) };
}

/** Makes the database that was ordered from RDS, with the password that RDS was given. */
async function prepareHost(supervisor: Supervisor, { account, database }: Cloud, path: string): Promise<TaskHost> {
  const { name, username } = await account.databaseOrder();
  const password = await account.secret("mlflow/store-db-password");
  await database.createDatabase({ name, username, password: password ?? "" });
  return new TaskHost(supervisor, account, { aws: account.url, database }, path);
}

function writeFacts(supervisor: Supervisor, { issuer, tls, account }: Cloud, registered: RegisteredTask): Facts {
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
  return facts;
}

/** It is awaited later; until then its failure must not end the process. */
function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

async function becomesHealthy(front: Front): Promise<void> {
  const target = front.targets.register("127.0.0.1", OAUTH2_PROXY_PORT);
  for (const end = Date.now() + HEALTHY_SECONDS * 1000; target.state !== "healthy";) {
    if (Date.now() > end)
      throw new Error(`The task's port ${OAUTH2_PROXY_PORT} did not pass the load balancer's health check.`);
    await sleep(100);
  }
}
