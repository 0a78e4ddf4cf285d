import { Action, Plan, ResourceChange } from "./plan";

/** What people notice of a change; the first rule of each resource type that applies. */
interface Effect {
  readonly type: string;
  readonly actions: readonly Action[];
  /** One of these attributes changes. @default any */
  readonly attributes?: readonly string[];
  readonly felt: string;
}

const GONE = ["replace", "delete"] as const;

const EFFECTS: readonly Effect[] = [
  {
    type: "aws_rds_cluster",
    actions: GONE,
    felt: "The database goes, with all experiments, runs and models; MLflow is down.",
  },
  {
    type: "aws_rds_cluster",
    actions: ["update"],
    attributes: ["engine_version", "db_cluster_parameter_group_name", "port"],
    felt: "The database restarts: MLflow answers with errors for minutes.",
  },
  {
    type: "aws_rds_cluster",
    actions: ["update"],
    attributes: ["master_password_wo_version"],
    felt: "The database takes a new password: running tasks fail at their next connection until they are restarted.",
  },
  { type: "aws_rds_cluster_instance", actions: GONE, felt: "A database instance goes: connections break." },
  {
    type: "aws_lb",
    actions: GONE,
    felt: "The load balancer goes: MLflow is unreachable, with a new one until its name leads there.",
  },
  {
    type: "aws_lb_listener",
    actions: GONE,
    felt: "The load balancer stops listening: MLflow is unreachable until it listens again.",
  },
  { type: "aws_lb_listener_rule", actions: GONE, felt: "The load balancer answers 404 until its rule is back." },
  {
    type: "aws_lb_target_group",
    actions: GONE,
    felt: "The load balancer loses its targets: errors until tasks are registered again.",
  },
  {
    type: "aws_route53_record",
    actions: ["update", "replace", "delete"],
    felt: "The name leads elsewhere, or nowhere, as soon as resolvers notice.",
  },
  { type: "aws_ecs_service", actions: GONE, felt: "The service stops: MLflow is down until its tasks run again." },
  { type: "aws_s3_bucket", actions: GONE, felt: "A bucket goes, with everything in it." },
  { type: "aws_secretsmanager_secret", actions: GONE, felt: "A secret goes: what needs it cannot start any more." },
  { type: "aws_dynamodb_table", actions: GONE, felt: "A table goes: without the lock, two applies can run at once." },
  {
    type: "aws_vpc_security_group_ingress_rule",
    actions: ["delete"],
    felt: "A network or a group is no longer let in: its connections fail.",
  },
  {
    type: "aws_ecs_service",
    actions: ["update"],
    attributes: ["task_definition", "network_configuration", "load_balancer"],
    felt: "New tasks start and replace the running ones. No downtime; a deployment that fails is rolled back.",
  },
];

/** What will be noticed, the worst first; one sentence when it is nothing. */
export function feltChanges(plan: Plan): readonly string[] {
  const resources = plan.resources.filter(({ deposed }) => deposed === undefined);
  const changes = resources.filter(({ action, mode }) => mode === "managed" && action !== "no-op" && action !== "read");
  if (changes.length === 0) return ["Nothing."];
  if (resources.every(({ action }) => action === "create" || action === "read")) {
    return ["Nothing: everything is new, nobody uses it yet."];
  }
  const felt = EFFECTS.filter((effect) => changes.some((change) => applies(effect, change))).map(
    (effect) => effect.felt,
  );
  return felt.length === 0 ? ["Nothing, as far as known: running tasks, database and load balancer stay."] : felt;
}

function applies({ type, actions, attributes }: Effect, change: ResourceChange): boolean {
  if (change.type !== type || !actions.includes(change.action)) return false;
  return attributes === undefined || attributes.some((name) => change.changed.includes(name));
}
