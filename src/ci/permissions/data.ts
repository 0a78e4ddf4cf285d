import { PolicyStatement } from "../../terraform/iam-policy";
import { allow, artifactBucketArns, CiScope, databaseArns, ofEach, serverKeysArns, useKey } from "./scope";

/** To make and change what holds data. Nothing here deletes any: that is a person's work. */
export function dataWrites(scope: CiScope): readonly PolicyStatement[] {
  const { aws } = scope;
  // AWS also asks for the groups that a cluster and its instances have without our saying so.
  const databases = [...databaseArns(scope), aws.arn("rds", "og:default:*"), aws.arn("rds", "pg:default.*")];
  return [
    allow(
      [
        "rds:AddTagsToResource",
        "rds:CreateDBCluster",
        "rds:CreateDBClusterParameterGroup",
        "rds:CreateDBInstance",
        "rds:CreateDBSubnetGroup",
        "rds:ModifyDBCluster",
        "rds:ModifyDBClusterParameterGroup",
        "rds:ModifyDBInstance",
        "rds:RemoveTagsFromResource",
      ],
      databases,
    ),
    allow(["rds:RestoreDBClusterFromSnapshot"], [...databases, aws.arn("rds", "cluster-snapshot:*")]),
    // The second instance, when the profile is economy again. The data is the cluster's.
    allow(
      ["rds:DeleteDBInstance"],
      ofEach(scope, ({ uniqueName }) => [aws.arn("rds", `db:${uniqueName}-2`)]),
    ),
    allow(
      [
        "s3:CreateBucket",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
      ],
      artifactBucketArns(scope),
    ),
    allow(
      [
        "secretsmanager:CreateSecret",
        "secretsmanager:PutSecretValue",
        "secretsmanager:TagResource",
        "secretsmanager:UntagResource",
      ],
      serverKeysArns(scope),
    ),
    ...useKey(scope, ["kms:Decrypt", "kms:GenerateDataKey"], ["rds", "secretsmanager"]),
    ...grantKey(scope),
  ];
}

/** RDS keeps using the key after the call, by a grant. */
function grantKey({ aws, keyArn }: CiScope): readonly PolicyStatement[] {
  if (keyArn === undefined) return [];
  return [
    allow(["kms:CreateGrant"], [keyArn], {
      StringEquals: { "kms:ViaService": `rds.${aws.region}.amazonaws.com` },
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
  ];
}
