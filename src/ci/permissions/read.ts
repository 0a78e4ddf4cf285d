import { PolicyStatement } from "../../terraform/iam-policy";
import {
  allow,
  artifactBucketArns,
  CiScope,
  databaseArns,
  ecsArns,
  logGroupArns,
  roleArns,
  serverKeysArns,
  useKey,
} from "./scope";

/** Reads for which AWS knows no resource, or none that could be known before. They read settings, and no data. */
const UNLIMITED_READS: readonly string[] = [
  "acm:ListCertificates",
  "application-autoscaling:DescribeScalableTargets",
  "application-autoscaling:DescribeScalingPolicies",
  "ec2:DescribeAddresses",
  "ec2:DescribeAddressesAttribute",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribePrefixLists",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcs",
  "ecs:DescribeTaskDefinition",
  "elasticloadbalancing:DescribeCapacityReservation",
  "elasticloadbalancing:DescribeListenerAttributes",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTags",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
  "route53:ListHostedZones",
  // Opens nothing: it makes a value and keeps none. The stack's ephemeral resources call it at plan, too.
  "secretsmanager:GetRandomPassword",
];

/** What a plan reads beyond the stacks: lists, and what the stacks look up. */
export function unlimitedReads({ aws }: CiScope): readonly PolicyStatement[] {
  return [
    allow(UNLIMITED_READS, ["*"]),
    allow(
      ["acm:DescribeCertificate", "acm:GetCertificate", "acm:ListTagsForCertificate"],
      [aws.arn("acm", "certificate/*")],
    ),
    allow(["application-autoscaling:ListTagsForResource"], [aws.arn("application-autoscaling", "scalable-target/*")]),
    allow(["ec2:DescribeVpcAttribute"], [aws.arn("ec2", "vpc/*")]),
    allow(["logs:DescribeLogGroups"], [aws.arn("logs", "log-group:*")]),
    allow(["rds:DescribeDBClusterSnapshots"], [aws.arn("rds", "cluster-snapshot:*")]),
    // The provider asks whether a cluster is part of one. They belong to no region.
    allow(["rds:DescribeGlobalClusters"], [`arn:${aws.partition}:rds::${aws.accountId}:global-cluster:*`]),
    allow(
      ["route53:GetHostedZone", "route53:ListResourceRecordSets", "route53:ListTagsForResource"],
      [`arn:${aws.partition}:route53:::hostedzone/*`],
    ),
  ];
}

/** What a refresh reads of the stacks themselves. */
export function refreshReads(scope: CiScope): readonly PolicyStatement[] {
  return [
    allow(["ecs:DescribeClusters", "ecs:DescribeServices"], ecsArns(scope)),
    allow(
      ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      roleArns(scope),
    ),
    allow(["logs:ListTagsForResource"], logGroupArns(scope)),
    allow(
      [
        "rds:DescribeDBClusterParameterGroups",
        "rds:DescribeDBClusterParameters",
        "rds:DescribeDBClusters",
        "rds:DescribeDBInstances",
        "rds:DescribeDBSubnetGroups",
        "rds:ListTagsForResource",
      ],
      databaseArns(scope),
    ),
    allow(
      [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
      ],
      artifactBucketArns(scope),
    ),
  ];
}

/** The secrets: what they are of all, and the values of two kinds, without which nothing can be planned. */
export function secretReads(scope: CiScope): readonly PolicyStatement[] {
  const serverKeys = serverKeysArns(scope);
  return [
    allow(["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"], [...scope.secretArns, ...serverKeys]),
    // The password is an ephemeral resource, which opens at plan; the provider reads what it wrote into the server keys.
    allow(["secretsmanager:GetSecretValue"], [scope.databasePasswordArn, ...serverKeys]),
    ...(scope.keyArn === undefined ? [] : [allow(["kms:DescribeKey"], [scope.keyArn])]),
    ...useKey(scope, ["kms:Decrypt"], ["dynamodb", "s3", "secretsmanager"]),
  ];
}
