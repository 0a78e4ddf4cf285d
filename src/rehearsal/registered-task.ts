import {
  ContainerDefinition,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";

/** A container as it was registered, with nothing but what running it needs. */
export interface RegisteredContainer {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  readonly dependsOn: readonly { readonly container: string; readonly condition: string }[];
  readonly healthCheck: RegisteredHealthCheck | undefined;
  readonly mounts: readonly { readonly volume: string; readonly path: string; readonly readOnly: boolean }[];
  /** Seconds between SIGTERM and SIGKILL; 30 where nothing is said, as on ECS. */
  readonly stopTimeoutSeconds: number;
  readonly readOnlyRoot: boolean;
}

/** In seconds. */
export interface RegisteredHealthCheck {
  readonly command: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
}

/** A revision of a task definition. */
export interface RegisteredTask {
  readonly arn: string;
  readonly family: string;
  readonly containers: readonly RegisteredContainer[];
}

/** The newest task definition of the account; `undefined` until one is registered. */
export async function newestTask(ecs: ECSClient): Promise<RegisteredTask | undefined> {
  const { taskDefinitionArns: [newest] = [] } = await ecs.send(new ListTaskDefinitionsCommand({ sort: "DESC" }));
  return newest === undefined ? undefined : describeTask(ecs, newest);
}

/** The ARN of the task definition that the account's one service runs. @throws Error when there is no service */
export async function taskOfService(ecs: ECSClient): Promise<string> {
  const { clusterArns: [cluster] = [] } = await ecs.send(new ListClustersCommand({}));
  const { serviceArns: services = [] } = await ecs.send(new ListServicesCommand({ cluster }));
  const { services: [service] = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services }));
  return required(service?.taskDefinition, "service");
}

/** A task definition by its ARN or `family:revision`. */
export async function describeTask(ecs: ECSClient, taskDefinition: string): Promise<RegisteredTask> {
  const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return {
    arn: required(found?.taskDefinitionArn, "taskDefinitionArn"),
    family: required(found?.family, "family"),
    containers: required(found?.containerDefinitions, "containerDefinitions").map(container),
  };
}

function container(registered: ContainerDefinition): RegisteredContainer {
  const { healthCheck } = registered;
  return {
    name: required(registered.name, "name"),
    image: required(registered.image, "image"),
    essential: registered.essential ?? true,
    entryPoint: registered.entryPoint ?? [],
    command: registered.command ?? [],
    environment: Object.fromEntries(
      (registered.environment ?? []).map(({ name, value }) => [required(name, "environment.name"), value ?? ""]),
    ),
    secrets: (registered.secrets ?? []).map(({ name, valueFrom }) => ({
      name: required(name, "secrets.name"),
      valueFrom: required(valueFrom, "secrets.valueFrom"),
    })),
    dependsOn: (registered.dependsOn ?? []).map(({ containerName, condition }) => ({
      container: required(containerName, "dependsOn.containerName"),
      condition: required(condition, "dependsOn.condition"),
    })),
    healthCheck: healthCheck && {
      command: required(healthCheck.command, "healthCheck.command"),
      // The defaults of ECS.
      interval: healthCheck.interval ?? 30,
      timeout: healthCheck.timeout ?? 5,
      retries: healthCheck.retries ?? 3,
      startPeriod: healthCheck.startPeriod ?? 0,
    },
    mounts: (registered.mountPoints ?? []).map(({ sourceVolume, containerPath, readOnly }) => ({
      volume: required(sourceVolume, "mountPoints.sourceVolume"),
      path: required(containerPath, "mountPoints.containerPath"),
      readOnly: readOnly ?? false,
    })),
    stopTimeoutSeconds: registered.stopTimeout ?? 30,
    readOnlyRoot: registered.readonlyRootFilesystem ?? false,
  };
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The registered task definition has no ${what}.`);
  return value;
}
