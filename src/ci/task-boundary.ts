import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { policyDocument, PolicyStatement } from "../terraform/iam-policy";
import { allow, artifactBucketArns, CiScope, logGroupArns, serverKeysArns, useKey } from "./permissions/scope";

/** The most that roles may do which CI makes: what the roles of an mlflow stack need, whatever is written into them. */
export class TaskBoundary extends Construct {
  readonly resource: IamPolicy;

  constructor(scope: Construct, id: string, ciScope: CiScope) {
    super(scope, id);
    this.resource = new IamPolicy(this, "Default", {
      namePrefix: "mlflow-tasks-",
      path: ciScope.rolePath,
      description: "The most that a role may do which CI makes for MLflow",
      policy: policyDocument(boundaryStatements(ciScope)),
    });
  }
}

function boundaryStatements(scope: CiScope): readonly PolicyStatement[] {
  const { aws } = scope;
  const buckets = artifactBucketArns(scope);
  const groups = logGroupArns(scope);
  return [
    allow(["secretsmanager:GetSecretValue"], [...scope.secretArns, ...serverKeysArns(scope)]),
    allow(
      ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      groups.flatMap((arn) => [arn, `${arn}:*`]),
    ),
    allow(["logs:DescribeLogGroups"], [aws.arn("logs", "log-group:*")]),
    allow(["ecr:GetAuthorizationToken"], ["*"]),
    allow(
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      [`arn:${aws.partition}:ecr:*:*:repository/*`],
    ),
    allow(
      ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      buckets.map((arn) => `${arn}/*`),
    ),
    allow(["s3:ListBucket"], buckets),
    ...useKey(scope, ["kms:Decrypt", "kms:GenerateDataKey"], ["s3", "secretsmanager"]),
  ];
}
