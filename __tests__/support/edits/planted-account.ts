import { JsonObject, object, parse } from "../stack-json";
import { forgetting, override, PlantedEdit, remembering, replacing } from "./planted-edit";

const BOUNDARY = "arn:aws:iam::123456789012:policy/bound";
const TASK_ROLE = "aws_iam_role.roles_task_46C17C41";
const TASK_POLICY = "aws_iam_role_policy.roles_task_artifacts_83A04BD8";
const MLFLOW_LOGS = "containers_mlflow-logs_9310744A";
const FLOW_LOGS = "aws_cloudwatch_log_group.network_flow-log_logs_506BFA9B";

/** Command of the shell that finds the artifact bucket. */
const ARTIFACTS = `bucket=$(aws s3api list-buckets --query 'Buckets[?starts_with(Name, \`oauth2-mlflow-artifacts-\`)].Name' --output text)`;

/** Edits of roles and what they may do. */
const PERMISSIONS: readonly PlantedEdit[] = [
  {
    name: "boundary-set",
    title: "The roles get a permissions boundary",
    variables: { iam_permissions_boundary_arn: BOUNDARY },
  },
  {
    name: "boundary-dropped",
    title: "The task role had a permissions boundary",
    state: remembering(TASK_ROLE, (attributes) => ({ ...attributes, permissions_boundary: BOUNDARY })),
  },
  {
    name: "hidden-policy",
    title: "A policy that names something new",
    code: override({
      "aws_cloudwatch_log_group.extra": { name_prefix: "extra" },
      [`${TASK_POLICY}.policy`]: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: ["*", "${aws_cloudwatch_log_group.extra.arn}"] }],
      }),
    }),
  },
  {
    name: "policy-attached",
    title: "The tasks become administrators",
    code: override({
      "aws_iam_role_policy_attachment.admin": {
        role: `\${${TASK_ROLE}.name}`,
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      },
    }),
  },
  {
    name: "policy-everywhere",
    title: "The tasks may list every bucket",
    json: [
      replacing(
        TASK_POLICY,
        "policy",
        '"Resource":${jsonencode(tostring(aws_s3_bucket.artifacts.arn))}',
        '"Resource":"*"',
      ),
    ],
  },
  {
    name: "policy-widened",
    title: "The tasks may do more with artifacts",
    json: [replacing(TASK_POLICY, "policy", '"s3:GetObject"', '"s3:*","iam:PassRole"')],
  },
  {
    name: "trust-widened",
    title: "Another account may take the task role",
    json: [
      replacing(
        TASK_ROLE,
        "assume_role_policy",
        '"Principal":{"Service":"ecs-tasks.amazonaws.com"}',
        '"Principal":{"Service":"ecs-tasks.amazonaws.com","AWS":"arn:aws:iam::999999999999:root"}',
      ),
    ],
  },
];

/** Edits of logs and of what Terraform manages. */
const RECORDS: readonly PlantedEdit[] = [
  {
    name: "flow-log-deleted",
    title: "The flow log goes",
    code: override({
      aws_flow_log: undefined,
      [FLOW_LOGS]: undefined,
      "aws_iam_role.network_flow-log_role_7465F8A7": undefined,
      "aws_iam_role_policy.network_flow-log_role_write-logs_D8D4828C": undefined,
    }),
  },
  {
    name: "log-group-imported",
    title: "A log group that is there is imported",
    code: (stack): void => {
      stack.addOverride("import", [{ to: FLOW_LOGS, id: "/aws/vpc/flow-log/oauth2-mlflow" }]);
    },
    state: forgetting(FLOW_LOGS),
  },
  {
    name: "log-group-moved",
    title: "A log group moves to another address",
    json: [moveLogs],
  },
  {
    name: "logs-shortened",
    title: "Logs are kept for a week only",
    variables: { service_log_retention_in_days: 7 },
  },
  {
    name: "targeted",
    title: "Only a part is planned",
    variables: { service_log_retention_in_days: 90 },
    target: FLOW_LOGS,
  },
  {
    name: "retention-changed-outside",
    title: "Somebody shortened the logs by hand, and the plan lengthens them",
    variables: { service_log_retention_in_days: 60 },
    byHand: { change: keepLogs(14), back: keepLogs(30) },
  },
  {
    name: "access-block-deleted-outside",
    title: "Somebody removed the bucket's public access block by hand, and the plan makes it anew",
    byHand: {
      change: `${ARTIFACTS}
        aws s3api delete-public-access-block --bucket "$bucket"`,
      back: `${ARTIFACTS}
        aws s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \\
          BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    },
  },
];

/** Edits of permissions, logs and the account itself. */
export const PLANTED_ACCOUNT: readonly PlantedEdit[] = [...PERMISSIONS, ...RECORDS];

function moveLogs(document: JsonObject): JsonObject {
  const renamed = JSON.stringify(document).replaceAll(MLFLOW_LOGS, "renamed");
  const moved = [{ from: `aws_cloudwatch_log_group.${MLFLOW_LOGS}`, to: "aws_cloudwatch_log_group.renamed" }];
  return { ...object(parse(renamed)), moved };
}

/** Commands of the shell that set how many days all logs are kept. */
function keepLogs(days: number): string {
  return `for group in $(aws logs describe-log-groups --query 'logGroups[].logGroupName' --output text); do
    aws logs put-retention-policy --log-group-name "$group" --retention-in-days ${days}
  done`;
}
