import { backendOf } from "../backend";
import type { Context, Finding } from "../check";
import { findingsOf } from "../finding";

/**
 * Terraform writes the state to S3 and then its checksum to DynamoDB. Killed in between it refuses the state for ever.
 *
 * @param reason Terraform's message
 * @returns `undefined` when the message is about something else
 */
export function digestFinding(check: string, reason: string, context: Context): Finding | undefined {
  const [, calculated] = /Calculated checksum: ([0-9a-f]{32})/.exec(reason) ?? [];
  const backend = backendOf(context);
  if (calculated === undefined || backend.type !== "s3") return undefined;
  const item = JSON.stringify({
    LockID: { S: `${backend.bucket}/${backend.key}-md5` },
    Digest: { S: calculated },
  });
  const problem = findingsOf(check).problem(
    "the state in S3 does not have the checksum that is in DynamoDB: a Terraform was killed between writing the one and the other.",
    "If nobody is running, the state in S3 is the newer one: write its checksum, then run doctor again:",
  );
  return { ...problem, lines: [`aws dynamodb put-item --table-name ${backend.lockTable} --item '${item}'`] };
}
