import { Recording } from "./recording";

/** Dangers of images and containers: the recorded plan, and exactly what is found in it. */
export const CONTAINERS: Readonly<Record<string, Recording>> = {
  "containers-changed": {
    "refuse task-role-exchanged": [
      'aws_ecs_task_definition.service_task-definition: task_role_arn: "arn:aws:iam::123456789012:role/oauth2-mlflow-eu-west-1-ecs-task" -> "arn:aws:iam::123456789012:role/admin".',
    ],
    "human container-secret-changed": [
      'aws_ecs_task_definition.service_task-definition: oauth2-proxy: OAUTH2_PROXY_COOKIE_SECRET from "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mlflow/oauth2-cookie-secret-000006" -> "arn:aws:secretsmanager:eu-west-1:123456789012:secret:other-000005".',
    ],
    "human container-added": [
      "aws_ecs_task_definition.service_task-definition: helper runs docker.io/somebody/helper:latest.",
    ],
    "human container-program-changed": [
      "aws_ecs_task_definition.service_task-definition: mlflow is started in another way.",
    ],
  },
  "containers-weakened": {
    "refuse mlflow-exposed": ["aws_ecs_task_definition.service_task-definition: mlflow: MLflow listens on 0.0.0.0."],
    "refuse mlflow-hosts-opened": [
      "aws_ecs_task_definition.service_task-definition: mlflow: MLFLOW_SERVER_ALLOWED_HOSTS admits everybody.",
    ],
    "refuse secret-in-plain": [
      "aws_ecs_task_definition.service_task-definition: oauth2-proxy: the value of API_TOKEN is in plain sight, the value of OAUTH2_PROXY_CLIENT_SECRET is in plain sight.",
    ],
    "refuse container-hardening-lost": [
      "aws_ecs_task_definition.service_task-definition: migration: its root file system can be written, it is privileged, it keeps Linux capabilities, it gets the Linux capability SYS_PTRACE, it runs as root.",
      "aws_ecs_task_definition.service_task-definition: mlflow: its root file system can be written, it is privileged, it keeps Linux capabilities, it gets the Linux capability SYS_PTRACE, it runs as root.",
      "aws_ecs_task_definition.service_task-definition: oauth2-proxy: its root file system can be written, it is privileged, it keeps Linux capabilities, it gets the Linux capability SYS_PTRACE, it runs as root.",
    ],
    "human login-setting-changed": [
      "aws_ecs_task_definition.service_task-definition: --client-secret: not set -> a value that is not shown.",
    ],
    "human container-logs-lost": [
      "aws_ecs_task_definition.service_task-definition: oauth2-proxy: awslogs /aws/ecs/oauth2-proxy/oauth2-mlflow -> awslogs /somewhere/else.",
    ],
  },
  "exec-enabled": {
    "refuse ecs-exec-enabled": ["aws_ecs_service.service: enable_execute_command is on."],
  },
  "images-exchanged": {
    "refuse image-from-elsewhere": [
      "aws_ecs_task_definition.service_task-definition: migration, mlflow: ghcr.io/mlflow/mlflow:v3.16.1-full -> docker.io/somebody/mlflow:v3.16.1-full.",
    ],
    "human image-changed-under-tag": [
      "aws_ecs_task_definition.service_task-definition: oauth2-proxy: quay.io/oauth2-proxy/oauth2-proxy:v7.15.5@sha256:1111111111111111111111111111111111111111111111111111111111111111 -> quay.io/oauth2-proxy/oauth2-proxy:v7.15.5@sha256:2222222222222222222222222222222222222222222222222222222222222222.",
    ],
  },
  "mlflow-down": {
    "refuse mlflow-downgrade": [
      "aws_ecs_task_definition.service_task-definition: migration, mlflow: ghcr.io/mlflow/mlflow:v3.16.1-full -> ghcr.io/mlflow/mlflow:v3.15.0-full.",
    ],
  },
};
