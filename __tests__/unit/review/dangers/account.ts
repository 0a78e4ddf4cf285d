import { Recording } from "./recording";

/** Dangers of permissions, logs, drift and the plan itself: the recorded plan, and exactly what is found in it. */
export const ACCOUNT: Readonly<Record<string, Recording>> = {
  "boundary-dropped": {
    "refuse permissions-boundary-changed": [
      'aws_iam_role.roles_task: permissions_boundary: "arn:aws:iam::123456789012:policy/bound" -> nothing.',
    ],
  },
  "flow-log-deleted": {
    "human logs-lost": [
      "aws_cloudwatch_log_group.network_flow-log_logs: The aws_cloudwatch_log_group is deleted.",
      "aws_flow_log.network_flow-log: The aws_flow_log is deleted.",
    ],
  },
  "hidden-policy": {
    "human known-after-apply": ["aws_iam_role_policy.roles_task_artifacts: Not known yet: policy."],
  },
  "log-group-imported": {
    "human resource-imported": [
      "aws_cloudwatch_log_group.network_flow-log_logs: The aws_cloudwatch_log_group is imported as it is.",
    ],
  },
  "logs-shortened": {
    "human log-retention-lowered": [
      "aws_cloudwatch_log_group.containers_mlflow-logs: retention_in_days: 30 -> 7.",
      "aws_cloudwatch_log_group.containers_oauth2-proxy-logs: retention_in_days: 30 -> 7.",
      "aws_cloudwatch_log_group.network_flow-log_logs: retention_in_days: 30 -> 7.",
    ],
  },
  "policy-attached": {
    "refuse iam-wildcard": [
      "aws_iam_role_policy_attachment.admin: New: the policy arn:aws:iam::aws:policy/AdministratorAccess.",
    ],
  },
  "policy-everywhere": {
    "refuse iam-wildcard": [
      'aws_iam_role_policy.roles_task_artifacts: New: s3:ListBucket on * if {"StringLike":{"s3:prefix":"*"}}.',
    ],
  },
  "policy-widened": {
    "refuse iam-wildcard": [
      "aws_iam_role_policy.roles_task_artifacts: New: s3:* on arn:aws:s3:::oauth2-mlflow-artifacts-00000000000000000000000001/*.",
    ],
    "human iam-permission-added": [
      "aws_iam_role_policy.roles_task_artifacts: New: iam:PassRole on arn:aws:s3:::oauth2-mlflow-artifacts-00000000000000000000000001/*.",
    ],
  },
  "retention-changed-outside": {
    "human drift-undone": [
      "aws_cloudwatch_log_group.containers_mlflow-logs: retention_in_days is 14 by a change outside, and becomes 60.",
      "aws_cloudwatch_log_group.containers_oauth2-proxy-logs: retention_in_days is 14 by a change outside, and becomes 60.",
      "aws_cloudwatch_log_group.network_flow-log_logs: retention_in_days is 14 by a change outside, and becomes 60.",
    ],
  },
  "access-block-deleted-outside": {
    "human drift-undone": [
      "aws_s3_bucket_public_access_block.artifacts_public-access-block: The aws_s3_bucket_public_access_block was deleted outside; it is made anew.",
    ],
  },
  targeted: {
    "human plan-incomplete": ["the plan: Terraform says that the plan is not complete."],
  },
  "trust-widened": {
    "refuse trust-widened": [
      'aws_iam_role.roles_task: It trusts AWS:arn:aws:iam::999999999999:root if {"ArnLike":{"aws:SourceArn":"arn:aws:ecs:eu-west-1:123456789012:*"},"StringEquals":{"aws:SourceAccount":"123456789012"}}.',
    ],
  },
};
