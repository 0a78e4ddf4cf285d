import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CommandError } from "../command";
import { textAt } from "../json";

/** Who runs the command, and where. */
export interface Account {
  readonly account: string;
  readonly region: string;
  /** ARN of the user or of the role's session. */
  readonly caller: string;
}

/** Asks STS. @throws CommandError when there are no credentials, or no region */
export async function identify(env: NodeJS.ProcessEnv): Promise<Account> {
  const region = await findRegion(env);
  try {
    const { Account: account, Arn: caller } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    if (account !== undefined && caller !== undefined) return { account, region, caller };
  } catch (error) {
    throw new CommandError(explain(error, region));
  }
  throw new CommandError("AWS STS does not say which account the credentials belong to. Nothing was changed.");
}

const REGION = /^[a-z]{2}(-[a-z]+)+-[0-9]$/;

/** Terraform reads `AWS_DEFAULT_REGION`, the SDK does not. */
async function findRegion(env: NodeJS.ProcessEnv): Promise<string> {
  const named = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "";
  const region = named === "" ? await profileRegion() : named;
  if (region === undefined) {
    throw new CommandError(
      "No region: set AWS_REGION, for example AWS_REGION=eu-west-1, or a region in the profile. Nothing was changed.",
    );
  }
  if (!REGION.test(region)) {
    throw new CommandError(
      `"${region}" is no region. Set AWS_REGION to one, for example eu-west-1; a zone has a letter more. Nothing was changed.`,
    );
  }
  return region;
}

async function profileRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}

function explain(error: unknown, region: string): string {
  const name = textAt(error, "name") ?? "";
  const message = error instanceof Error ? error.message : name;
  if (/^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(name)) {
    return `No AWS credentials: ${message}. Set AWS_PROFILE, run aws sso login, or export keys. Nothing was changed.`;
  }
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(name)) {
    return `The AWS credentials have expired (${message}): sign in again. Nothing was changed.`;
  }
  if (/^(InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|AccessDenied)/.test(name)) {
    return `AWS refuses the credentials (${name}: ${message}). The keys are wrong, or the region ${region} is not enabled for the account. Nothing was changed.`;
  }
  return `AWS STS in ${region} cannot be asked (${message}). No network, or no such region: see AWS_REGION. Nothing was changed.`;
}
