import { JsonObject } from "../support/stack-json";
import { PERMISSIONS } from "./planted-permissions";
import { Planted, replace, set, without } from "./planting";

const container = (from: string, to: string): Pick<Planted, "type" | "change"> => ({
  type: "aws_ecs_task_definition",
  change: replace("container_definitions", from, to),
});
const rule = (way: "ingress" | "egress", more: JsonObject): Pick<Planted, "type" | "id" | "change"> => ({
  type: `aws_vpc_security_group_${way}_rule`,
  id: "planted",
  change: set({
    security_group_id: "${aws_security_group.service_security-group_3A537956.id}",
    description: "Planted",
    ...more,
  }),
});
/** Each alone. */
export const PLANTED: readonly Planted[] = [
  {
    what: "a bucket that may become public",
    type: "aws_s3_bucket_public_access_block",
    change: set({ block_public_acls: false, block_public_policy: false, restrict_public_buckets: false }),
    foundBy: ["CKV2_AWS_6", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_56"],
  },
  {
    what: "a bucket that everybody may read",
    type: "aws_s3_bucket_policy",
    change: replace(
      "policy",
      '{"Sid":',
      '{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"},{"Sid":',
    ),
    foundBy: ["CKV_AWS_70"],
  },
  {
    what: "a bucket that takes plain HTTP",
    type: "aws_s3_bucket_policy",
    change: replace("policy", "aws:SecureTransport", "aws:Whatever"),
    foundBy: ["bucket-tls"],
  },
  {
    what: "a bucket without versions",
    type: "aws_s3_bucket_versioning",
    change: () => undefined,
    foundBy: ["CKV_AWS_21"],
  },
  {
    what: "a listener on TLS 1.0",
    type: "aws_lb_listener",
    change: set({ ssl_policy: "ELBSecurityPolicy-2016-08" }),
    foundBy: ["CKV2_AWS_74", "CKV_AWS_103", "listener-tls"],
  },
  {
    what: "a listener that takes ciphers without forward secrecy",
    type: "aws_lb_listener",
    change: set({ ssl_policy: "ELBSecurityPolicy-TLS-1-2-2017-01" }),
    foundBy: ["listener-tls"],
  },
  {
    what: "a listener without TLS",
    type: "aws_lb_listener",
    change: set({ protocol: "HTTP", port: 80 }),
    foundBy: ["CKV2_AWS_20", "CKV_AWS_103", "CKV_AWS_2"],
  },
  {
    what: "a cluster that is not encrypted",
    type: "aws_rds_cluster",
    change: set({ storage_encrypted: false }),
    foundBy: ["CKV_AWS_96"],
  },
  {
    what: "a cluster that may be deleted",
    type: "aws_rds_cluster",
    change: set({ deletion_protection: false }),
    foundBy: ["CKV_AWS_139"],
  },
  {
    what: "a password in the state",
    type: "aws_rds_cluster",
    change: set({ master_password: "${data.aws_secretsmanager_secret_version.x.secret_string}" }),
    foundBy: ["stored-secret"],
  },
  {
    what: "a database that takes connections without TLS",
    type: "aws_rds_cluster_parameter_group",
    change: without("parameter"),
    foundBy: ["database-tls"],
  },
  {
    what: "a public database",
    type: "aws_rds_cluster_instance",
    change: set({ publicly_accessible: true }),
    foundBy: ["CKV_AWS_17"],
  },
  {
    what: "SSH from everywhere",
    ...rule("ingress", { cidr_ipv4: "0.0.0.0/0", ip_protocol: "tcp", from_port: 22, to_port: 22 }),
    foundBy: ["CKV_AWS_24", "network-in"],
  },
  {
    what: "SSH from everywhere by IPv6",
    ...rule("ingress", { cidr_ipv6: "::/0", ip_protocol: "tcp", from_port: 22, to_port: 22 }),
    foundBy: ["network-in"],
  },
  {
    what: "every port from everywhere",
    ...rule("ingress", { cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" }),
    foundBy: ["network-in"],
  },
  {
    what: "out to everywhere",
    ...rule("egress", { cidr_ipv4: "0.0.0.0/0", ip_protocol: "-1" }),
    foundBy: ["network-out"],
  },
  {
    what: "a default group that is open",
    type: "aws_default_security_group",
    change: set({ ingress: [{ protocol: "-1", self: true, from_port: 0, to_port: 0 }] }),
    foundBy: ["CKV2_AWS_12", "network-in"],
  },
  {
    what: "a privileged container",
    ...container('"readonlyRootFilesystem":true', '"readonlyRootFilesystem":true,"privileged":true'),
    foundBy: ["container-privilege"],
  },
  {
    what: "a container as root",
    ...container('"readonlyRootFilesystem":true', '"readonlyRootFilesystem":true,"user":"0:0"'),
    foundBy: ["container-privilege"],
  },
  {
    what: "a writable root",
    ...container('"readonlyRootFilesystem":true', '"readonlyRootFilesystem":false'),
    foundBy: ["CKV_AWS_336"],
  },
  {
    what: "a container with capabilities",
    ...container('"drop":["ALL"]', '"drop":[]'),
    foundBy: ["container-privilege"],
  },
  {
    what: "a password in the plain environment",
    ...container('"environment":[', '"environment":[{"name":"DB_PASSWORD","value":"x"},'),
    foundBy: ["container-secret"],
  },
  {
    what: "a container without logs",
    ...container('"logConfiguration":', '"dockerLabels":'),
    foundBy: ["container-logs"],
  },
  ...PERMISSIONS,
  {
    what: "a log group without retention",
    type: "aws_cloudwatch_log_group",
    id: "network_flow-log_logs_506BFA9B",
    change: without("retention_in_days"),
    foundBy: ["CKV_AWS_66"],
  },
  { what: "a VPC without a flow log", type: "aws_flow_log", change: () => undefined, foundBy: ["CKV2_AWS_11"] },
  {
    what: "a load balancer that passes broken headers on",
    type: "aws_lb",
    change: set({ drop_invalid_header_fields: false }),
    foundBy: ["CKV_AWS_131"],
  },
];
