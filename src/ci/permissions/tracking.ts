import { PolicyStatement } from "../../terraform/iam-policy";
import { allow } from "./scope";

/** The longest life of a token of AWS STS, in seconds. */
const LONGEST_SECONDS = "3600";

/**
 * Tokens of AWS STS for one audience. The action knows no resource. `ForAllValues` alone would hold for no audience at
 * all; a call that leaves the duration out gets 300 seconds.
 */
export function tokenStatement(audience: string): PolicyStatement {
  return allow(["sts:GetWebIdentityToken"], ["*"], {
    "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": [audience] },
    Null: { "sts:IdentityTokenAudience": "false" },
    NumericLessThanEqualsIfExists: { "sts:DurationSeconds": LONGEST_SECONDS },
  });
}
