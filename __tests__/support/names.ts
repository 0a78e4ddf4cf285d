import { leaves } from "./json-walk";
import { StackJson, text } from "./stack-json";

/** A name that uses all that `unique_name` may be. */
export const LONGEST_PREFIX = "a23456-89012-4567890-234";

/** As long as names of regions get: `ap-northeast-1`, `ap-southeast-1`. */
const LONGEST_REGION = "ap-southeast-1";

/** What AWS and Terraform put behind a prefix: 26 characters. */
const GENERATED = "20261124150405123400000001";

interface Limit {
  readonly longest: number;
  readonly form: RegExp;
}

const DASHED = /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/;
const RDS = /^[a-z](-?[a-z0-9])*$/;
const ECS = /^[A-Za-z0-9_-]+$/;
const IAM = /^[\w+=,.@-]+$/;

/** The limits of AWS for what the stack names, by type and attribute. Prefixes are checked with what follows them. */
export const LIMITS: Readonly<Record<string, Limit>> = {
  "aws_lb.name": { longest: 32, form: DASHED },
  "aws_lb_target_group.name_prefix": { longest: 32, form: DASHED },
  "aws_ecs_cluster.name": { longest: 255, form: ECS },
  "aws_ecs_service.name": { longest: 255, form: ECS },
  "aws_ecs_task_definition.family": { longest: 255, form: ECS },
  "aws_iam_role.name": { longest: 64, form: IAM },
  "aws_iam_role.name_prefix": { longest: 64, form: IAM },
  "aws_iam_policy.name_prefix": { longest: 128, form: IAM },
  "aws_iam_role_policy.name": { longest: 128, form: IAM },
  "aws_appautoscaling_policy.name": { longest: 255, form: IAM },
  "aws_rds_cluster.cluster_identifier": { longest: 63, form: RDS },
  "aws_rds_cluster.final_snapshot_identifier": { longest: 255, form: RDS },
  "aws_rds_cluster.database_name": { longest: 64, form: /^[A-Za-z][A-Za-z0-9_]*$/ },
  "aws_rds_cluster.master_username": { longest: 16, form: /^(?!rdsadmin$)[A-Za-z][A-Za-z0-9_]*$/ },
  "aws_rds_cluster_instance.identifier": { longest: 63, form: RDS },
  "aws_rds_cluster_parameter_group.name_prefix": { longest: 63, form: RDS },
  "aws_db_subnet_group.name": { longest: 255, form: /^(?!default$)[a-z][a-z0-9._ -]*$/ },
  "aws_s3_bucket.bucket_prefix": { longest: 63, form: /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]*[a-z0-9]$/ },
  "aws_cloudwatch_log_group.name": { longest: 512, form: /^[A-Za-z0-9._/#-]+$/ },
  "aws_security_group.name": { longest: 255, form: /^(?!sg-)[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]+$/ },
  "aws_s3_bucket.bucket": { longest: 63, form: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/ },
  "aws_dynamodb_table.name": { longest: 255, form: /^[A-Za-z0-9_.-]{3,}$/ },
  "aws_secretsmanager_secret.name": { longest: 512, form: /^[A-Za-z0-9/_+=.@-]+$/ },
  "aws_secretsmanager_secret.name_prefix": { longest: 512, form: /^[A-Za-z0-9/_+=.@-]+$/ },
  "tags.Name": { longest: 256, form: /^[A-Za-z0-9 _.:/=+@-]+$/ },
};

/** One name that the stack gives something. */
export interface Name {
  readonly address: string;
  /** Type and attribute, as LIMITS has them. */
  readonly attribute: string;
  readonly name: string;
}

/** Every string attribute of a resource that a limit or the prefix is about. */
export function namesOf(stack: StackJson): Name[] {
  return stack.resources().flatMap(({ address, type, attributes }) =>
    leaves(attributes).flatMap(({ path, value }) => {
      const attribute = path[0] === "tags" ? path.join(".") : `${type}.${path.join(".")}`;
      const isName = attribute in LIMITS || (typeof value === "string" && value.includes("${var.unique_name}"));
      return isName ? [{ address, attribute, name: text(value) }] : [];
    }),
  );
}

/** What is wrong with a name at its longest; empty when nothing is. */
export function nameProblems({ attribute, name }: Name): string[] {
  const limit = LIMITS[attribute];
  if (limit === undefined) return [`${attribute} has no limit in the table`];
  const full = fill(name) + (attribute.endsWith("_prefix") ? GENERATED : "");
  return [
    ...(limit.form.test(full) ? [] : [`${full} has characters that AWS refuses`]),
    ...(full.length <= limit.longest ? [] : [`${full} is longer than ${limit.longest}`]),
  ];
}

/** The name as AWS gets it. */
function fill(template: string): string {
  const bucket = `${LONGEST_PREFIX}-artifacts-${GENERATED}`;
  const filled = template
    .replaceAll("${var.unique_name}", LONGEST_PREFIX)
    .replaceAll("${data.aws_region.account_region_154F2A67.id}", LONGEST_REGION)
    .replaceAll("${var.state_bucket_name}", "b".repeat(63))
    .replaceAll("${var.state_lock_table_name}", "t".repeat(255))
    .replaceAll("${var.secret_prefix}", `${"p".repeat(399)}/`)
    .replaceAll("${var.vpc_id}", "vpc-0123456789abcdef0")
    .replaceAll("${aws_s3_bucket.artifacts.id}", bucket);
  if (filled.includes("${")) throw new Error(`not known how long this gets: ${template}`);
  return filled;
}
