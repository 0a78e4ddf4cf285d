import { FinderTable } from "./finder";
import { DATA_FINDERS } from "./finders-data";
import { EDGE_FINDERS } from "./finders-edge";
import { NETWORK_FINDERS } from "./finders-network";
import { SECURITY_GROUP_FINDERS } from "./finders-security-groups";
import { SERVICE_FINDERS } from "./finders-service";

/**
 * What is looked for in the account: everything of both stacks that is billed, holds data, or would make the next apply
 * fail or be there twice. Left out is what the next apply simply writes again (and writes the same):
 *
 * - settings of a bucket (`aws_s3_bucket_*`), role policies, scaling target and policies: each call puts the whole
 * - `aws_default_security_group`, which adopts what every VPC has, and a record with `allow_overwrite`
 * - `aws_acm_certificate_validation`, which only waits
 * - `aws_ecs_task_definition`: one more revision, free and unused
 * - `aws_secretsmanager_secret_version`: importing one would put its value into the plan. The next apply writes a new
 *   version, which becomes the current one
 */
export const FINDERS: FinderTable = {
  ...DATA_FINDERS,
  ...EDGE_FINDERS,
  ...NETWORK_FINDERS,
  ...SECURITY_GROUP_FINDERS,
  ...SERVICE_FINDERS,
};
