import { PolicyStatement } from "../../terraform/iam-policy";
import { allow, CiScope, roleArns } from "./scope";

/** Roles that AWS makes with the first such resource of an account. */
const SERVICE_LINKED = [
  "ecs.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
  "rds.amazonaws.com",
] as const;

/**
 * The stacks' own roles, and only as long as the boundary bounds them: who may write the policies of a role and run
 * tasks with it has whatever that role may have.
 *
 * @param boundaryArn ARN of that policy
 */
export function roleWrites(scope: CiScope, boundaryArn: string): readonly PolicyStatement[] {
  const { aws } = scope;
  const linked = SERVICE_LINKED.map(
    (service) => `arn:${aws.partition}:iam::${aws.accountId}:role/aws-service-role/${service}/*`,
  );
  return [
    allow(
      ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      roleArns(scope),
      { StringEquals: { "iam:PermissionsBoundary": boundaryArn } },
    ),
    allow(["iam:DeleteRole", "iam:ListInstanceProfilesForRole", "iam:TagRole", "iam:UntagRole"], roleArns(scope)),
    passTo(scope, "ecs-tasks.amazonaws.com", ["ecs-execution", "ecs-task"]),
    passTo(scope, "vpc-flow-logs.amazonaws.com", ["flow-log"]),
    allow(["iam:CreateServiceLinkedRole"], linked, { StringEquals: { "iam:AWSServiceName": SERVICE_LINKED } }),
  ];
}

function passTo(scope: CiScope, service: string, kinds: readonly string[]): PolicyStatement {
  return allow(["iam:PassRole"], roleArns(scope, kinds), { StringEquals: { "iam:PassedToService": service } });
}
