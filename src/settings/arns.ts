/** Partition and region as AWS writes them: `aws`, `aws-us-gov`; `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`. */
const PARTITION = "aws(-[a-z]+)*";
export const REGION = "[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}";
/** Number of an account. */
export const ACCOUNT = "[0-9]{12}";

/** The pattern of the beginning of an ARN of something in a region, up to the colon before its name. */
export function regionalArn(service: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:`;
}

/** The same for IAM, which has no regions. `aws` is the account of AWS's own policies. */
export function iamArn(): string {
  return `arn:${PARTITION}:iam::(${ACCOUNT}|aws):`;
}
