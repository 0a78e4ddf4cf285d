import { BOOTSTRAP_LIMITS } from "./bootstrap-limits";
import { aroundHost, containers, isZoneName, Limit, publicHost } from "./container-limits";
import { FARGATE_RANGES } from "./fargate";
import { GIVEN_LIMITS } from "./given-limits";
import { policy, policyCount } from "./policy-limits";
import { isList, Json, JsonObject, list, object, text } from "./stack-json";
import { Reading } from "./variable-judge";

function form(pattern: RegExp, longest: number): Limit {
  return (value) => typeof value === "string" && value.length <= longest && pattern.test(value);
}

/** The same for a prefix, which gets 26 characters behind it. */
function prefix(pattern: RegExp, longest: number): Limit {
  return (value, variables) => form(pattern, longest)(`${text(value)}20261124150405123400000001`, variables);
}

/** Numbers arrive as numbers, or as text where a number is written into a template. */
function whole(minimum: number, maximum: number): Limit {
  return (value) => Number.isInteger(Number(value)) && Number(value) >= minimum && Number(value) <= maximum;
}

function oneOf(...allowed: readonly number[]): Limit {
  return (value) => allowed.includes(Number(value));
}

const isSwitch: Limit = (value) => typeof value === "boolean" || value === "true" || value === "false";

/** Without spaces at the ends, which are not there any more when some services are asked for the tag. */
const TAG = /^(?! )[A-Za-z0-9 _.:/=+@-]+(?<! )$/;

/** Each key once, whatever its case: IAM does not tell `Env` from `env`. */
const tags: Limit = (value) => {
  const pairs = Object.entries(object(value));
  const keys = pairs.map(([key]) => key.toLowerCase());
  return (
    // One more is the Name of some resources.
    pairs.length + 1 <= 50 &&
    new Set(keys).size === keys.length &&
    keys.every((key) => TAG.test(key) && key.length <= 128 && !key.startsWith("aws:")) &&
    pairs.every(([, tag]) => typeof tag === "string" && TAG.test(tag) && tag.length <= 256)
  );
};

/** IPv4 in its only spelling, without host bits. */
function isNetwork(cidr: Json): boolean {
  const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text(cidr)) ?? [];
  const bytes = [a, b, c, d].map(Number);
  if (bits === undefined || bytes.some((byte) => !(byte <= 255)) || Number(bits) > 32) return false;
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return `${bytes.join(".")}/${Number(bits)}` === cidr && address % 2 ** (32 - Number(bits)) === 0;
}

const networks: Limit = (value) => {
  const cidrs = list(value);
  return cidrs.length >= 1 && cidrs.length <= 60 && new Set(cidrs).size === cidrs.length && cidrs.every(isNetwork);
};

const fargate: Limit = (value, { service_cpu: cpu }) => {
  const memory = Number(value);
  const [first, last, step] = FARGATE_RANGES[Number(cpu)] ?? [0, 0, 1];
  if (Number(cpu) === 32768) return [61440, 122880, 249856].includes(memory);
  if (Number(cpu) === 256) return [512, 1024, 2048].includes(memory);
  return memory >= first && memory <= last && (memory - first) % step === 0;
};

const NAME = /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
const ECS = /^[A-Za-z0-9_-]+$/;
const RDS = /^[a-z](-?[a-z0-9])*$/;
const SECRET = /^[A-Za-z0-9/_+=.@-]+$/;

/** Who may be asked for: the lookup of a certificate by its primary name, which a certificate's subject limits, too. */
const certificateName: Limit = (value) => isZoneName(text(value).replace(/^\*\./, ""));

const zoneIds: Limit = (value) => list(value).every((id) => /^[a-z0-9-]+-az\d+$/.test(text(id)));

const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const capacity = whole(0, 50);

