import { isZoneName, Limit } from "./container-limits";
import { Json, list, text } from "./stack-json";

/** As the provider reads ARNs: partition and region in their published form, twelve digits of the account. */
function isArn(value: Json, service: string, resource: RegExp): boolean {
  const [scheme, partition = "", of, region = "", account = "", ...rest] = text(value).split(":");
  const name = rest.join(":");
  return (
    scheme === "arn" &&
    of === service &&
    /^aws(-[a-z]+)*$/.test(partition) &&
    (service === "iam" ? region === "" : /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region)) &&
    (service === "iam" ? /^(\d{12}|aws)$/ : /^\d{12}$/).test(account) &&
    resource.test(name) &&
    text(value).length <= 2048
  );
}

const SUBNET = /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/;
const VPC = /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/;
const ZONE = /^[A-Z0-9]{1,32}$/;

const isPort: Limit = (value) => Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 65535;

/** A path and a name as IAM's model has them: 512 with both slashes, and 128. */
const boundary: Limit = (value, { iam_permissions_boundary_arn: given }) => {
  if (given === "") return value === null;
  const [, path = "", name = ""] = /:policy(\/(?:.*\/)?)([^/]*)$/.exec(text(value)) ?? [];
  return (
    isArn(value, "iam", /^policy\//) &&
    path.length <= 512 &&
    /^((\/[A-Za-z0-9.,+@=_-]+)*)\/$/.test(path) &&
    /^[\w+=,.@-]{1,128}$/.test(name)
  );
};

/** One subnet or zone at the least makes no load balancer, 16 are the most of an ECS service; or the filter of a VPC. */
const subnetFilter: Limit = (value) => {
  if (typeof value === "string") return VPC.test(value);
  const ids = list(value).map(text);
  return ids.length >= 2 && ids.length <= 16 && new Set(ids).size === ids.length && ids.every((id) => SUBNET.test(id));
};

/** A key and not an alias. */
export const isKeyArn: Limit = (value) =>
  isArn(value, "kms", /^key\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/);

/** Limits of what names something that exists before the stack. */
export const GIVEN_LIMITS: Readonly<Record<string, Limit>> = {
  "aws_iam_role.path": (value) => text(value).length <= 512 && /^\/$|^\/[!-~]+\/$/.test(text(value)),
  "aws_iam_role.permissions_boundary": boundary,
  "aws_lb_listener.certificate_arn": (value) => isArn(value, "acm", /^certificate\/[\w+=,.@-]+$/),
  "aws_vpc_security_group_egress_rule.from_port": isPort,
  "aws_vpc_security_group_egress_rule.to_port": isPort,
  "data.aws_db_cluster_snapshot.db_cluster_snapshot_identifier": (value) => {
    const name = /^(rds:)?(?=.{1,255}$)[A-Za-z](-?[A-Za-z0-9])*$/;
    return text(value).startsWith("arn:")
      ? isArn(value, "rds", new RegExp(`^cluster-snapshot:${name.source.slice(1)}`))
      : name.test(text(value));
  },
  "data.aws_kms_key.key_id": isKeyArn,
  // One of the two is null: the provider takes a name or an id.
  "data.aws_route53_zone.name": (value, { hosted_zone_id: id }) =>
    id === "" ? isZoneName(text(value).replace(/\.$/, "")) : value === null,
  "data.aws_route53_zone.zone_id": (value, { hosted_zone_id: id }) =>
    id === "" ? value === null : ZONE.test(text(value)),
  // Complete, and of one secret: hyphen and six characters end it.
  "data.aws_secretsmanager_secret.arn": (value) =>
    isArn(value, "secretsmanager", /^secret:[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$/),
  "data.aws_subnets.filter.values": subnetFilter,
  "data.aws_vpc.id": (value) => VPC.test(text(value)),
};
