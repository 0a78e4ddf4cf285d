import type { ProviderDescription } from "./identity-provider";
import { describeIssuer, hostNameProblems, IssuerStatement, OFFLINE_SCOPE, statementProblems } from "./oidc-issuer";

/**
 * Sign-in with an Auth0 tenant. A new tenant lets everybody sign up. So for Auth0 the statement says: sign-up is off in
 * every connection of the application, nobody changes their own address, and `sub` is made by Auth0 alone.
 */
export interface Auth0Provider extends IssuerStatement {
  readonly type: "auth0";
  /** Domain of the tenant, for example `acme.eu.auth0.com`, or its custom domain when people sign in there. */
  readonly domain: string;
}

/** The login with an Auth0 tenant, and what is wrong with its settings. */
export function describeAuth0({ domain, issuerControlsSubjectsAndEmails }: Auth0Provider): ProviderDescription {
  // Auth0's `iss` ends in a slash.
  return describeIssuer(`https://${domain}/`, { provider: "oidc", scope: OFFLINE_SCOPE }, [
    ...hostNameProblems("domain", domain, "acme.eu.auth0.com"),
    ...statementProblems(issuerControlsSubjectsAndEmails),
  ]);
}