/** The limits of each argument that a variable feeds. */
const LIMITS: Readonly<Record<string, Limit>> = {
  ...GIVEN_LIMITS,
  ...BOOTSTRAP_LIMITS,
  "aws_acm_certificate.domain_name": (value, variables) => publicHost(value, variables) && text(value).length <= 64,
  "aws_appautoscaling_target.max_capacity": (value, { service_min_capacity: minimum }) =>
    whole(1, 50)(value, {}) && Number(value) >= Number(minimum),
  "aws_appautoscaling_target.min_capacity": capacity,
  "aws_cloudwatch_log_group.name": form(/^[A-Za-z0-9._/#-]+$/, 512),
  "aws_cloudwatch_log_group.retention_in_days": oneOf(...RETENTION),
  "aws_db_subnet_group.name": form(/^(?!default$)[a-z][a-z0-9._ -]*$/, 255),
  "aws_ecs_cluster.name": form(ECS, 255),
  "aws_ecs_service.desired_count": capacity,
  "aws_ecs_service.name": form(ECS, 255),
  "aws_ecs_task_definition.container_definitions": containers,
  "aws_ecs_task_definition.cpu": oneOf(256, 512, 1024, 2048, 4096, 8192, 16384, 32768),
  "aws_ecs_task_definition.family": form(ECS, 255),
  "aws_ecs_task_definition.memory": fargate,
  "aws_iam_role.name": form(/^[\w+=,.@-]+$/, 64),
  "aws_iam_role_policy.count": policyCount,
  "aws_iam_role_policy.policy": policy,
  "aws_lb.internal": isSwitch,
  "aws_lb.name": form(NAME, 32),
  "aws_lb.subnets": (value) => typeof value === "string" || list(value).length === 2,
  "aws_lb_listener_rule.condition.host_header.values": publicHost,
  "aws_rds_cluster.cluster_identifier": form(RDS, 63),
  "aws_rds_cluster.engine_version": (value) =>
    /^8\.0\.mysql_aurora\.3\.(0[89]|1\d)\.\d{1,2}$/.test(text(value)) && !text(value).endsWith(".3.11.0"),
  "aws_rds_cluster.master_password_wo_version": whole(1, 2 ** 31 - 1),
  "aws_rds_cluster.serverlessv2_scaling_configuration.max_capacity": (value) =>
    Number(value) >= 1 && Number(value) <= 256 && Number.isInteger(Number(value) * 2),
  "aws_rds_cluster.serverlessv2_scaling_configuration.min_capacity": (value) =>
    Number(value) === 0 || Number(value) === 0.5,
  "aws_rds_cluster.serverlessv2_scaling_configuration.seconds_until_auto_pause": (
    value,
    { database_auto_pause: pauses },
  ) => (pauses === true ? whole(300, 86400)(value, {}) : value === null),
  "aws_rds_cluster.skip_final_snapshot": isSwitch,
  "aws_rds_cluster_instance.identifier": form(RDS, 63),
  "aws_rds_cluster_parameter_group.name_prefix": prefix(RDS, 63),
  "aws_route53_record.name": publicHost,
  "aws_s3_bucket.bucket_prefix": prefix(/^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]*[a-z0-9]$/, 63),
  "aws_secretsmanager_secret.name_prefix": prefix(SECRET, 512),
  "aws_secretsmanager_secret.recovery_window_in_days": oneOf(0, ...Array.from({ length: 24 }, (_, index) => index + 7)),
  "aws_security_group.name": form(/^(?!sg-)[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]+$/, 255),
  "aws_vpc_security_group_egress_rule.for_each": networks,
  "aws_vpc_security_group_ingress_rule.for_each": networks,
  "data.aws_acm_certificate.domain": certificateName,
  "data.aws_availability_zones.exclude_zone_ids": zoneIds,
  "data.aws_secretsmanager_secret.name": form(SECRET, 512),
  "output.mlflow_uri.value": aroundHost("https://", ""),
  "output.oauth2_redirect_uri.value": aroundHost("https://", "/oauth2/callback"),
  "provider.aws.default_tags.tags": tags,
  "tags.Name": form(TAG, 256),
};

/** The arguments that AWS would refuse, or that no limit is known for. */
export function refusedArguments({ arguments: fed, variables }: Reading): readonly string[] {
  return [
    ...fed.flatMap(({ key, value }) => {
      const limit = LIMITS[key];
      if (limit === undefined) return [`${key}: no limit in the table`];
      return isWithin(limit, value, variables) ? [] : [`${key} = ${JSON.stringify(value).slice(0, 300)}`];
    }),
    ...tooManyRules(fed),
  ];
}

/** A security group takes 60 rules in each direction, from however many lists they come. */
function tooManyRules(fed: Reading["arguments"]): readonly string[] {
  return ["ingress", "egress"].flatMap((direction) => {
    const lists = fed.filter(({ key }) => key === `aws_vpc_security_group_${direction}_rule.for_each`);
    const rules = lists.reduce((sum, { value }) => sum + (isList(value) ? value.length : 1), 0);
    return rules > 60 ? [`${rules} ${direction} rules`] : [];
  });
}

/** A value of another type than the limit expects is not within it. */
function isWithin(limit: Limit, value: Json, variables: JsonObject): boolean {
  try {
    return limit(value, variables);
  } catch {
    return false;
  }
}
