import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { DatabaseServer } from "../../src/rehearsal/database-server";
import { IsolatedSurroundings } from "../../src/rehearsal/isolated-surroundings";
import { describeTask, RegisteredTask } from "../../src/rehearsal/registered-task";
import { Supervisor } from "../../src/rehearsal/supervisor";
import { SharedSurroundings, Surroundings } from "../../src/rehearsal/surroundings";
import { Task } from "../../src/rehearsal/task";
import { imagePath, TaskHost } from "../../src/rehearsal/task-host";
import { requireTools } from "../../src/rehearsal/tools";
import { theRehearsal } from "./rehearsal";

const canIsolate = spawnSync("bwrap", ["--dev-bind", "/", "/", "--unshare-net", "true"]).status === 0;

/** Tests of tasks with a network and a root of their own: they skip by name where this machine does not allow it. */
export const describeIsolated = canIsolate ? describe : describe.skip;

/** What is different from the registered task; tests break one thing with it. */
export interface OwnTask {
  /** Environment that goes before everything else. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Names of the containers. @default - all */
  readonly containers?: readonly string[];
  /** Another revision of the definition. @default - the one that the rehearsal runs */
  readonly definition?: RegisteredTask;
  /** Addresses on this machine that an isolated task reaches beside those of the rehearsal. @default - none */
  readonly reachable?: readonly string[];
}

/** Tasks of a test's own beside that of the rehearsal, in the same account, with a database server of the test's own. */
export class OwnTasks {
  private readonly host: TaskHost;
  private readonly oauth2Proxy =
    process.env.E2E_LOGIN === "yes" ? requireTools(["oauth2-proxy"], process.env)["oauth2-proxy"] : undefined;

  private constructor(
    readonly supervisor: Supervisor,
    readonly database: DatabaseServer,
  ) {
    const { account } = theRehearsal();
    this.host = new TaskHost(supervisor, account, { aws: account.url, database }, imagePath(this.oauth2Proxy));
  }

  /** With a database server that has the registered database and its user, and is trusted as the rehearsal's is. */
  static async create(): Promise<OwnTasks> {
    const { account, databaseTls: tls } = theRehearsal();
    const tools = requireTools(["mariadbd", "mariadb-install-db", "mariadb"], process.env);
    const { name, username } = await account.databaseOrder();
    const password = (await account.secret("mlflow/store-db-password")) ?? "";
    const supervisor = new Supervisor();
    try {
      const database = await DatabaseServer.start(supervisor, { tools, tls });
      await database.createDatabase({ name, username, password });
      return new OwnTasks(supervisor, database);
    } catch (error) {
      // What it holds open would keep the test runner from ending.
      await supervisor.stop();
      throw error;
    }
  }

  /** A task whose processes share network and root of this machine: without MLflow and oauth2-proxy, whose ports are taken. */
  async start(name: string, own: OwnTask = {}): Promise<Task> {
    return this.run(name, new SharedSurroundings(this.supervisor, name, theRehearsal().authorityFile), own);
  }

  /** A task with a network and a root of its own. */
  async startIsolated(
    name: string,
    own: OwnTask = {},
  ): Promise<{ readonly task: Task; readonly surroundings: IsolatedSurroundings }> {
    const { account, issuer, authorityFile } = theRehearsal();
    const surroundings = await IsolatedSurroundings.create(this.supervisor, name, {
      reachable: [
        ...[account.url, issuer, await this.bundleUrl(), ...(own.reachable ?? [])].map((url) =>
          Number(new URL(url).port),
        ),
        this.database.port,
      ],
      open: [4180, 8080],
      authorityFile,
      programFolders: [
        resolve(".venv/rehearsal"),
        ...(this.oauth2Proxy === undefined ? [] : [dirname(this.oauth2Proxy)]),
      ],
    });
    return { task: await this.run(name, surroundings, own), surroundings };
  }

  private async run(name: string, surroundings: Surroundings, own: OwnTask): Promise<Task> {
    const definition = own.definition ?? (await this.definition());
    const wanted = own.containers ?? definition.containers.map((each) => each.name);
    const containers = definition.containers
      .filter((each) => wanted.includes(each.name))
      // Nobody waits for a container that is left out.
      .map((each) => ({ ...each, dependsOn: each.dependsOn.filter(({ container }) => wanted.includes(container)) }));
    const task = this.host.start(name, { ...definition, containers }, surroundings, own.overrides);
    this.supervisor.atStop(() => task.stop("The test ends."));
    return task;
  }

  private definition(): Promise<RegisteredTask> {
    const { account, taskDefinition } = theRehearsal();
    return describeTask(account.ecs, taskDefinition);
  }

  private async bundleUrl(): Promise<string> {
    const { containers } = await this.definition();
    return containers.find(({ name }) => name === "migration")?.environment.DB_CA_URL ?? "";
  }
}
