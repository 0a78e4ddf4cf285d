import { ResourceChange } from "./plan";

/** What a resource is called by its type, where its name alone does not say it. */
const NOUNS: Readonly<Record<string, string>> = {
  aws_appautoscaling_policy: "policy",
  aws_appautoscaling_target: "limits",
  aws_db_subnet_group: "subnet group",
  aws_dynamodb_table: "table",
  aws_eip: "address",
  aws_iam_openid_connect_provider: "OIDC provider",
  aws_iam_role: "role",
  aws_iam_role_policy: "policy",
  aws_iam_role_policy_attachment: "policy attachment",
  aws_kms_alias: "alias",
  aws_kms_key: "key",
  aws_lb_listener: "listener",
  aws_nat_gateway: "NAT gateway",
  aws_s3_bucket: "bucket",
  aws_secretsmanager_secret: "secret",
  aws_secretsmanager_secret_version: "version",
  aws_vpc: "VPC",
};

/** The same, in front of the last words of the name. */
const LEADING_NOUNS: Readonly<Record<string, string>> = {
  aws_route_table_association: "route of subnet",
  aws_subnet: "subnet",
  aws_vpc_security_group_egress_rule: "rule out",
  aws_vpc_security_group_ingress_rule: "rule in",
};

/** Constructs that say nothing beside the part of the architecture under which the resource stands. */
const SILENT = new Set(["network", "roles", "containers"]);

/** A resource in words, for example `load balancer security group` of `aws_security_group.load-balancer_security-group_80A0008E`. */
export function resourceName({ type, name, address }: Pick<ResourceChange, "type" | "name" | "address">): string {
  const parts = name.split("_").filter((part) => !/^[0-9A-F]{8}$/.test(part));
  const [, key] = /\["(.*)"\]$/.exec(address) ?? [];
  const named = LEADING_NOUNS[type] === undefined ? trailing(type, parts) : leading(LEADING_NOUNS[type], parts);
  return key === undefined ? named : `${named} ${key}`;
}

function trailing(type: string, parts: readonly string[]): string {
  const [first = "", ...rest] = parts;
  const text = words(SILENT.has(first) && rest.length > 0 ? rest : parts);
  const noun = NOUNS[type];
  return noun === undefined || text.includes(noun.toLowerCase()) ? text : `${text} ${noun}`;
}

/** A rule's last part says what it is for; a subnet's last two its tier and zone. */
function leading(noun: string, parts: readonly string[]): string {
  const text = words(noun.startsWith("rule") ? parts.slice(-1) : parts.slice(-2));
  return `${noun} ${text.replace(" route ", " ")}`;
}

function words(parts: readonly string[]): string {
  return parts.join(" ").replaceAll("-", " ");
}
