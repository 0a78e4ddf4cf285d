import { GetObjectCommand, ListObjectsV2Command, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { parseState } from "../bootstrap/state-file";

/** Objects, old versions and markers of deletion: any of them stops the deletion of a bucket. */
export async function isEmpty(bucket: string): Promise<boolean> {
  const versions = await new S3Client().send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1 }));
  return (versions.Versions ?? []).length === 0 && (versions.DeleteMarkers ?? []).length === 0;
}

/** An object that is a state with resources. */
export interface StateInBucket {
  readonly key: string;
  readonly resources: number;
}

/** A state of a thousand resources has a megabyte or two; what is larger is none of ours. */
const LARGEST_STATE_BYTES = 64 * 1024 * 1024;

/** The states in a bucket that still manage something, whatever their key. */
export async function statesIn(bucket: string, except: string): Promise<readonly StateInBucket[]> {
  const client = new S3Client();
  const states: StateInBucket[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, ...(token === undefined ? {} : { ContinuationToken: token }) }),
    );
    for (const { Key: key, Size: size = 0 } of page.Contents ?? []) {
      if (key === undefined || key === except || size > LARGEST_STATE_BYTES) continue;
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const resources = parseState((await body?.transformToString()) ?? "")?.resources ?? 0;
      if (resources > 0) states.push({ key, resources });
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return states;
}
