import { Construct } from "constructs";
import { FARGATE_MEMORY_MIB } from "../ecs/fargate-size";
import { LOG_RETENTION_IN_DAYS } from "../operations/log-group";
import { declareVariable, matches, oneOf, Rule, wholeNumber } from "../terraform/variable";

/** Size, number and images of the tasks. */
export interface ServiceVariables {
  /** CPU units of one task, 1024 = one vCPU. */
  readonly cpu: string;
  readonly memoryMiB: string;
  readonly logRetentionInDays: number;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly mlflowImage: string;
  readonly oauth2ProxyImage: string;
  /** Options for gunicorn; empty: MLflow's own server, uvicorn. */
  readonly gunicornOpts: string;
}

/** Sizes that Fargate offers, images that are pinned, options that cannot open MLflow. */
export function declareServiceVariables(stack: Construct): ServiceVariables {
  const cpu = declareVariable(stack, "service_cpu", {
    type: "number",
    default: 2048,
    description: "CPU units of one task, 1024 = one vCPU: 256, 512, 1024, 2048, 4096, 8192, 16384 or 32768.",
    rules: [oneOf("service_cpu", Object.keys(FARGATE_MEMORY_MIB).map(Number))],
  });
  const memory = declareVariable(stack, "service_memory", {
    type: "number",
    default: 4096,
    description:
      "Memory of one task in MiB; Fargate offers certain sizes for each service_cpu. MLflow needs 1024 or more.",
    rules: [fargatePair()],
  });
  const logRetention = declareVariable(stack, "service_log_retention_in_days", {
    type: "number",
    default: 30,
    description: "Days that CloudWatch keeps the logs: 1, 3, 5, 7, 14, 30, 60, 90, ... 3653.",
    rules: [oneOf("service_log_retention_in_days", LOG_RETENTION_IN_DAYS)],
  });
  const minCapacity = declareVariable(stack, "service_min_capacity", {
    type: "number",
    default: 1,
    description: "Fewest tasks, 1 to 50.",
    rules: [wholeNumber("service_min_capacity", 1, 50, "tasks")],
  });
  const maxCapacity = declareVariable(stack, "service_max_capacity", {
    type: "number",
    default: 4,
    description: "Most tasks that scaling starts, service_min_capacity to 50.",
    rules: [
      wholeNumber("service_max_capacity", 1, 50, "tasks"),
      {
        holds: "var.service_max_capacity >= var.service_min_capacity",
        error:
          "service_max_capacity is ${var.service_max_capacity}, below service_min_capacity, ${var.service_min_capacity}. Raise the first or lower the second.",
      },
    ],
  });
  const mlflowImage = declareVariable(stack, "mlflow_image", {
    type: "string",
    default: "ghcr.io/mlflow/mlflow:v3.16.1-full",
    description:
      "Image of the MLflow server with pymysql and boto3, by tag and optionally digest. MLflow 3.10 or later; python3 and sh must be in it.",
    rules: [pinnedImage("mlflow_image")],
  });
  const oauth2ProxyImage = declareVariable(stack, "oauth2_proxy_image", {
    type: "string",
    default: "quay.io/oauth2-proxy/oauth2-proxy:v7.15.5",
    description: "Image of oauth2-proxy, by tag and optionally digest. 7.15.2 or later: earlier ones have known holes.",
    rules: [pinnedImage("oauth2_proxy_image")],
  });
  const gunicornOpts = declareVariable(stack, "gunicorn_opts", {
    type: "string",
    default: "",
    description:
      "Options for gunicorn, for example '--timeout 120'. Empty (the default): MLflow 3's own server. With a value some of MLflow's routes are missing.",
    rules: [harmlessGunicornOptions()],
  });
  return {
    cpu: cpu.stringValue,
    memoryMiB: memory.stringValue,
    logRetentionInDays: logRetention.numberValue,
    minCapacity: minCapacity.numberValue,
    maxCapacity: maxCapacity.numberValue,
    mlflowImage: mlflowImage.stringValue,
    oauth2ProxyImage: oauth2ProxyImage.stringValue,
    gunicornOpts: gunicornOpts.stringValue,
  };
}

function fargatePair(): Rule {
  const table = Object.entries(FARGATE_MEMORY_MIB)
    .map(([cpu, memory]) => `"${cpu}" = [${memory.join(", ")}]`)
    .join(", ");
  const offered = `lookup({${table}}, tostring(var.service_cpu), [])`;
  return {
    holds: `contains(${offered}, var.service_memory)`,
    error: `service_memory is \${var.service_memory} MiB, which Fargate does not offer with service_cpu \${var.service_cpu}. Give one of \${join(", ", ${offered})}.`,
  };
}

/** `latest` or no tag would make two tasks of one service differ and a plan say nothing about an upgrade. */
function pinnedImage(name: string): Rule {
  const label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
  const registry = `${label}(\\.${label})*(:[0-9]{1,5})?`;
  const part = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
  const reference = `^(${registry}/)?${part}(/${part})*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(@sha256:[a-f0-9]{64})?$`;
  return {
    holds: `${matches(`var.${name}`, reference)} && !${matches(`var.${name}`, ":latest(@|$)")} && length(split("@", var.${name})[0]) <= 255`,
    error: `${name} is '\${var.${name}}'. Give repository:tag with a fixed tag (not latest), without scheme and in lower case before the tag, at most 255 characters, optionally followed by @sha256: and the digest.`,
  };
}

/**
 * Only tuning options. `--bind 0.0.0.0:8080` would take oauth2-proxy's port and open MLflow without login;
 * `--config` and `--forwarded-allow-ips` lead to the same place.
 */
function harmlessGunicornOptions(): Rule {
  const options = [
    "timeout",
    "graceful-timeout",
    "keep-alive",
    "threads",
    "worker-class",
    "worker-connections",
    "max-requests",
    "max-requests-jitter",
    "log-level",
    "access-logfile",
    "error-logfile",
    "limit-request-line",
    "limit-request-fields",
    "limit-request-field_size",
  ];
  return {
    holds: `${matches("var.gunicorn_opts", `^ *(--(${options.join("|")})(=| +)([A-Za-z0-9][A-Za-z0-9_.-]*|-)( +|$))*$`)} && length(var.gunicorn_opts) <= 1000`,
    error: `gunicorn_opts is '\${var.gunicorn_opts}'. Only these options are allowed, each with a plain value, at most 1000 characters in all: ${options.map((name) => `--${name}`).join(", ")}.`,
  };
}
