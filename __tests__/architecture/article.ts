import { JsonObject } from "../support/stack-json";

/** A block of the article's Terraform that is still there, with the attributes that make it the same thing. */
export interface Kept {
  readonly article: string;
  /** Address in the JSON. */
  readonly is: string;
  readonly with: JsonObject;
}

/** A block of the article's Terraform that something else does the work of. */
export interface Replaced {
  readonly article: string;
  /** Addresses in the JSON, each with what makes it the replacement. */
  readonly by: Readonly<Record<string, JsonObject>>;
  readonly because: string;
}

export const KEPT_RESOURCES: readonly Kept[] = [
  {
    article: "aws_iam_role.ecs_task",
    is: "aws_iam_role.roles_task_46C17C41",
    with: {
      name: "${var.unique_name}-${data.aws_region.account_region_154F2A67.id}-ecs-task",
      assume_role_policy: {
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
    },
  },
  {
    article: "aws_iam_role.ecs_execution",
    is: "aws_iam_role.roles_execution_29854AAB",
    with: {
      name: "${var.unique_name}-${data.aws_region.account_region_154F2A67.id}-ecs-execution",
      assume_role_policy: {
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
    },
  },
  {
    article: "aws_iam_role_policy.secrets",
    is: "aws_iam_role_policy.roles_execution_secrets_6BF71E14",
    with: {
      role: "${aws_iam_role.roles_execution_29854AAB.id}",
      policy: { Statement: [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue" }] },
    },
  },
  {
    article: "aws_iam_role_policy.s3",
    is: "aws_iam_role_policy.roles_task_artifacts_83A04BD8",
    with: {
      role: "${aws_iam_role.roles_task_46C17C41.id}",
      policy: {
        Statement: [
          {
            Effect: "Allow",
            Resource:
              '${aws_s3_bucket.artifacts.arn}/${join("/", compact([trim(var.artifact_bucket_path, "/"), "*"]))}',
          },
          { Effect: "Allow", Resource: "${aws_s3_bucket.artifacts.arn}" },
        ],
      },
    },
  },
  {
    article: "aws_cloudwatch_log_group.mlflow",
    is: "aws_cloudwatch_log_group.containers_mlflow-logs_9310744A",
    with: {
      name: "/aws/ecs/mlflow/${var.unique_name}",
      retention_in_days: "${var.service_log_retention_in_days}",
    },
  },
  {
    article: "aws_cloudwatch_log_group.oauth2_proxy",
    is: "aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59",
    with: {
      name: "/aws/ecs/oauth2-proxy/${var.unique_name}",
      retention_in_days: "${var.service_log_retention_in_days}",
    },
  },
  {
    article: "aws_ecs_cluster.mlflow",
    is: "aws_ecs_cluster.service_cluster_B81F1F5D",
    with: { name: "${var.unique_name}" },
  },
  {
    article: "aws_ecs_task_definition.mlflow",
    is: "aws_ecs_task_definition.service_task-definition_1CDBFD24",
    with: {
      family: "${var.unique_name}",
      network_mode: "awsvpc",
      requires_compatibilities: ["FARGATE"],
      cpu: "${var.service_cpu}",
      memory: "${var.service_memory}",
      execution_role_arn: "${aws_iam_role.roles_execution_29854AAB.arn}",
      task_role_arn: "${aws_iam_role.roles_task_46C17C41.arn}",
      // The article has no migration container: its MLflow upgraded the schema while it served.
      container_definitions: [
        { name: "migration" },
        { name: "mlflow", essential: true, entryPoint: ["sh", "-c"] },
        { name: "oauth2-proxy", essential: true, portMappings: [{ containerPort: 8080 }] },
      ],
    },
  },
  {
    article: "aws_ecs_service.mlflow",
    is: "aws_ecs_service.service",
    with: {
      cluster: "${aws_ecs_cluster.service_cluster_B81F1F5D.id}",
      task_definition: "${aws_ecs_task_definition.service_task-definition_1CDBFD24.arn}",
      launch_type: "FARGATE",
      network_configuration: {
        assign_public_ip: true,
        security_groups: ["${aws_security_group.service_security-group_3A537956.id}"],
        subnets: ["${aws_subnet.network_public_a_E888F24C.id}", "${aws_subnet.network_public_b_24D7AF10.id}"],
      },
      load_balancer: [
        {
          container_name: "oauth2-proxy",
          container_port: 8080,
          target_group_arn: "${aws_lb_target_group.load-balancer_target-group_2EB1ED9E.arn}",
        },
      ],
    },
  },
  {
    article: "aws_appautoscaling_target.mlflow",
    is: "aws_appautoscaling_target.scaling",
    with: {
      service_namespace: "ecs",
      resource_id: "service/${aws_ecs_cluster.service_cluster_B81F1F5D.name}/${aws_ecs_service.service.name}",
      scalable_dimension: "ecs:service:DesiredCount",
      min_capacity: "${var.service_min_capacity}",
      max_capacity: "${var.service_max_capacity}",
    },
  },
  {
    article: "aws_security_group.ecs_service",
    is: "aws_security_group.service_security-group_3A537956",
    with: { name: "${var.unique_name}-ecs-service", vpc_id: "${aws_vpc.network.id}" },
  },
  {
    article: "aws_security_group.lb",
    is: "aws_security_group.load-balancer_security-group_80A0008E",
    with: { name: "${var.unique_name}-lb", vpc_id: "${aws_vpc.network.id}" },
  },
  {
    article: "aws_security_group.rds",
    is: "aws_security_group.database_security-group_BF0DE645",
    with: { name: "${var.unique_name}-rds", vpc_id: "${aws_vpc.network.id}" },
  },
  {
    article: "aws_lb.mlflow",
    is: "aws_lb.load-balancer",
    with: {
      name: "${var.unique_name}",
      internal: "${var.load_balancer_is_internal}",
      load_balancer_type: "application",
      security_groups: ["${aws_security_group.load-balancer_security-group_80A0008E.id}"],
    },
  },
  {
    article: "aws_lb_target_group.mlflow",
    is: "aws_lb_target_group.load-balancer_target-group_2EB1ED9E",
    with: {
      port: 8080,
      protocol: "HTTP",
      target_type: "ip",
      vpc_id: "${aws_vpc.network.id}",
      health_check: { path: "/ping" },
    },
  },
  {
    article: "aws_lb_listener.https",
    is: "aws_lb_listener.load-balancer_https_7F5E2DEF",
    with: {
      load_balancer_arn: "${aws_lb.load-balancer.arn}",
      port: 443,
      protocol: "HTTPS",
      certificate_arn: "${data.aws_acm_certificate.certificate_domain.arn}",
    },
  },
  {
    article: "aws_route53_record.mlflow_record",
    is: "aws_route53_record.dns-record",
    with: {
      zone_id: "${data.aws_route53_zone.hosted_zone.zone_id}",
      name: "${var.dns_record_name}.${var.domain}",
      type: "A",
      alias: {
        name: "${aws_lb.load-balancer.dns_name}",
        zone_id: "${aws_lb.load-balancer.zone_id}",
        evaluate_target_health: true,
      },
    },
  },
  {
    article: "aws_db_subnet_group.rds",
    is: "aws_db_subnet_group.database_subnet-group_706EB4D1",
    with: {
      name: "${var.unique_name}-rds",
      subnet_ids: ["${aws_subnet.network_database_a_18C2B233.id}", "${aws_subnet.network_database_b_B383F6DC.id}"],
    },
  },
  {
    article: "aws_rds_cluster.backend_store",
    is: "aws_rds_cluster.database",
    with: {
      cluster_identifier: "${var.unique_name}",
      engine: "aurora-mysql",
      port: 3306,
      master_username: "ecs_task",
      database_name: "mlflow",
      apply_immediately: true,
      backup_retention_period: 14,
      skip_final_snapshot: "${var.database_skip_final_snapshot}",
      db_subnet_group_name: "${aws_db_subnet_group.database_subnet-group_706EB4D1.name}",
      vpc_security_group_ids: ["${aws_security_group.database_security-group_BF0DE645.id}"],
      // Serverless v2 instead of v1, which AWS has ended. The article sets no minimum.
      serverlessv2_scaling_configuration: {
        min_capacity: "${(var.database_auto_pause ? 0 : 0.5)}",
        max_capacity: "${var.database_max_capacity}",
        seconds_until_auto_pause: "${(var.database_auto_pause ? var.database_seconds_until_auto_pause : null)}",
      },
    },
  },
  {
    article: "aws_s3_bucket.artifacts",
    is: "aws_s3_bucket.artifacts",
    with: { bucket_prefix: "${var.unique_name}-artifacts-" },
  },
  {
    article: "aws_s3_bucket_public_access_block.this",
    is: "aws_s3_bucket_public_access_block.artifacts_public-access-block_A0DA185D",
    with: {
      bucket: "${aws_s3_bucket.artifacts.id}",
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    },
  },
];
