import type { ProviderDescription } from "./identity-provider";
import { describeIssuer, IssuerStatement, statementProblems } from "./oidc-issuer";

/**
 * Sign-in with an Amazon Cognito user pool. By its defaults everybody signs up and changes their own address. So for
 * Cognito the statement says: only administrators make accounts, and the app client cannot write `email`.
 */
export interface CognitoProvider extends IssuerStatement {
  readonly type: "cognito";
  /** Id of the user pool, which begins with its region: `eu-west-1_AbCdEfGhI`. Regions in China are not covered. */
  readonly userPoolId: string;
}

const USER_POOL_ID = /^(?!cn-)([a-z]{2}(?:-[a-z]+)+-[0-9])_[A-Za-z0-9]{1,40}$/;

/** The login with a user pool, and what is wrong with its settings. */
export function describeCognito({ userPoolId, ...statement }: CognitoProvider): ProviderDescription {
  const [, region = ""] = USER_POOL_ID.exec(userPoolId) ?? [];
  const issuerUrl = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`;
  // No scope: Cognito gives a refresh token by itself, and refuses offline_access.
  return describeIssuer(issuerUrl, { provider: "oidc" }, [
    ...(region === "" ? [userPoolProblem(userPoolId)] : []),
    ...statementProblems(statement.issuerControlsSubjectsAndEmails),
  ]);
}

function userPoolProblem(userPoolId: string): ProviderDescription["problems"][number] {
  return {
    where: "userPoolId",
    given: JSON.stringify(userPoolId),
    allowed: "region, _ and letters and digits, such as eu-west-1_AbCdEfGhI; no region in China",
    fix: "copy the user pool ID, neither its name nor its ARN",
  };
}
