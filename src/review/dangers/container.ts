import { z } from "zod";
import { Container, environmentValue } from "../containers";
import { DangerRule, Finding } from "../danger";
import { Plan } from "../plan";
import { textAt, valueAt } from "../plan-value";
import { holdsSecret, isSecretName } from "../secrets";
import { beforeAfter, listed, touched, turning } from "./changes";
import { ContainerChange, containerChanges, isMlflow, isProxy } from "./task-containers";

/** A finding a container, with all that it is afterwards and was not before. */
function newly(plan: Plan, judge: (container: Container) => readonly string[]): readonly Finding[] {
  return containerChanges(plan).flatMap(({ address, name, before, after }) => {
    const old = before === undefined ? [] : judge(before);
    const found = after === undefined ? [] : judge(after).filter((what) => !old.includes(what));
    return found.length === 0 ? [] : [{ address, what: `${name}: ${listed(found)}.` }];
  });
}

/** What of a container's hardening a review reads; attributes in the spelling of ECS. */
const hardened = z.object({
  readonlyRootFilesystem: z.boolean().nullish(),
  privileged: z.boolean().nullish(),
  user: z.string().nullish(),
  linuxParameters: z
    .object({
      capabilities: z.object({ add: z.array(z.string()).nullish(), drop: z.array(z.string()).nullish() }).nullish(),
    })
    .nullish(),
});

export const HARDENING_LOST: DangerRule = {
  id: "container-hardening-lost",
  verdict: "refuse",
  title: "A container loses its hardening",
  why: "Whoever breaks into MLflow could then change its programs, or reach beyond its container.",
  fix: "Keep the read-only root, no capabilities, and the image's own user.",
  find: ({ plan }) =>
    newly(plan, (container) => {
      const { readonlyRootFilesystem, privileged, user, linuxParameters } = hardened.parse(container);
      const { add, drop } = linuxParameters?.capabilities ?? {};
      return [
        ...(readonlyRootFilesystem === true ? [] : ["its root file system can be written"]),
        ...(privileged === true ? ["it is privileged"] : []),
        ...(drop?.includes("ALL") === true ? [] : ["it keeps Linux capabilities"]),
        ...(add ?? []).map((capability) => `it gets the Linux capability ${capability}`),
        ...(/^(root|0)(:|$)/.test(user ?? "") ? ["it runs as root"] : []),
      ];
    }),
};

export const EXEC_ENABLED: DangerRule = {
  id: "ecs-exec-enabled",
  verdict: "refuse",
  title: "A shell in the running tasks is turned on",
  why: "Whoever may call ExecuteCommand reads the database password and every artifact, past the login.",
  fix: "Leave enable_execute_command off.",
  find: ({ plan }) =>
    turning(
      plan,
      ["aws_ecs_service"],
      (side) => valueAt(side, "enable_execute_command") === true,
      "enable_execute_command is on.",
    ),
};

const LOOPBACK = /^(127(\.\d+){3}|localhost|::1)$/;

export const MLFLOW_EXPOSED: DangerRule = {
  id: "mlflow-exposed",
  verdict: "refuse",
  title: "MLflow can be reached past the login",
  why: "MLflow itself asks nobody who they are: it must listen on loopback only, for oauth2-proxy beside it.",
  fix: "Leave MLFLOW_HOST at 127.0.0.1, and publish ports of oauth2-proxy only.",
  find: ({ plan }) => [
    ...newly(plan, listening),
    ...newly(plan, (container) => (isProxy(container) ? [] : publishedPorts(container))),
  ],
};

