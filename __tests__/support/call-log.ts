import { readFileSync } from "node:fs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { theRehearsal } from "./rehearsal";
import { object, parse, text } from "./stack-json";

/** A call to the emulated account, from its log. */
export interface LoggedCall {
  /** `s3:PutObject` */
  readonly call: string;
  readonly accessKey: string;
  /** By an address that somebody else has signed. */
  readonly presigned: boolean;
  readonly status: number;
}

/** The calls to S3 so far whose parameters name a path. */
export function s3Calls(path: string): LoggedCall[] {
  return readFileSync(theRehearsal().account.callLog, "utf8")
    .split("\n")
    .filter((line) => line.includes(path))
    .map((line) => object(parse(line)))
    .map(({ call, who, presigned, status }) => ({
      call: text(call),
      accessKey: text(who),
      presigned: presigned === true,
      status: Number(status),
    }))
    .filter(({ call }) => call.startsWith("s3:"));
}

/** The ARN of the session that has an access key. The emulated account looks at the key alone. */
export async function sessionOf(accessKeyId: string): Promise<string> {
  const credentials = { accessKeyId, secretAccessKey: "-", sessionToken: "-" };
  const client = new STSClient({ endpoint: theRehearsal().account.url, region: "eu-west-1", credentials });
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? "";
  } finally {
    client.destroy();
  }
}
