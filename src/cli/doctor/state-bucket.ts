import {
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PublicAccessBlockConfiguration,
} from "@aws-sdk/client-s3";
import { AwsClients } from "./aws-clients";
import { awsError, permitted, unlessMissing } from "../aws-errors";
import { Finding } from "./check";
import { findingsOf } from "./finding";

const say = findingsOf("state");

/** The bucket: there, in the region where Terraform looks, versioned, closed to the public. */
export async function bucketFindings(aws: AwsClients, bucket: string, region: string): Promise<readonly Finding[]> {
  const unreachable = judgeReach(bucket, region, await bucketReach(aws, bucket));
  if (unreachable !== undefined) return [unreachable];
  const { s3 } = aws;
  const request = { Bucket: bucket };
  const versioning = await permitted("s3:GetBucketVersioning", s3.send(new GetBucketVersioningCommand(request)));
  const block = await permitted(
    "s3:GetBucketPublicAccessBlock",
    unlessMissing(s3.send(new GetPublicAccessBlockCommand(request)), "NoSuchPublicAccessBlockConfiguration"),
  );
  const policy = await permitted(
    "s3:GetBucketPolicyStatus",
    unlessMissing(s3.send(new GetBucketPolicyStatusCommand(request)), "NoSuchBucketPolicy"),
  );
  return [
    judgeVersioning(bucket, versioning.Status),
    judgeAccess(bucket, block?.PublicAccessBlockConfiguration, policy?.PolicyStatus?.IsPublic === true),
  ];
}

/** How a bucket answers: its region, or why it does not. */
export type BucketReach = { readonly region: string | undefined } | "missing" | "refused";

/** Whether Terraform can work with the bucket at all. */
export function judgeReach(bucket: string, region: string, reach: BucketReach): Finding | undefined {
  if (reach === "missing") {
    return say.problem(
      `there is no state bucket ${bucket}.`,
      "Deploy the bootstrap stack, which makes it, or set TF_STATE_BUCKET to the one that it made.",
    );
  }
  if (reach === "refused") {
    return say.problem(
      `these credentials may not list the state bucket ${bucket}, or it belongs to somebody else.`,
      "Look at the name in TF_STATE_BUCKET and at the account above, or grant s3:ListBucket on the bucket.",
    );
  }
  if (reach.region === undefined || reach.region === region) return undefined;
  return say.problem(
    `the state bucket ${bucket} is in ${reach.region}, but Terraform looks for it in ${region}.`,
    `Set AWS_REGION to ${reach.region} if the stack belongs there, or initialize with terraform init -backend-config=region=${reach.region}.`,
  );
}

async function bucketReach({ s3 }: AwsClients, bucket: string): Promise<BucketReach> {
  try {
    const { BucketRegion: region } = await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return { region };
  } catch (error) {
    const { status } = awsError(error);
    if (status === 404) return "missing";
    if (status === 403) return "refused";
    throw error;
  }
}

/** @param status of the versioning; `undefined`: it was never switched on */
export function judgeVersioning(bucket: string, status: string | undefined): Finding {
  if (status === "Enabled") return say.ok(`${bucket} is versioned.`);
  return say.problem(
    `the state bucket ${bucket} keeps no versions: a state that is overwritten or deleted is lost, and the stack with it.`,
    `Switch them on: aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  );
}

/** @param policyIsPublic AWS's own judgement of the bucket's policy, which knows the block of the account */
export function judgeAccess(
  bucket: string,
  block: PublicAccessBlockConfiguration | undefined,
  policyIsPublic: boolean,
): Finding {
  const close = `Close it: aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`;
  if (policyIsPublic) return say.problem(`everybody can reach the state bucket ${bucket} by its policy.`, close);
  const closed =
    block?.BlockPublicAcls === true &&
    block.IgnorePublicAcls === true &&
    block.BlockPublicPolicy === true &&
    block.RestrictPublicBuckets === true;
  if (closed) return say.ok(`${bucket} is closed to the public.`);
  return say.warning(
    `the state bucket ${bucket} does not block public access by itself. That is well if the account does (aws s3control get-public-access-block --account-id ...).`,
    close,
  );
}
