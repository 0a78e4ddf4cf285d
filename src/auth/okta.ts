import type { ProviderDescription } from "./identity-provider";
import { describeIssuer, hostNameProblems, IssuerStatement, OFFLINE_SCOPE, statementProblems } from "./oidc-issuer";

/**
 * Sign-in with an Okta organization. For Okta the statement says: nobody can register by themselves, and the login names
 * are given by administrators. A custom authorization server writes the login name into `sub` of its access tokens.
 */
export interface OktaProvider extends IssuerStatement {
  readonly type: "okta";
  /** Host name of the organization, for example `acme.okta.com` or a custom domain; not the console's, `acme-admin.okta.com`. */
  readonly domain: string;
  /** Id of a custom authorization server, for example `default`. @default - the organization's own authorization server */
  readonly authorizationServerId?: string;
}

const SERVER_ID = /^[A-Za-z0-9]{1,64}$/;

/** The login with an Okta organization, and what is wrong with its settings. */
export function describeOkta(provider: OktaProvider): ProviderDescription {
  const { domain, authorizationServerId } = provider;
  const server = authorizationServerId === undefined ? "" : `/oauth2/${authorizationServerId}`;
  return describeIssuer(`https://${domain}${server}`, { provider: "oidc", scope: OFFLINE_SCOPE }, [
    ...hostNameProblems("domain", domain, "acme.okta.com"),
    ...consoleProblems(domain),
    ...serverProblems(authorizationServerId),
    ...statementProblems(provider.issuerControlsSubjectsAndEmails),
  ]);
}

function consoleProblems(domain: string): ProviderDescription["problems"] {
  if (!/-admin\.(okta|oktapreview|okta-emea)\.com$/.test(domain)) return [];
  return [
    {
      where: "domain",
      given: JSON.stringify(domain),
      allowed: "the domain at which people sign in",
      fix: `leave out -admin: ${domain.replace("-admin.", ".")}`,
    },
  ];
}

function serverProblems(id: string | undefined): ProviderDescription["problems"] {
  if (id === undefined || SERVER_ID.test(id)) return [];
  return [
    {
      where: "authorizationServerId",
      given: JSON.stringify(id),
      allowed: "letters and digits, such as default",
      fix: "copy the last part of the issuer URI of the authorization server",
    },
  ];
}
