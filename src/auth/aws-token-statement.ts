import { PolicyStatement } from "../terraform/iam-policy";
import { BearerTokens, issuerKind } from "./bearer-issuer";

/** The longest life of a token of AWS STS, in seconds. */
const LONGEST_SECONDS = "3600";

/**
 * What a role needs to ask AWS STS for tokens of these audiences, about itself, and for nothing else.
 *
 * The action knows no resource. `ForAllValues` alone would hold for no audience at all. A request that leaves the duration
 * out gets 300 seconds. In the other subject mode `sub` is not the role, but the person for whom its session acts.
 */
export function tokenStatement(audiences: readonly string[]): PolicyStatement {
  return {
    Sid: "TokenForMlflow",
    Effect: "Allow",
    Action: "sts:GetWebIdentityToken",
    Resource: "*",
    Condition: {
      "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": audiences },
      Null: { "sts:IdentityTokenAudience": "false" },
      NumericLessThanEqualsIfExists: { "sts:DurationSeconds": LONGEST_SECONDS },
      StringEqualsIfExists: { "sts:SubjectMode": "AWSIdentity" },
    },
  };
}

/** The same for all audiences that are accepted from AWS; `undefined` where none is. */
export function tokenStatementOf({ issuers }: BearerTokens): PolicyStatement | undefined {
  const audiences = issuers.filter(({ issuer }) => issuerKind(issuer) === "aws").map(({ audience }) => audience);
  return audiences.length === 0 ? undefined : tokenStatement([...new Set(audiences)]);
}
