import { DescribeKeyCommand, GetKeyPolicyCommand, KeyMetadata } from "@aws-sdk/client-kms";
import { unlessMissing } from "../aws-errors";
import { Check, Finding } from "./check";
import { findingsOf, unknownVariables } from "./finding";
import { listOf, objectOf, parseJson, textOf } from "./json";

const NAME = "kms-key";
const say = findingsOf(NAME);

/** The given key: enabled, for encryption, and open to CloudWatch Logs. */
export const kmsKey: Check = {
  name: NAME,
  run: async ({ synthesized, variables, aws, region }) => {
    if (!("kms_key_arn" in synthesized.variables)) return [];
    const arn = variables.text("kms_key_arn");
    if (arn === undefined) return unknownVariables(NAME, "kms_key_arn");
    if (arn.split(":")[3] !== region) {
      return [say.problem(`the key ${arn} is not in ${region}.`, "Set kms_key_arn to a key of the stack's region.")];
    }
    const answer = await unlessMissing(aws.kms.send(new DescribeKeyCommand({ KeyId: arn })), "NotFoundException");
    const fault = judgeKeyState(arn, answer?.KeyMetadata);
    if (fault !== undefined) return [fault];
    const { Policy: policy = "{}" } = await aws.kms.send(
      new GetKeyPolicyCommand({ KeyId: arn, PolicyName: "default" }),
    );
    return [judgeKeyPolicy(arn, policy, region)];
  },
};

/** @param key `undefined`: there is none */
export function judgeKeyState(arn: string, key: KeyMetadata | undefined): Finding | undefined {
  if (key === undefined)
    return say.problem(`there is no key ${arn}.`, "Set kms_key_arn to one that aws kms list-keys shows.");
  if (key.KeyState === "PendingDeletion") {
    return say.problem(
      `the key ${arn} is scheduled for deletion.`,
      `Keep it: aws kms cancel-key-deletion --key-id ${arn} && aws kms enable-key --key-id ${arn}`,
    );
  }
  if (key.Enabled !== true)
    return say.problem(`the key ${arn} is disabled.`, `Enable it: aws kms enable-key --key-id ${arn}`);
  const usable =
    key.KeyUsage === "ENCRYPT_DECRYPT" && key.KeySpec === "SYMMETRIC_DEFAULT" && key.KeyManager === "CUSTOMER";
  if (usable) return undefined;
  return say.problem(
    `the key ${arn} is asymmetric, not for encryption, or one of AWS's own.`,
    "Set kms_key_arn to a symmetric encryption key of yours.",
  );
}

/** CloudWatch Logs comes as itself and not as the caller, so that IAM cannot let it in. */
export function judgeKeyPolicy(arn: string, policy: string, region: string): Finding {
  const service = `logs.${region}.amazonaws.com`;
  const letsIn = listOf(objectOf(parseJson(policy)).Statement).some((statement) => {
    const { Effect: effect, Principal: principal, Action: actions } = objectOf(statement);
    const services = [...listOf(objectOf(principal).Service), ...(principal === "*" ? ["*"] : [])].map(textOf);
    return (
      effect === "Allow" &&
      services.some((name) => name === service || name === "*") &&
      listOf(actions).some((action) => /^(\*|kms:\*|kms:Encrypt\*?|kms:GenerateDataKey\*?)$/.test(textOf(action)))
    );
  });
  if (letsIn) return say.ok(`${arn} is enabled and open to CloudWatch Logs.`);
  return say.warning(
    `the policy of the key ${arn} does not seem to let in CloudWatch Logs (${service}), without which no encrypted log group can be made.`,
    `Add a statement with the principal {"Service": "${service}"} and the actions kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe* (aws kms put-key-policy).`,
  );
}
