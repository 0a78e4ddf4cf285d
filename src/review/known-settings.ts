/** A setting that a review names in its own words. */
export interface KnownSetting {
  readonly type: string;
  /** As in a difference: nested blocks joined by dots. */
  readonly path: string;
  readonly what: string;
  /** Shorter than it stands in the plan. */
  readonly short?: (value: string) => string;
  /** Number of the plan to text with its unit. */
  readonly unit?: (value: number) => string;
  /** The value where only AWS will know it. @default known after apply */
  readonly later?: string;
  /** What costs more when the number rises; missing where the bill does not depend on it. */
  readonly costs?: string;
}

const CPU_UNITS = 1024;
const MIB = 1024;

const count =
  (noun: string) =>
  (value: number): string =>
    `${value} ${noun}${value === 1 ? "" : "s"}`;
const acu = (value: number): string => `${value} ACU`;

/** Settings of the variables that people change, and of what the bill depends on (docs/cost.md). */
export const KNOWN_SETTINGS: readonly KnownSetting[] = [
  {
    type: "aws_ecs_task_definition",
    path: "cpu",
    what: "CPU of a task",
    unit: (value) => `${value / CPU_UNITS} vCPU`,
    costs: "CPU of each task",
  },
  {
    type: "aws_ecs_task_definition",
    path: "memory",
    what: "memory of a task",
    unit: (value) => `${value / MIB} GiB`,
    costs: "memory of each task",
  },
  {
    type: "aws_appautoscaling_target",
    path: "min_capacity",
    what: "fewest tasks",
    unit: count("task"),
    costs: "tasks that always run",
  },
  {
    type: "aws_appautoscaling_target",
    path: "max_capacity",
    what: "most tasks",
    unit: count("task"),
    costs: "tasks under load",
  },
  {
    type: "aws_rds_cluster",
    path: "serverlessv2_scaling_configuration.max_capacity",
    what: "database grows up to",
    unit: acu,
    costs: "database under load",
  },
  {
    type: "aws_rds_cluster",
    path: "serverlessv2_scaling_configuration.min_capacity",
    what: "database shrinks down to",
    unit: (value) => (value === 0 ? "0 ACU (pauses)" : acu(value)),
    costs: "database when nobody works",
  },
  {
    type: "aws_rds_cluster",
    path: "serverlessv2_scaling_configuration.seconds_until_auto_pause",
    what: "idle time until the database pauses",
    unit: count("second"),
    costs: "time that the database stays awake",
  },
  {
    type: "aws_rds_cluster",
    path: "backup_retention_period",
    what: "backups are kept",
    unit: count("day"),
    costs: "backups",
  },
  {
    type: "aws_cloudwatch_log_group",
    path: "retention_in_days",
    what: "logs are kept",
    unit: (value) => (value === 0 ? "for ever" : count("day")(value)),
    costs: "logs",
  },
  { type: "aws_rds_cluster", path: "deletion_protection", what: "deletion protection" },
  { type: "aws_rds_cluster", path: "engine_version", what: "version of the database" },
  { type: "aws_rds_cluster", path: "skip_final_snapshot", what: "no snapshot at the end" },
  { type: "aws_rds_cluster", path: "master_password_wo_version", what: "version of the database's password" },
  { type: "aws_lb", path: "internal", what: "reachable from inside the VPC only" },
  { type: "aws_lb", path: "idle_timeout", what: "idle timeout", unit: count("second") },
  { type: "aws_lb_listener", path: "ssl_policy", what: "TLS policy" },
  { type: "aws_lb_listener", path: "certificate_arn", what: "certificate" },
  {
    type: "aws_ecs_service",
    path: "task_definition",
    what: "task definition",
    short: (arn) => arn.replace(/^.*:task-definition\//, ""),
    later: "a new revision",
  },
  { type: "aws_ecs_cluster", path: "setting.value", what: "Container Insights", costs: "Container Insights" },
  { type: "aws_ecs_service", path: "network_configuration.assign_public_ip", what: "tasks have public addresses" },
];

/** Resources that cost money for being there, and in what words. */
export const PRICED_RESOURCES: Readonly<Record<string, string>> = {
  aws_eip: "public address",
  aws_kms_key: "KMS key",
  aws_lb: "load balancer",
  aws_nat_gateway: "NAT gateway",
  aws_rds_cluster_instance: "database instance",
  aws_secretsmanager_secret: "secret",
  aws_ecs_service: "service with its tasks",
  aws_wafv2_web_acl: "WAF",
};

/** The words for a setting; `undefined` where Terraform's own name has to do. */
export function knownSetting(type: string, path: string): KnownSetting | undefined {
  return KNOWN_SETTINGS.find((setting) => setting.type === type && setting.path === path);
}
