import { existsSync } from "node:fs";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { awsError } from "../aws-errors";
import { backendOf } from "./backend";
import { Context } from "./check";

/** Whether the stack has a state already; `undefined` when nobody can tell. */
export async function isDeployed(context: Context): Promise<boolean | undefined> {
  const backend = backendOf(context);
  switch (backend.type) {
    case "local":
      return existsSync(backend.path);
    case "s3":
      return backend.bucket === "" ? undefined : hasObject(context, backend.bucket, backend.key);
    case "hcp-terraform":
    case "other":
      return undefined;
  }
}

async function hasObject({ aws }: Context, bucket: string, key: string): Promise<boolean | undefined> {
  try {
    await aws.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    // Without s3:ListBucket, S3 answers 403 for what is not there.
    return awsError(error).status === 404 ? false : undefined;
  }
}
