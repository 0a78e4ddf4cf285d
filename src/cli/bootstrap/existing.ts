import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SECRET_NAMES, SecretName } from "../../settings/secrets";
import { unlessMissing } from "../aws-errors";
import { numberAt, textAt } from "../json";
import type { Account } from "./account";
import type { Names } from "./names";

/** Where the calls go. */
export type Place = Pick<Account, "account" | "region">;

export type BucketFound =
  { readonly kind: "absent" | "present" | "forbidden" } | { readonly kind: "elsewhere"; readonly region: string };

export type TableFound = "absent" | "present" | "no lock table";

export type SecretFound =
  { readonly kind: "absent" | "being deleted" } | { readonly kind: "present"; readonly hasValue: boolean };

/** What the account holds under the names of the bootstrap stack, whoever made it. */
export interface Existing {
  readonly bucket: BucketFound;
  readonly table: TableFound;
  readonly secrets: Readonly<Record<SecretName, SecretFound>>;
}

/**
 * Bucket names are one space for all accounts and regions. The owner is named in each call: our default names can be
 * guessed, and whoever made such a bucket first, and opened it, would be handed the states.
 */
export async function findBucket(bucket: string, { account, region }: Place): Promise<BucketFound> {
  try {
    const client = new S3Client({ region, followRegionRedirects: true });
    const { BucketRegion: found } = await client.send(
      new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }),
    );
    return found === undefined || found === region ? { kind: "present" } : { kind: "elsewhere", region: found };
  } catch (error) {
    // A HEAD has no body: the status says all.
    const status = numberAt(error, "$metadata", "httpStatusCode");
    const place = textAt(error, "$response", "headers", "x-amz-bucket-region");
    if (status === 404) return { kind: "absent" };
    if (status === 403) return { kind: "forbidden" };
    if (status === 301 && place !== undefined) return { kind: "elsewhere", region: place };
    throw error;
  }
}

/** The text of an object; `undefined` when there is none. */
export async function readObject(bucket: string, key: string, { account, region }: Place): Promise<string | undefined> {
  try {
    const object = { Bucket: bucket, Key: key, ExpectedBucketOwner: account };
    const { Body: body } = await new S3Client({ region }).send(new GetObjectCommand(object));
    return await body?.transformToString();
  } catch (error) {
    if (textAt(error, "name") === "NoSuchKey" || numberAt(error, "$metadata", "httpStatusCode") === 404)
      return undefined;
    throw error;
  }
}

/** Looks for table and secrets, all at the same time. */
export async function findTableAndSecrets(names: Names, region: string): Promise<Omit<Existing, "bucket">> {
  const [table, ...secrets] = await Promise.all([
    findTable(names.table, region),
    ...SECRET_NAMES.map((name) => findSecret(`${names.secretPrefix}${name}`, region)),
  ]);
  const found = (name: SecretName): SecretFound => secrets[SECRET_NAMES.indexOf(name)] ?? { kind: "absent" };
  return {
    table,
    secrets: {
      "oauth2-client-id": found("oauth2-client-id"),
      "oauth2-client-secret": found("oauth2-client-secret"),
      "oauth2-cookie-secret": found("oauth2-cookie-secret"),
      "store-db-password": found("store-db-password"),
    },
  };
}

async function findTable(name: string, region: string): Promise<TableFound> {
  const answer = await unlessMissing(
    new DynamoDBClient({ region }).send(new DescribeTableCommand({ TableName: name })),
    "ResourceNotFoundException",
  );
  if (answer === undefined) return "absent";
  const keys = (answer.Table?.KeySchema ?? []).map(({ AttributeName: key }) => key);
  return keys.join() === "LockID" ? "present" : "no lock table";
}

async function findSecret(name: string, region: string): Promise<SecretFound> {
  const secret = await unlessMissing(
    new SecretsManagerClient({ region }).send(new DescribeSecretCommand({ SecretId: name })),
    "ResourceNotFoundException",
  );
  if (secret === undefined) return { kind: "absent" };
  if (secret.DeletedDate !== undefined) return { kind: "being deleted" };
  const stages = Object.values(secret.VersionIdsToStages ?? {}).flat();
  return { kind: "present", hasValue: stages.includes("AWSCURRENT") };
}
