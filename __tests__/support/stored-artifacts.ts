import {
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  ListObjectVersionsCommandInput,
  ListObjectVersionsCommandOutput,
  ObjectVersion,
  S3Client,
} from "@aws-sdk/client-s3";
import { theRehearsal } from "./rehearsal";

/** Every version of every artifact of some runs, as the bucket has them: what was sent twice is there twice. */
export async function storedArtifacts(runs: readonly string[]): Promise<ObjectVersion[]> {
  return withBucket((s3, bucket) => versions(s3, bucket, runs));
}

/** Removes the artifacts of some runs for good: the emulated account keeps objects in memory. @returns how many */
export async function forgetArtifacts(runs: readonly string[]): Promise<number> {
  return withBucket(async (s3, Bucket) => {
    const sent = await versions(s3, Bucket, runs);
    for (const { Key, VersionId } of sent) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    return sent.length;
  });
}

async function withBucket<T>(use: (s3: S3Client, bucket: string) => Promise<T>): Promise<T> {
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  const endpoint = theRehearsal().account.url;
  const s3 = new S3Client({ endpoint, region: "eu-west-1", forcePathStyle: true, credentials });
  try {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const bucket = Buckets.find(({ Name }) => Name?.startsWith("oauth2-mlflow-artifacts-"))?.Name;
    return await use(s3, bucket ?? "");
  } finally {
    s3.destroy();
  }
}

/** The emulator walks through what other tests are changing, and stumbles at times; the real one does not. */
async function listed(s3: S3Client, page: ListObjectVersionsCommandInput): Promise<ListObjectVersionsCommandOutput> {
  for (let left = 4; ; left -= 1) {
    try {
      return await s3.send(new ListObjectVersionsCommand(page));
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

async function versions(s3: S3Client, Bucket: string, runs: readonly string[]): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    const after = { KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker };
    page = await listed(s3, { Bucket, ...after });
    found.push(...(page.Versions ?? []));
  } while (page.IsTruncated);
  return found.filter(({ Key = "" }) => runs.some((run) => Key.includes(`/${run}/`)));
}
