import { App } from "cdktf";
import { MlflowStack } from "../../../src";
import { Edit } from "./edit";

/** An edit of an ordinary day: it touches exactly these addresses, and is no danger. */
export interface TypicalEdit extends Edit {
  /** `update aws_ecs_service.service`, sorted. */
  readonly changes: readonly string[];
}

/** New containers are a new revision of the task definition, which the service takes over. */
const NEW_TASKS = [
  "replace aws_ecs_task_definition.service_task-definition_1CDBFD24",
  "update aws_ecs_service.service",
];

/** Everything that AWS can tag. */
const TAGGED = [
  "aws_appautoscaling_target.scaling",
  "aws_cloudwatch_log_group.containers_mlflow-logs_9310744A",
  "aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59",
  "aws_cloudwatch_log_group.network_flow-log_logs_506BFA9B",
  "aws_db_subnet_group.database_subnet-group_706EB4D1",
  "aws_default_security_group.network_default-security-group_F40826B8",
  "aws_ecs_cluster.service_cluster_B81F1F5D",
  "aws_ecs_service.service",
  "aws_ecs_task_definition.service_task-definition_1CDBFD24",
  "aws_flow_log.network_flow-log_4CEF6CCF",
  "aws_iam_role.network_flow-log_role_7465F8A7",
  "aws_iam_role.roles_execution_29854AAB",
  "aws_iam_role.roles_task_46C17C41",
  "aws_internet_gateway.network_internet-gateway_E855E801",
  "aws_lb.load-balancer",
  "aws_lb_listener.load-balancer_https_7F5E2DEF",
  "aws_lb_listener_rule.load-balancer_rule_DE48AD20",
  "aws_lb_target_group.load-balancer_target-group_2EB1ED9E",
  "aws_rds_cluster.database",
  "aws_rds_cluster_instance.database_instance_D7FC2283",
  "aws_rds_cluster_parameter_group.database_parameters_58B6739C",
  "aws_route_table.network_database_route-table_655A93F6",
  "aws_route_table.network_private_route-table_A0150FAD",
  "aws_route_table.network_public_route-table_C6792A5B",
  "aws_s3_bucket.artifacts",
  "aws_secretsmanager_secret.server-keys",
  "aws_security_group.database_security-group_BF0DE645",
  "aws_security_group.load-balancer_security-group_80A0008E",
  "aws_security_group.service_security-group_3A537956",
  "aws_subnet.network_database_a_18C2B233",
  "aws_subnet.network_database_b_B383F6DC",
  "aws_subnet.network_private_a_E0DBE294",
  "aws_subnet.network_private_b_3242A72C",
  "aws_subnet.network_public_a_E888F24C",
  "aws_subnet.network_public_b_24D7AF10",
  "aws_vpc.network",
  "aws_vpc_endpoint.network_s3-endpoint_3093E6A5",
  "aws_vpc_security_group_egress_rule.load-balancer_security-group_load-balancer-to-tasks_E6D59F61",
  "aws_vpc_security_group_egress_rule.service_security-group_https-out_3681E037",
  "aws_vpc_security_group_egress_rule.service_security-group_tasks-to-database_BBA7F328",
  "aws_vpc_security_group_ingress_rule.database_security-group_tasks-to-database_FE453A31",
  'aws_vpc_security_group_ingress_rule.load-balancer_security-group_https_65F8C51A["203.0.113.0/24"]',
  "aws_vpc_security_group_ingress_rule.service_security-group_load-balancer-to-tasks_8C5663CB",
];

export const TYPICAL_EDITS: readonly TypicalEdit[] = [
  {
    name: "mlflow-patch-version",
    title: "A patch version of MLflow",
    variables: { mlflow_image: "ghcr.io/mlflow/mlflow:v3.16.2-full" },
    changes: NEW_TASKS,
  },
  {
    name: "oauth2-proxy-patch-version",
    title: "A patch version of oauth2-proxy, with its new digest",
    variables: { oauth2_proxy_image: `quay.io/oauth2-proxy/oauth2-proxy:v7.15.6@sha256:${"2".repeat(64)}` },
    changes: NEW_TASKS,
  },
  {
    name: "larger-tasks",
    title: "Larger tasks",
    variables: { service_cpu: 4096, service_memory: 8192 },
    changes: NEW_TASKS,
  },
  {
    name: "more-tasks",
    title: "More tasks",
    variables: { service_min_capacity: 2, service_max_capacity: 6 },
    changes: ["update aws_appautoscaling_target.scaling"],
  },
  {
    name: "logs-kept-longer",
    title: "Logs kept longer",
    variables: { service_log_retention_in_days: 90 },
    changes: [
      "update aws_cloudwatch_log_group.containers_mlflow-logs_9310744A",
      "update aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59",
      "update aws_cloudwatch_log_group.network_flow-log_logs_506BFA9B",
    ],
  },
  {
    name: "larger-database",
    title: "A larger database",
    variables: { database_max_capacity: 8 },
    changes: ["update aws_rds_cluster.database"],
  },
  {
    name: "later-pause",
    title: "A database that pauses later",
    variables: { database_seconds_until_auto_pause: 3600 },
    changes: ["update aws_rds_cluster.database"],
  },
  {
    name: "rotated-password",
    title: "The database takes the new password of its secret",
    variables: { database_password_version: 2 },
    changes: ["update aws_rds_cluster.database"],
  },
  {
    name: "another-office",
    title: "A second office may connect",
    variables: { load_balancer_ingress_cidrs: ["203.0.113.0/24", "198.51.100.0/24"] },
    changes: [
      'create aws_vpc_security_group_ingress_rule.load-balancer_security-group_https_65F8C51A["198.51.100.0/24"]',
    ],
  },
  {
    name: "domain-removed",
    title: "One e-mail domain less",
    variables: { allowed_email_domains: ["example.com"] },
    changes: NEW_TASKS,
  },
  {
    name: "audience-removed",
    title: "No bearer tokens any more",
    variables: { bearer_audiences: [] },
    changes: NEW_TASKS,
  },
  {
    name: "tag",
    title: "One more tag",
    variables: { tags: { owner: "ml-platform" } },
    changes: TAGGED.map((address) => `update ${address}`),
  },
  {
    name: "another-environment",
    title: "A second stack in the same app",
    code: (stack): void => {
      new MlflowStack(App.of(stack), "mlflow-team", {
        identityProvider: { type: "google" },
        state: { type: "s3", key: "mlflow-team/terraform.tfstate" },
      });
    },
    changes: [],
  },
  {
    name: "production",
    title: "The production profile",
    props: { profile: "production" },
    changes: [
      "create aws_eip.network_nat_address-a_14443537",
      "create aws_eip.network_nat_address-b_1219EA14",
      "create aws_nat_gateway.network_nat_gateway-a_2C4C63CC",
      "create aws_nat_gateway.network_nat_gateway-b_266BB983",
      "create aws_rds_cluster_instance.database_reader_665D6E24",
      "create aws_route.network_nat_route-a_901A58EC",
      "create aws_route.network_nat_route-b_DC9B3BFE",
      "create aws_route_table.network_private_route-table-a_2AD17E8D",
      "create aws_route_table.network_private_route-table-b_29097480",
      "delete aws_route_table.network_private_route-table_A0150FAD",
      "update aws_ecs_cluster.service_cluster_B81F1F5D",
      "update aws_ecs_service.service",
      "update aws_route_table_association.network_private_route-a_744A3A46",
      "update aws_route_table_association.network_private_route-b_7DCD7AEA",
      "update aws_vpc_endpoint.network_s3-endpoint_3093E6A5",
    ],
  },
];
