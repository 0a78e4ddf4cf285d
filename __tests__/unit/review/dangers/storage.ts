import { Recording } from "./recording";

/** Dangers of databases, buckets, secrets and tables: the recorded plan, and exactly what is found in it. */
export const STORAGE: Readonly<Record<string, Recording>> = {
  "bucket-expires": {
    "refuse bucket-objects-expire": [
      "aws_s3_bucket_lifecycle_configuration.artifacts_lifecycle: Its rule tidy deletes current objects after 30 days.",
    ],
  },
  "bucket-weakened": {
    "refuse bucket-force-destroy": ["aws_s3_bucket.artifacts: force_destroy is turned on."],
    "refuse bucket-versioning-off": [
      'aws_s3_bucket_versioning.artifacts_versioning: The versioning: "Enabled" -> "Suspended".',
    ],
    "refuse bucket-public-access": [
      "aws_s3_bucket_public_access_block.artifacts_public-access-block: Off: block_public_policy, restrict_public_buckets.",
      'aws_s3_bucket_ownership_controls.artifacts_ownership: The object ownership, without which ACLs count: "BucketOwnerEnforced" -> "ObjectWriter".',
    ],
    "refuse bucket-encryption-weakened": [
      "aws_s3_bucket_server_side_encryption_configuration.artifacts_encryption: The aws_s3_bucket_server_side_encryption_configuration is removed.",
    ],
  },
  "bucket-policy-opened": {
    "refuse bucket-policy-weakened": [
      "aws_s3_bucket_policy.artifacts_policy: 2 of its Deny statements are gone or changed.",
    ],
    "refuse resource-policy-opened": ["aws_s3_bucket_policy.artifacts_policy: It admits *."],
  },
  "bucket-replaced": {
    "refuse bucket-lost": [
      "aws_s3_bucket.artifacts: The aws_s3_bucket is deleted and made anew, because it cannot change bucket_prefix in place.",
    ],
    "human database-unprotected": ["aws_rds_cluster.database: deletion_protection: true -> false."],
    "human known-after-apply": [
      "aws_ecs_task_definition.service_task-definition: Not known yet: container_definitions.",
      "aws_iam_role_policy.roles_task_artifacts: Not known yet: policy.",
      "aws_s3_bucket_policy.artifacts_policy: Not known yet: policy.",
    ],
  },
  "database-forgotten": {
    "refuse database-lost": [
      "aws_rds_cluster.database: The aws_rds_cluster leaves Terraform's state and stays in the account.",
    ],
    "refuse network-lost": [
      "aws_db_subnet_group.database_subnet-group: The aws_db_subnet_group leaves Terraform's state and stays in the account.",
    ],
    "human database-instance-replaced": [
      "aws_rds_cluster_instance.database_instance: The aws_rds_cluster_instance leaves Terraform's state and stays in the account.",
    ],
    "human data-elsewhere": [
      "aws_ecs_task_definition.service_task-definition: DB_HOST: oauth2-mlflow.cluster-000000000001.eu-west-1.rds.amazonaws.com -> db.example.com.",
      "aws_ecs_task_definition.service_task-definition: DB_USERNAME: ecs_task -> mlflow.",
    ],
    "human resource-forgotten": [
      "aws_security_group.database_security-group: The aws_security_group leaves Terraform's state and stays in the account.",
    ],
  },
  "database-deposed": {
    "refuse database-lost": [
      "aws_rds_cluster.database: The aws_rds_cluster that an earlier replacement left behind is deleted.",
    ],
  },
  "database-instance-replaced": {
    "human database-instance-replaced": [
      "aws_rds_cluster_instance.database_instance: The aws_rds_cluster_instance is deleted and made anew, because it cannot change identifier in place.",
    ],
  },
  "database-plain": {
    "refuse database-plain-connections": [
      "aws_rds_cluster_parameter_group.database_parameters: require_secure_transport is not ON any more.",
    ],
  },
  "database-public": {
    "refuse database-public": [
      "aws_rds_cluster_instance.database_instance: publicly_accessible is on: the database gets a public address.",
    ],
  },
  "database-restored": {
    "refuse database-lost": [
      "aws_rds_cluster.database: The aws_rds_cluster is deleted and made anew, because it cannot change snapshot_identifier in place.",
    ],
    "refuse database-restored": [
      'aws_rds_cluster.database: snapshot_identifier: nothing -> "before-upgrade". The aws_rds_cluster is deleted and made anew, because it cannot change snapshot_identifier in place.',
    ],
    "human database-unprotected": ["aws_rds_cluster.database: deletion_protection: true -> false."],
    "human database-instance-replaced": [
      "aws_rds_cluster_instance.database_instance: The aws_rds_cluster_instance is deleted and made anew, because it cannot change cluster_identifier in place.",
    ],
    "human known-after-apply": [
      "aws_ecs_task_definition.service_task-definition: Not known yet: container_definitions.",
    ],
  },
  "database-weakened": {
    "human database-backups-weakened": [
      "aws_rds_cluster.database: backup_retention_period in days: 14 -> 1.",
      "aws_rds_cluster.database: Its deletion will leave no final snapshot.",
    ],
  },
  "key-disabled": {
    "refuse key-disabled": ["aws_kms_key.spare: is_enabled is turned off."],
  },
  "network-replaced": {
    "refuse stack-replaced": ["the plan: 30 resources are replaced, 0 deleted, mostly because of vpc_id."],
    "refuse network-lost": [
      "aws_subnet.network_database_a: The aws_subnet is deleted and made anew, because it cannot change vpc_id in place.",
      "aws_subnet.network_database_b: The aws_subnet is deleted and made anew, because it cannot change vpc_id in place.",
      "aws_subnet.network_private_a: The aws_subnet is deleted and made anew, because it cannot change vpc_id in place.",
      "aws_subnet.network_private_b: The aws_subnet is deleted and made anew, because it cannot change vpc_id in place.",
      "aws_subnet.network_public_a: The aws_subnet is deleted and made anew, because it cannot change vpc_id in place.",
      "aws_subnet.network_public_b: The aws_subnet is deleted and made anew, because it cannot change vpc_id in place.",
      "aws_vpc.network: The aws_vpc is deleted and made anew, because it cannot change cidr_block in place.",
    ],
    "human database-unprotected": ["aws_rds_cluster.database: deletion_protection: true -> false."],
    "human logs-lost": [
      "aws_flow_log.network_flow-log: The aws_flow_log is deleted and made anew, because it cannot change vpc_id in place.",
    ],
  },
  "protected-database-replaced": {
    "refuse plan-errored": ["the plan: Terraform says that the plan is errored."],
    "refuse database-lost": [
      "aws_rds_cluster.database: The aws_rds_cluster is deleted and made anew, because it cannot change storage_encrypted in place.",
    ],
    "refuse database-encryption-changed": ["aws_rds_cluster.database: The storage is not encrypted any more."],
  },
  "secret-recovery-short": {
    "human secret-recovery-weakened": ["aws_secretsmanager_secret.server-keys: recovery_window_in_days: 30 -> 7."],
  },
};
