import { BearerTokens, issuerKind } from "./bearer-issuer";

/** A statement of an IAM policy, in AWS's spelling. */
export interface TokenStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: "sts:GetWebIdentityToken";
  readonly Resource: "*";
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>;
}

/** The longest life of a token of AWS STS. */
const LONGEST_SECONDS = 3600;

/**
 * What a role needs to ask AWS STS for a token of these audiences and no other; `undefined` where none is of AWS. The
 * action knows no resource. `ForAllValues` alone would hold for no audience at all. A request that leaves the duration
 * out gets 300 seconds.
 */
export function awsTokenStatement({ issuers }: BearerTokens): TokenStatement | undefined {
  const audiences = issuers.filter(({ issuer }) => issuerKind(issuer) === "aws").map(({ audience }) => audience);
  if (audiences.length === 0) return undefined;
  return {
    Sid: "TokenForMlflow",
    Effect: "Allow",
    Action: "sts:GetWebIdentityToken",
    Resource: "*",
    Condition: {
      "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": [...new Set(audiences)] },
      Null: { "sts:IdentityTokenAudience": "false" },
      NumericLessThanEqualsIfExists: { "sts:DurationSeconds": LONGEST_SECONDS },
    },
  };
}
