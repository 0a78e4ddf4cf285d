import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { Deployment, onLocalhost } from "../../src/rehearsal/deployment";
import { describeTask, RegisteredTask } from "../../src/rehearsal/registered-task";
import { Supervisor } from "../../src/rehearsal/supervisor";
import { requireTools } from "../../src/rehearsal/tools";
import { CommandLines } from "../support/command-lines";
import { commandLine, containerOf, environmentOf, mainProcess, processTree } from "../support/container-processes";
import { cleanEnvironment } from "../support/environment";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { ProjectCopy } from "../support/project-copy";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { attemptBesideOthers } from "../support/run";
import { serve, ServingTask } from "../support/serving-task";
import { StackJson } from "../support/stack-json";
import { MLFLOW_JSON, readText } from "../support/synthesis";

const OLD = { flag: "--cookie-refresh=1h", workers: "2" };
const NEW = { flag: "--cookie-refresh=2h", workers: "1" };

let tasks: OwnTasks;
let seen: CommandLines;

async function registered(arn = theRehearsal().taskDefinition): Promise<RegisteredTask> {
  return describeTask(theRehearsal().account.ecs, arn);
}

/** The words of a container as ECS would start it; the image of oauth2-proxy has an entry point of its own. */
function words({ containers }: RegisteredTask, name: string): readonly string[] {
  const found = containers.find((each) => each.name === name);
  const entryPoint = name === "oauth2-proxy" ? ["oauth2-proxy"] : (found?.entryPoint ?? []);
  return [...entryPoint, ...(found?.command ?? [])];
}

/** A project in which one flag and one variable of the constructs are others. */
function changedProject(): ProjectCopy {
  const project = new ProjectCopy();
  const change = (file: string, from: string, to: string): void => {
    const path = join(project.folder, file);
    const source = readFileSync(path, "utf8");
    if (source.split(from).length !== 2) throw new Error(`${file} does not have ${from} once`);
    writeFileSync(path, source.replace(from, to));
  };
  change("src/auth/oauth2-proxy-container.ts", `"cookie-refresh": "1h"`, `"cookie-refresh": "2h"`);
  change("src/tracking/mlflow-container.ts", `MLFLOW_WORKERS: "2"`, `MLFLOW_WORKERS: "1"`);
  return project;
}

/** Registers the task definition of a project by Terraform, as one more revision. @returns its ARN */
async function register(project: ProjectCopy, supervisor: Supervisor): Promise<string> {
  const { account, issuer } = theRehearsal();
  const env = cleanEnvironment({
    CDKTF_OUTDIR: join(supervisor.folder, "cdktf.out"),
    MLFLOW_REHEARSAL_ISSUER: issuer,
  });
  const { status, output } = await attemptBesideOthers("npm", ["run", "synth"], { cwd: project.folder, env });
  if (status !== 0) throw new Error(output);
  const stack = readText(supervisor.folder, "cdktf.out", MLFLOW_JSON);
  const { containers } = await registered();
  const caBundleUrl = containers.find(({ name }) => name === "migration")?.environment.DB_CA_URL ?? "";
  await new Deployment(supervisor, account, {
    ...onLocalhost(issuer, caBundleUrl),
    client: { id: "unused", secret: "unused" },
    terraform: requireTools(["terraform"], process.env).terraform,
    // The service of the rehearsal stays as it is.
    terraformArguments: [`-target=${new StackJson(stack).only("aws_ecs_task_definition").address}`],
  }).applyMlflow();
  const { taskDefinitionArns: [newest = ""] = [] } = await account.ecs.send(
    new ListTaskDefinitionsCommand({ sort: "DESC" }),
  );
  return newest;
}

/** What a serving task runs with. */
function running({ task }: ServingTask): { readonly flags: readonly string[]; readonly workers: readonly string[] } {
  const server = processTree(mainProcess(containerOf(task, "mlflow")));
  return {
    flags: commandLine(mainProcess(containerOf(task, "oauth2-proxy"))),
    workers: [...new Set(server.map((id) => environmentOf(id).MLFLOW_WORKERS ?? "none"))],
  };
}

describeIsolated("the registered command", () => {
  describeWithLogin("of every container", () => {
    beforeAll(async () => {
      tasks = await OwnTasks.create();
      seen = new CommandLines();
    }, 120_000);

    afterAll(async () => {
      await seen.stop();
      await tasks.supervisor.stop();
    }, 120_000);

    it("is what runs, word by word, and another one after a change of the constructs", async () => {
      const project = changedProject();
      const before = await registered();
      const [arn, old] = await Promise.all([
        register(project, tasks.supervisor),
        serve(tasks, "unchanged", { definition: before }),
      ]).finally(() => {
        project.remove();
      });
      expect(arn).not.toBe(before.arn);
      const after = await registered(arn);
      const changed = await serve(tasks, "changed", { definition: after });

      expect(running(old).flags).toEqual(words(before, "oauth2-proxy"));
      expect(running(old).flags).toContain(OLD.flag);
      expect(running(old).workers).toEqual([OLD.workers]);
      expect(running(changed).flags).toEqual(words(after, "oauth2-proxy"));
      expect(running(changed).flags).toContain(NEW.flag);
      expect(running(changed).workers).toEqual([NEW.workers]);
      // Nothing else has changed.
      const others = ({ flags }: ReturnType<typeof running>): readonly string[] =>
        flags.filter((flag) => flag !== OLD.flag && flag !== NEW.flag);
      expect(others(running(changed))).toEqual(others(running(old)));

      // A migration is over by now, and the shell of MLflow has become the server.
      for (const name of ["migration", "mlflow"]) expect(seen.text).toContain(`\n${words(before, name).join(" ")} \n`);
      expect(commandLine(mainProcess(containerOf(old.task, "mlflow"))).slice(1)).toEqual([
        expect.stringMatching(/\/bin\/mlflow$/),
        "server",
      ]);
    }, 400_000);
  });
});
