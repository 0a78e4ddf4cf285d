import type { ProviderDescription } from "./identity-provider";
import {
  describeIssuer,
  IssuerStatement,
  narrowingProblems,
  OFFLINE_SCOPE,
  statementProblems,
  withoutBearerTokens,
} from "./oidc-issuer";
import { isSharedIssuer } from "./shared-issuers";

/**
 * Sign-in with one tenant of Microsoft Entra ID. Its `email` claim is the account's `mail`, which Entra does not verify.
 * So for Entra ID the statement says: administrators alone decide what `mail` of an account is, and guests cannot sign
 * up by themselves.
 */
export interface EntraIdProvider extends IssuerStatement {
  readonly type: "entra-id";
  /** Id of the tenant ("directory ID"): a GUID in lower case, as in its tokens' `iss`. */
  readonly tenantId: string;
  /**
   * Object ids of groups of which people need one, beside an address of `allowed_email_domains`. The app registration must
   * write them into ID tokens. Bearer tokens are off then.
   * @default - no group is asked for
   */
  readonly groups?: readonly string[];
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The login with a tenant, and what is wrong with its settings. */
export function describeEntraId(provider: EntraIdProvider): ProviderDescription {
  const { tenantId, groups, issuerControlsSubjectsAndEmails } = provider;
  const issuerUrl = `https://login.microsoftonline.com/${tenantId}/v2.0`;
  const description = describeIssuer(
    issuerUrl,
    {
      provider: "entra-id",
      // Said in full: with groups oauth2-proxy would ask for a scope `groups`, which Entra ID does not have.
      scope: OFFLINE_SCOPE,
      ...(groups === undefined ? {} : { "allowed-group": groups }),
    },
    [
      ...tenantProblems(tenantId),
      ...narrowingProblems("groups", groups, {
        pattern: GUID,
        allowed: "the object id of a group: a GUID in lower case",
        fix: "copy the object id of the group; its name is not in the tokens",
      }),
      ...statementProblems(issuerControlsSubjectsAndEmails),
    ],
  );
  if (groups === undefined) return description;
  return withoutBearerTokens(
    description,
    "every session needs one of `groups`, and a token of another issuer would name its own groups: leave out groups, or bearerTokens",
  );
}

function tenantProblems(tenantId: string): ProviderDescription["problems"] {
  if (GUID.test(tenantId) && !isSharedIssuer(`https://login.microsoftonline.com/${tenantId}`)) return [];
  return [
    {
      where: "tenantId",
      given: JSON.stringify(tenantId),
      allowed: "the id of one tenant of your organization: a GUID in lower case",
      fix: "copy the directory (tenant) ID; common, organizations, consumers and the tenant of personal accounts would let everybody in",
    },
  ];
}
