import { Kept, Replaced } from "./article";

export const REPLACED_RESOURCES: readonly Replaced[] = [
  {
    article: "aws_iam_role_policy_attachment.ecs_execution",
    by: {
      "aws_iam_role_policy.roles_execution_logs_64E1B9C4": {
        role: "${aws_iam_role.roles_execution_29854AAB.id}",
        policy: {
          Statement: [
            {
              Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
              Resource: [
                "${aws_cloudwatch_log_group.containers_mlflow-logs_9310744A.arn}:*",
                "${aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59.arn}:*",
              ],
            },
          ],
        },
      },
      "aws_iam_role_policy.roles_execution_secrets_6BF71E14": { role: "${aws_iam_role.roles_execution_29854AAB.id}" },
      "aws_iam_role_policy.roles_execution_images_3255013D": {
        role: "${aws_iam_role.roles_execution_29854AAB.id}",
        policy: {
          Statement: [
            { Action: "ecr:GetAuthorizationToken", Resource: "*" },
            { Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] },
          ],
        },
      },
    },
    because: "AmazonECSTaskExecutionRolePolicy writes to every log group and pulls from every registry of the account",
  },
  {
    article: "aws_security_group_rule.lb_ingress",
    by: {
      "aws_vpc_security_group_ingress_rule.load-balancer_security-group_https_65F8C51A": {
        for_each: "${toset(var.load_balancer_ingress_cidrs)}",
        cidr_ipv4: "${each.value}",
        from_port: 443,
        to_port: 443,
      },
    },
    because: "one rule resource a network, with a description of its own",
  },
  {
    article: "aws_security_group_rule.lb_egress",
    by: {
      "aws_vpc_security_group_egress_rule.load-balancer_security-group_load-balancer-to-tasks_E6D59F61": {
        referenced_security_group_id: "${aws_security_group.service_security-group_3A537956.id}",
        from_port: 8080,
        to_port: 8080,
      },
    },
    because: "one rule resource an edge, with a description of its own",
  },
  {
    article: "random_string.suffix",
    by: { "aws_s3_bucket.artifacts": { bucket_prefix: "${var.unique_name}-artifacts-" } },
    because: "AWS's own suffix of a bucket prefix needs no second provider",
  },
];

export const KEPT_DATA: readonly Kept[] = [
  {
    article: "data.aws_availability_zones.available",
    is: "data.aws_availability_zones.network_zones_2241F3F0",
    with: { state: "available" },
  },
  { article: "data.aws_region.current", is: "data.aws_region.account_region_154F2A67", with: {} },
  {
    article: "data.aws_secretsmanager_secret.oauth2_client_id",
    is: "data.aws_secretsmanager_secret.secret_prefix_oauth2-client-id",
    with: { name: "${var.secret_prefix}oauth2-client-id" },
  },
  {
    article: "data.aws_secretsmanager_secret.oauth2_client_secret",
    is: "data.aws_secretsmanager_secret.secret_prefix_oauth2-client-secret",
    with: { name: "${var.secret_prefix}oauth2-client-secret" },
  },
  {
    article: "data.aws_secretsmanager_secret.oauth2_cookie_secret",
    is: "data.aws_secretsmanager_secret.secret_prefix_oauth2-cookie-secret",
    with: { name: "${var.secret_prefix}oauth2-cookie-secret" },
  },
  {
    article: "data.aws_secretsmanager_secret.db_password",
    is: "data.aws_secretsmanager_secret.secret_prefix_store-db-password",
    with: { name: "${var.secret_prefix}store-db-password" },
  },
  {
    article: "data.aws_acm_certificate.certificate_domain",
    is: "data.aws_acm_certificate.certificate_domain",
    with: { domain: '${(var.certificate_domain == "" ? var.domain : var.certificate_domain)}' },
  },
  {
    article: "data.aws_route53_zone.hosted_zone",
    is: "data.aws_route53_zone.hosted_zone",
    with: { name: '${(var.hosted_zone_id == "" ? var.hosted_zone : null)}', private_zone: false },
  },
];

const PROXY_SECRETS_BY_ARN = "oauth2-proxy gets it from ECS by its complete ARN, so that no value enters the state";

/** The container definitions in which only oauth2-proxy has the secret. */
function proxySecret(index: 0 | 1 | 2, name: string, secret: string): Replaced["by"] {
  const secrets = [{}, {}, {}].map((empty, at) => (at === index ? { name, valueFrom: `\${${secret}.arn}` } : empty));
  return {
    "aws_ecs_task_definition.service_task-definition_1CDBFD24": {
      container_definitions: [{ name: "migration" }, { name: "mlflow" }, { name: "oauth2-proxy", secrets }],
    },
  };
}

export const REPLACED_DATA: readonly Replaced[] = [
  {
    article: "data.aws_secretsmanager_secret_version.oauth2_client_id",
    by: proxySecret(0, "OAUTH2_PROXY_CLIENT_ID", "data.aws_secretsmanager_secret.secret_prefix_oauth2-client-id"),
    because: PROXY_SECRETS_BY_ARN,
  },
  {
    article: "data.aws_secretsmanager_secret_version.oauth2_client_secret",
    by: proxySecret(
      1,
      "OAUTH2_PROXY_CLIENT_SECRET",
      "data.aws_secretsmanager_secret.secret_prefix_oauth2-client-secret",
    ),
    because: PROXY_SECRETS_BY_ARN,
  },
  {
    article: "data.aws_secretsmanager_secret_version.oauth2_cookie_secret",
    by: proxySecret(
      2,
      "OAUTH2_PROXY_COOKIE_SECRET",
      "data.aws_secretsmanager_secret.secret_prefix_oauth2-cookie-secret",
    ),
    because: PROXY_SECRETS_BY_ARN,
  },
  {
    article: "data.aws_secretsmanager_secret_version.db_password",
    by: {
      "ephemeral.aws_secretsmanager_secret_version.secret_prefix_store-db-password": {
        secret_id: "${data.aws_secretsmanager_secret.secret_prefix_store-db-password.arn}",
      },
      "aws_rds_cluster.database": { master_password_wo_version: "${var.database_password_version}" },
    },
    because: "an ephemeral read and a write-only argument keep the password out of plan and state",
  },
];

const subnet = (cidr: string): { readonly vpc_id: string; readonly cidr_block: string } => ({
  vpc_id: "${aws_vpc.network.id}",
  cidr_block: cidr,
});

export const REPLACED_MODULES: readonly Replaced[] = [
  {
    article: "module.vpc (terraform-aws-modules/vpc/aws ~> 3.12)",
    by: {
      "aws_vpc.network": { cidr_block: "10.1.0.0/16", tags: { Name: "${var.unique_name}" } },
      "aws_subnet.network_public_a_E888F24C": subnet("10.1.11.0/24"),
      "aws_subnet.network_public_b_24D7AF10": subnet("10.1.12.0/24"),
      "aws_subnet.network_private_a_E0DBE294": subnet("10.1.1.0/24"),
      "aws_subnet.network_private_b_3242A72C": subnet("10.1.2.0/24"),
      "aws_subnet.network_database_a_18C2B233": subnet("10.1.201.0/24"),
      "aws_subnet.network_database_b_B383F6DC": subnet("10.1.202.0/24"),
      "aws_internet_gateway.network_internet-gateway_E855E801": { vpc_id: "${aws_vpc.network.id}" },
      "aws_route.network_internet-route_FCF2471F": { destination_cidr_block: "0.0.0.0/0" },
    },
    because: "a module would be downloaded at init; the few resources that it made are written out",
  },
];
