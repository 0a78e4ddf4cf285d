import { DescribeTableCommand, TableDescription } from "@aws-sdk/client-dynamodb";
import { AwsClients } from "./aws-clients";
import { unlessMissing } from "../aws-errors";
import { S3Backend } from "./backend";
import { Finding } from "./check";
import { findingsOf } from "./finding";

const say = findingsOf("state");

/** The lock, without which two applies at once would write over each other. */
export async function lockTableFindings(
  { dynamodb }: AwsClients,
  { lockTable, lockFile }: S3Backend,
  region: string,
): Promise<readonly Finding[]> {
  if (lockTable === "") return lockFile ? [] : [noLock()];
  const answer = await unlessMissing(
    dynamodb.send(new DescribeTableCommand({ TableName: lockTable })),
    "ResourceNotFoundException",
  );
  return [judgeTable(lockTable, answer?.Table, region)];
}

function noLock(): Finding {
  return say.problem(
    "nothing locks the state: two applies at once would write over each other.",
    "Set TF_STATE_LOCK_TABLE to the table of the bootstrap stack, or give it to terraform init as -backend-config=dynamodb_table=....",
  );
}

/** @param table `undefined`: there is none of that name */
export function judgeTable(name: string, table: TableDescription | undefined, region: string): Finding {
  const make = `aws dynamodb create-table --table-name ${name} --attribute-definitions AttributeName=LockID,AttributeType=S --key-schema AttributeName=LockID,KeyType=HASH --billing-mode PAY_PER_REQUEST`;
  if (table === undefined) {
    return say.problem(
      `there is no lock table ${name} in ${region}.`,
      `Deploy the bootstrap stack, which makes it, set TF_STATE_LOCK_TABLE to the one that it made, or create it: ${make}`,
    );
  }
  if (table.TableStatus !== "ACTIVE" && table.TableStatus !== "UPDATING") {
    return say.problem(
      `the lock table ${name} is ${String(table.TableStatus)}.`,
      "Wait until it is ACTIVE, or use another.",
    );
  }
  const [key, ...others] = table.KeySchema ?? [];
  const type = table.AttributeDefinitions?.find(
    ({ AttributeName: attribute }) => attribute === "LockID",
  )?.AttributeType;
  const right = key?.AttributeName === "LockID" && key.KeyType === "HASH" && type === "S" && others.length === 0;
  if (right) return say.ok(`${name} has the key LockID.`);
  return say.problem(
    `the lock table ${name} has another key than LockID (a string, and no sort key), so that no lock can be written.`,
    `A key cannot be changed. Make a table of another name and set TF_STATE_LOCK_TABLE to it: ${make.replace(name, `${name}-2`)}`,
  );
}
