import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { Context, Finding } from "./check";
import { findingsOf } from "./finding";

const say = findingsOf("secrets");
const OF_AWS = /(^|:)alias\/aws\/secretsmanager$/;

/** The execution role may decrypt with the key of `kms_key_arn` and with no other. */
export async function keyFault(
  { aws, variables }: Context,
  secretId: string,
  keyId: string | undefined,
): Promise<Finding | undefined> {
  if (keyId === undefined || OF_AWS.test(keyId)) return undefined;
  const { KeyMetadata: key } = await aws.kms.send(new DescribeKeyCommand({ KeyId: keyId }));
  if (key?.KeyManager === "AWS") return undefined;
  return judgeKey(secretId, key?.Arn ?? keyId, variables.text("kms_key_arn"));
}

/** @param given value of `kms_key_arn`; `undefined`: the stack has no such variable */
export function judgeKey(secretId: string, keyArn: string, given: string | undefined): Finding | undefined {
  if (keyArn === given) return undefined;
  const toAws = `aws secretsmanager update-secret --secret-id ${secretId} --kms-key-id alias/aws/secretsmanager`;
  if (given === undefined) {
    return say.problem(
      `the secret ${secretId} is encrypted with the KMS key ${keyArn}, with which the tasks may not decrypt.`,
      `Set encryptionKey: "given" in main.ts and kms_key_arn to that key, or encrypt the secret with AWS's own: ${toAws}`,
    );
  }
  return say.problem(
    `the secret ${secretId} is encrypted with the KMS key ${keyArn}, but the tasks may decrypt with kms_key_arn only, ${given}.`,
    `Encrypt the secret with that key: aws secretsmanager update-secret --secret-id ${secretId} --kms-key-id ${given}`,
  );
}
