/** The parts of an ECS container definition that this project uses, in AWS's spelling (RegisterTaskDefinition). */
export interface ContainerDefinition {
  readonly name: string;
  readonly image: string;
  /** true: the task stops when this container stops. */
  readonly essential: boolean;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly NameValue[];
  readonly secrets?: readonly ContainerSecret[];
  readonly portMappings?: readonly { readonly containerPort: number; readonly protocol: "tcp" }[];
  readonly dependsOn?: readonly ContainerDependency[];
  readonly healthCheck?: HealthCheck;
  readonly mountPoints?: readonly MountPoint[];
  /** Seconds between SIGTERM and SIGKILL, 2 to 120 on Fargate. AWS's default is 30. */
  readonly stopTimeout?: number;
  readonly readonlyRootFilesystem: boolean;
  readonly linuxParameters: {
    /** An init process as PID 1 passes signals on and reaps children. */
    readonly initProcessEnabled: boolean;
    readonly capabilities: { readonly drop: readonly string[] };
  };
  readonly logConfiguration: LogConfiguration;
}

export interface NameValue {
  readonly name: string;
  readonly value: string;
}

export interface ContainerSecret {
  readonly name: string;
  /** Complete ARN of a secret, optionally `:<json key>:<version stage>:<version id>`. */
  readonly valueFrom: string;
}

export interface ContainerDependency {
  readonly containerName: string;
  readonly condition: "START" | "COMPLETE" | "SUCCESS" | "HEALTHY";
}

export interface HealthCheck {
  /** `CMD` and arguments, or `CMD-SHELL` and one line. */
  readonly command: readonly string[];
  /** Seconds between checks, 5 to 300. */
  readonly interval: number;
  /** Seconds for one check, 2 to 60. */
  readonly timeout: number;
  /** Failures in a row before the container counts as unhealthy, 1 to 10. */
  readonly retries: number;
  /** Seconds after the start during which failures do not count, 0 to 300. */
  readonly startPeriod: number;
}

export interface MountPoint {
  readonly sourceVolume: string;
  readonly containerPath: string;
  readonly readOnly: boolean;
}

export interface LogConfiguration {
  readonly logDriver: "awslogs";
  readonly options: Readonly<Record<string, string>>;
}

/** Where the lines of a container go. */
export interface LogTarget {
  readonly logGroupName: string;
  readonly region: string;
  /** First part of the stream's name, before container name and task id. */
  readonly streamPrefix: string;
}

/** What every container of the task shares, and nobody has to remember. */
export function hardening(): Pick<ContainerDefinition, "readonlyRootFilesystem" | "linuxParameters"> {
  return {
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
  };
}

/**
 * `awslogs`, non-blocking on purpose: when CloudWatch does not take lines, requests go on, and only what exceeds
 * 25 MiB of buffer is dropped. (In blocking mode a stalled CloudWatch stalls the server.)
 */
export function awslogs(target: LogTarget): LogConfiguration {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": target.logGroupName,
      "awslogs-region": target.region,
      "awslogs-stream-prefix": target.streamPrefix,
      mode: "non-blocking",
      "max-buffer-size": "25m",
    },
  };
}

/** Environment in AWS's form, in the order given. */
export function environment(values: Readonly<Record<string, string>>): readonly NameValue[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** `valueFrom` of one key of a secret whose value is a JSON object, in its current version. */
export function secretKey(secretArn: string, key: string): string {
  return `${secretArn}:${key}::`;
}

/** The secrets that the containers name, each once, as complete ARNs. */
export function secretArns(containers: readonly ContainerDefinition[]): readonly string[] {
  const values = containers.flatMap(({ secrets = [] }) => secrets.map(({ valueFrom }) => valueFrom));
  return [...new Set(values.map((valueFrom) => valueFrom.replace(/:[^:]+::$/, "")))];
}
