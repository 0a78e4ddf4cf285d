import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import { Construct } from "constructs";
import { AwsContext } from "../terraform/aws-context";
import { PolicyStatement } from "../terraform/iam-policy";
import { nameAfterVariable } from "../terraform/lookup";

/**
 * Whose key encrypts what is stored.
 *
 * - `aws`: AWS's own, at no cost
 * - `given`: the KMS key of the variable `kms_key_arn`, for database, artifacts, server keys and logs
 */
export type EncryptionKeySource = "aws" | "given";

/** A KMS key that exists before the stack, refused at plan when it cannot encrypt. */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    arn: string,
    private readonly aws: AwsContext,
  ) {
    super(scope, id);
    const key = new DataAwsKmsKey(this, "Default", {
      keyId: arn,
      lifecycle: {
        postcondition: [
          {
            condition:
              '${self.enabled && self.key_usage == "ENCRYPT_DECRYPT" && self.customer_master_key_spec == "SYMMETRIC_DEFAULT" && self.key_manager == "CUSTOMER"}',
            errorMessage:
              "The key of kms_key_arn is disabled, asymmetric, not for encryption or one of AWS's own. Give an enabled symmetric encryption key of your own.",
          },
        ],
      },
    });
    nameAfterVariable(key, "kms_key_arn");
    this.arn = key.arn;
  }

  /** What a role needs to work with encrypted things, by way of one AWS service only, for example `s3`. */
  use(service: string, actions: readonly string[]): PolicyStatement {
    return {
      Effect: "Allow",
      Action: actions,
      Resource: this.arn,
      Condition: { StringEquals: { "kms:ViaService": `${service}.${this.aws.region}.amazonaws.com` } },
    };
  }
}