function listening(container: Container): readonly string[] {
  if (!isMlflow(container)) return [];
  const words = [...(container.entryPoint ?? []), ...(container.command ?? [])].join(" ");
  const flags = [...words.matchAll(/--(?:host|bind)[= ]([^\s"']+)/g)].map(([, address = ""]) => address);
  const addresses = [environmentValue(container, "MLFLOW_HOST") ?? "127.0.0.1", ...flags];
  return addresses
    .filter((address) => !LOOPBACK.test(address.replace(/(?<=\d):\d+$/, "")))
    .map((address) => `MLflow listens on ${address}`);
}

const published = z.object({
  portMappings: z.array(z.object({ containerPort: z.number().optional() })).nullish(),
});

function publishedPorts(container: Container): readonly string[] {
  return (published.parse(container).portMappings ?? []).map(
    ({ containerPort }) => `it publishes port ${String(containerPort ?? "of a range")}`,
  );
}

export const MLFLOW_HOSTS: DangerRule = {
  id: "mlflow-hosts-opened",
  verdict: "refuse",
  title: "MLflow answers to any host name or web page",
  why: "A page of somebody else, open in a colleague's browser, could then read and change MLflow.",
  fix: "Leave allowed hosts and origins at the public host name.",
  find: ({ plan }) =>
    newly(plan, (container) =>
      ["MLFLOW_SERVER_ALLOWED_HOSTS", "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS"]
        .filter((name) => environmentValue(container, name)?.includes("*") === true)
        .concat(environmentValue(container, "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE") === "true" ? [SWITCH] : [])
        .map((name) => `${name} admits everybody`),
    ),
};

const SWITCH = "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE";

export const SECRET_PLAIN: DangerRule = {
  id: "secret-in-plain",
  verdict: "refuse",
  title: "A secret stands in a task definition",
  why: "Whoever may describe the task, or read the plan or the state, reads it.",
  fix: "Put the value into Secrets Manager and name its ARN under secrets. Make a new one: this one has been seen.",
  find: ({ plan }) =>
    newly(plan, ({ environment }) =>
      (environment ?? [])
        .filter(({ name, value }) => value !== "" && (isSecretName(name) || holdsSecret(value)))
        .map(({ name }) => `the value of ${name} is in plain sight`),
    ),
};

export const CONTAINER_ADDED: DangerRule = {
  id: "container-added",
  verdict: "human",
  title: "Another container runs beside MLflow",
  why: "It shares the network of the task, so it reaches MLflow past the login, and has the task's role.",
  fix: "Check what its image is, and what it is for.",
  find: ({ plan }) =>
    existing(plan)
      .filter(({ before }) => before === undefined)
      .map(({ address, name, after }) => ({ address, what: `${name} runs ${after?.image ?? ""}.` })),
};

export const PROGRAM_CHANGED: DangerRule = {
  id: "container-program-changed",
  verdict: "human",
  title: "A container runs another program",
  why: "It has the database password or the server's keys. A release of this project may change it; other edits should not.",
  fix: "Read the difference of the commands.",
  find: ({ plan }) =>
    existing(plan)
      .filter(({ before, after }) => before !== undefined && after !== undefined && program(before) !== program(after))
      .map(({ address, name }) => ({ address, what: `${name} is started in another way.` })),
};

/** oauth2-proxy's command is its settings, which have rules of their own. */
function program(container: Container): string {
  const { entryPoint, command } = container;
  return JSON.stringify([entryPoint ?? [], isProxy(container) ? [] : (command ?? [])]);
}

/** The containers of task definitions that were there before. */
function existing(plan: Plan): readonly ContainerChange[] {
  const changes = containerChanges(plan);
  const old = new Set(changes.filter(({ before }) => before !== undefined).map(({ address }) => address));
  return changes.filter(({ address }) => old.has(address));
}

export const TASKS_PUBLIC: DangerRule = {
  id: "tasks-public-address",
  verdict: "human",
  title: "Tasks get public addresses",
  why: "Only their security group is then between them and the internet.",
  fix: "Leave them in private subnets.",
  find: ({ plan }) =>
    touched(plan, "aws_ecs_service")
      .filter(({ before, after }) => isPublic(before) === false && isPublic(after) === true)
      .map(({ address }) => ({ address, what: "assign_public_ip is on." })),
};

function isPublic(side: Parameters<typeof valueAt>[0]): unknown {
  return valueAt(side, "network_configuration", 0, "assign_public_ip");
}

export const ROLE_EXCHANGED: DangerRule = {
  id: "task-role-exchanged",
  verdict: "refuse",
  title: "Tasks get another role",
  why: "What the other role may do, no plan of this stack shows.",
  fix: "Use the stack's own roles.",
  find: ({ plan }) =>
    touched(plan, "aws_ecs_task_definition").flatMap((change) =>
      ["task_role_arn", "execution_role_arn"]
        .filter((name) => {
          const [old, young] = [textAt(change.before, name), textAt(change.after, name)];
          return old !== undefined && young !== undefined && old !== young;
        })
        .map((name) => ({ address: change.address, what: `${name}: ${beforeAfter(change, name)}.` })),
    ),
};

export const CONTAINER_LOGS_LOST: DangerRule = {
  id: "container-logs-lost",
  verdict: "human",
  title: "A container's log goes somewhere else, or nowhere",
  why: "Who signed in, and what was asked, is in it.",
  fix: "Keep the log configuration.",
  find: ({ plan }) =>
    containerChanges(plan)
      .filter(({ before, after }) => before !== undefined && after !== undefined)
      .filter(({ before, after }) => logOf(before) !== "" && logOf(before) !== logOf(after))
      .map(({ address, name, before, after }) => ({
        address,
        what: `${name}: ${listed([logOf(before)])} -> ${logOf(after) || "nothing"}.`,
      })),
};

const logging = z.object({
  logConfiguration: z.object({ logDriver: z.string(), options: z.record(z.string(), z.string()).nullish() }).nullish(),
});

function logOf(container: Container | undefined): string {
  const log = logging.safeParse(container).data?.logConfiguration;
  return log === undefined || log === null ? "" : `${log.logDriver} ${log.options?.["awslogs-group"] ?? ""}`.trim();
}
