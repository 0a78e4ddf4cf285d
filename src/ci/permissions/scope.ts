import { AwsContext } from "../../terraform/aws-context";
import { PolicyStatement } from "../../terraform/iam-policy";
import { CiStack } from "../ci-stack";

/** What the permissions of both roles are about. */
export interface CiScope {
  readonly aws: AwsContext;
  readonly stacks: readonly Required<CiStack>[];
  /** Path of the stacks' roles. */
  readonly rolePath: string;
  /** Value of the tag `project`, which everything in the stacks' networks has. */
  readonly project: string;
  /** Complete ARNs of the four secrets. */
  readonly secretArns: readonly string[];
  readonly databasePasswordArn: string;
  /** ARN of the key that encrypts all of it; `undefined`: AWS's own keys, which ask nobody. */
  readonly keyArn: string | undefined;
}

/** Bucket and lock table of the states. */
export interface StatePlace {
  readonly bucketArn: string;
  readonly bucketName: string;
  readonly tableArn: string;
}

type Condition = NonNullable<PolicyStatement["Condition"]>;

/** One statement that allows. */
export function allow(
  actions: readonly string[],
  resources: readonly string[],
  condition?: Condition,
): PolicyStatement {
  return {
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}

/** `of` for each stack, as one list. */
export function ofEach({ stacks }: CiScope, of: (stack: Required<CiStack>) => readonly string[]): readonly string[] {
  return stacks.flatMap(of);
}

/** Kinds of the three roles of a stack, in the order of `TaskRoles` and `FlowLog`. */
const ROLE_KINDS = ["ecs-execution", "ecs-task", "flow-log"] as const;

/** ARNs of exactly the roles that the stacks make. A pattern on their names could match the roles of CI. */
export function roleArns(scope: CiScope, kinds: readonly string[] = ROLE_KINDS): readonly string[] {
  const { aws, rolePath } = scope;
  return ofEach(scope, ({ uniqueName }) =>
    kinds.map(
      (kind) => `arn:${aws.partition}:iam::${aws.accountId}:role${rolePath}${uniqueName}-${aws.region}-${kind}`,
    ),
  );
}

/** ARNs of the stacks' log groups. */
export function logGroupArns(scope: CiScope): readonly string[] {
  return ofEach(scope, ({ uniqueName }) =>
    ["/aws/ecs/mlflow", "/aws/ecs/oauth2-proxy", "/aws/vpc/flow-log"].map((group) =>
      scope.aws.arn("logs", `log-group:${group}/${uniqueName}`),
    ),
  );
}

/** ARNs of the stacks' artifact buckets, whose names AWS completes. */
export function artifactBucketArns(scope: CiScope): readonly string[] {
  return ofEach(scope, ({ uniqueName }) => [`arn:${scope.aws.partition}:s3:::${uniqueName}-artifacts-*`]);
}

/** ARNs of the secrets with the servers' keys, whose names AWS completes. */
export function serverKeysArns(scope: CiScope): readonly string[] {
  return ofEach(scope, ({ uniqueName }) => [scope.aws.arn("secretsmanager", `secret:${uniqueName}-server-keys-*`)]);
}

/** ARNs of the stacks' clusters and services in ECS. */
export function ecsArns(scope: CiScope): readonly string[] {
  return ofEach(scope, ({ uniqueName }) =>
    [`cluster/${uniqueName}`, `service/${uniqueName}/${uniqueName}`].map((name) => scope.aws.arn("ecs", name)),
  );
}

/** ARNs of the stacks' databases and of what belongs to them. */
export function databaseArns(scope: CiScope): readonly string[] {
  return ofEach(scope, ({ uniqueName }) =>
    [`cluster:${uniqueName}`, `db:${uniqueName}-*`, `cluster-pg:${uniqueName}-*`, `subgrp:${uniqueName}-*`].map(
      (name) => scope.aws.arn("rds", name),
    ),
  );
}

/** Use of the key by way of some services, for example `s3`. Nothing when there is none. */
export function useKey(
  { aws, keyArn }: CiScope,
  actions: readonly string[],
  services: readonly string[],
): readonly PolicyStatement[] {
  if (keyArn === undefined) return [];
  const via = services.map((service) => `${service}.${aws.region}.amazonaws.com`);
  return [allow(actions, [keyArn], { StringEquals: { "kms:ViaService": via } })];
}
