import { DescribeRegionsCommand, Region } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { AwsClients } from "./aws-clients";
import { awsError } from "../aws-errors";
import { Finding } from "./check";
import { findingsOf } from "./finding";

export const CREDENTIALS = "credentials";
const say = findingsOf(CREDENTIALS);

const SIGN_IN =
  "Set AWS_PROFILE to a profile of ~/.aws/config and, for IAM Identity Center, run aws sso login; or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN.";
const SET_REGION = "Set AWS_REGION, for example: export AWS_REGION=eu-west-1";

/** Who asks, and where. Account and region are `""` when nobody can be asked. */
export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly findings: readonly Finding[];
}

/** Asks AWS who the credentials belong to, and whether the region is one. */
export async function findCaller(aws: AwsClients): Promise<Caller> {
  let region = "";
  try {
    region = await aws.sts.config.region();
    const { Account: account = "", Arn: arn = "" } = await aws.sts.send(new GetCallerIdentityCommand({}));
    const refused = await regionRefused(aws, region);
    if (refused !== undefined) return { account: "", region: "", findings: [refused] };
    return { account, region, findings: [say.ok(`account ${account}, region ${region}, as ${arn}.`)] };
  } catch (error) {
    return { account: "", region: "", findings: [judgeFailure(error, region)] };
  }
}

/** A region that is there but not switched on for the account refuses everything with words about credentials. */
async function regionRefused(aws: AwsClients, region: string): Promise<Finding | undefined> {
  const regions = (await regionsOf(aws)) ?? (await regionsOf(aws.in("us-east-1"))) ?? [];
  return judgeRegion(region, regions);
}

/** `undefined` when AWS does not tell: whoever may not list regions may still deploy into one. */
async function regionsOf({ ec2 }: AwsClients): Promise<readonly Region[] | undefined> {
  try {
    const { Regions: regions } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    return regions;
  } catch {
    return undefined;
  }
}

/** @param regions all of them; empty: nobody knows */
export function judgeRegion(region: string, regions: readonly Region[]): Finding | undefined {
  if (regions.length === 0) return undefined;
  const found = regions.find(({ RegionName: name }) => name === region);
  if (found === undefined) return noSuchRegion(region);
  if (found.OptInStatus !== "not-opted-in") return undefined;
  return say.problem(
    `the region ${region} is not enabled for this account.`,
    `Enable it (aws account enable-region --region-name ${region}), or set AWS_REGION to another.`,
  );
}

/** What an error of the first call means. */
export function judgeFailure(error: unknown, region: string): Finding {
  const { name, message } = awsError(error);
  if (/region is missing/i.test(message)) return noRegion();
  if (isUnreachable(error)) return noSuchRegion(region);
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError)$/.test(name) || /expired/i.test(message))
    return say.problem("the AWS credentials have expired.", SIGN_IN);
  if (/^(CredentialsProviderError|ProviderError)$/.test(name))
    return say.problem(`no AWS credentials were found: ${sentence(message)}`, SIGN_IN);
  if (/^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure)$/.test(name))
    return say.problem(`AWS does not accept the credentials: ${sentence(message)}`, SIGN_IN);
  return say.problem(`AWS cannot be asked who the credentials belong to: ${sentence(message || name)}`, SIGN_IN);
}

function noRegion(): Finding {
  return say.problem("no AWS region is set.", `${SET_REGION}.`);
}

function noSuchRegion(region: string): Finding {
  return say.problem(
    `there is no AWS region "${region}", or AWS cannot be reached there.`,
    `${SET_REGION}. If the region is right, look at the network and at HTTPS_PROXY.`,
  );
}

function isUnreachable(error: unknown): boolean {
  const { name, message } = awsError(error);
  return (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|TimeoutError/.test(`${name} ${message}`) ||
    /not a valid hostname|Invalid region/i.test(message)
  );
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
