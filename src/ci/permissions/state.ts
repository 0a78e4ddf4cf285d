import { PolicyStatement } from "../../terraform/iam-policy";
import { allow, CiScope, ofEach, StatePlace, useKey } from "./scope";

/** To read the states and to lock them, by the table or by an object beside the state. */
export function stateReads(
  scope: CiScope,
  { bucketArn, bucketName, tableArn }: StatePlace,
): readonly PolicyStatement[] {
  const keys = ofEach(scope, ({ stateKey }) => [stateKey]);
  const objects = keys.map((key) => `${bucketArn}/${key}`);
  const locks = keys.map((key) => `${bucketName}/${key}`);
  return [
    // Terraform looks for workspaces, which the backend keeps below `env:/`.
    allow(["s3:ListBucket"], [bucketArn], { StringEquals: { "s3:prefix": ["env:/", ...keys] } }),
    allow(["s3:GetObject"], objects),
    allow(
      ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      objects.map((object) => `${object}.tflock`),
    ),
    allow(["dynamodb:GetItem"], [tableArn], items([...locks, ...locks.map(checksum)])),
    allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], [tableArn], items(locks)),
    ...useKey(scope, ["kms:GenerateDataKey"], ["s3"]),
  ];
}

/** To write the states, and their checksums in the lock table. */
export function stateWrites(
  scope: CiScope,
  { bucketArn, bucketName, tableArn }: StatePlace,
): readonly PolicyStatement[] {
  const keys = ofEach(scope, ({ stateKey }) => [stateKey]);
  return [
    allow(
      ["s3:PutObject"],
      keys.map((key) => `${bucketArn}/${key}`),
    ),
    allow(["dynamodb:PutItem"], [tableArn], items(keys.map((key) => checksum(`${bucketName}/${key}`)))),
  ];
}

/** The item beside a lock that tells what the state should be. */
function checksum(lock: string): string {
  return `${lock}-md5`;
}

/** Single items of the table, so that nobody can take the lock of another state away. */
function items(ids: readonly string[]): NonNullable<PolicyStatement["Condition"]> {
  return { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ids } };
}
