import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { AwsContext } from "../terraform/aws-context";
import { policyDocument } from "../terraform/iam-policy";

/** What a stack with a key of its own made: after a change of the shape it stays, since all that it encrypted needs it. */
export const OWN_ENCRYPTION_KEY: readonly string[] = ["aws_kms_key.encryption-key"];

/** A KMS key of one's own for state, secrets and, by `kms_key_arn`, for what an mlflow stack stores. */
export class NewEncryptionKey extends Construct {
  readonly resource: KmsKey;

  constructor(
    scope: Construct,
    id: string,
    { aws, protectData }: { readonly aws: AwsContext; readonly protectData: boolean },
  ) {
    super(scope, id);
    this.resource = new KmsKey(this, "Default", {
      description: "Terraform state, secrets and data of MLflow",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(aws),
      lifecycle: { preventDestroy: protectData },
    });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

/** IAM decides who in the account uses the key; CloudWatch Logs needs a statement of its own. */
function keyPolicy(aws: AwsContext): string {
  return policyDocument([
    {
      Sid: "LeaveItToIam",
      Effect: "Allow",
      Principal: { AWS: `arn:${aws.partition}:iam::${aws.accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "EncryptLogs",
      Effect: "Allow",
      Principal: { Service: `logs.${aws.region}.amazonaws.com` },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": aws.arn("logs", "log-group:*") } },
    },
  ]);
}
