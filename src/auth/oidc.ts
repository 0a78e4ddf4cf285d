import type { ProviderDescription } from "./identity-provider";
import { isSharedIssuer } from "./shared-issuers";

/** Sign-in with any OpenID Connect issuer: Keycloak, Okta, Entra ID, Auth0, Cognito, ... */
export interface OidcProvider {
  readonly type: "oidc";
  /** The issuer exactly as in its tokens' `iss`, https without query, for example `https://login.example.com/realms/ml`. */
  readonly issuerUrl: string;
  /**
   * You state that nobody outside of your organization can get an account with this issuer, and that its users cannot
   * choose their own `sub` or an unverified `email`. Everybody for whom that is not true would be let in:
   * oauth2-proxy takes `sub` as the e-mail address of a token without one. Sign-up pools and CI issuers are not it.
   */
  readonly issuerControlsSubjectsAndEmails: true;
}

const ISSUER_URL = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]+)?(\/[A-Za-z0-9._~/-]*)?$/;

export function describeOidc(provider: OidcProvider): ProviderDescription {
  return {
    flags: {
      provider: "oidc",
      "oidc-issuer-url": provider.issuerUrl,
      // oauth2-proxy's default is not to check it.
      "insecure-oidc-skip-nonce": false,
    },
    bearerIssuer: provider.issuerUrl,
    refusesBearerIssuers: undefined,
    gate: "email-domain",
    sessionLifetime: "168h",
    sharedUserAudience: undefined,
    problems: [...issuerUrlProblems(provider.issuerUrl), ...controlProblems(provider.issuerControlsSubjectsAndEmails)],
  };
}

function issuerUrlProblems(issuerUrl: string): ProviderDescription["problems"] {
  if (!ISSUER_URL.test(issuerUrl) || !URL.canParse(issuerUrl)) {
    return [
      {
        where: "issuerUrl",
        given: JSON.stringify(issuerUrl),
        allowed: "an https:// URL without user, query, fragment, comma or =",
        fix: "copy `issuer` from the provider's /.well-known/openid-configuration",
      },
    ];
  }
  if (!isSharedIssuer(issuerUrl)) return [];
  return [
    {
      where: "issuerUrl",
      given: JSON.stringify(issuerUrl),
      allowed: "an issuer of your own, where strangers can have no account",
      fix: "anyone in the world can get a token with a subject of their choice there, such as a branch named you@your.domain; use your organization's own issuer or tenant",
    },
  ];
}

function controlProblems(stated: boolean): ProviderDescription["problems"] {
  if (stated) return [];
  return [
    {
      where: "issuerControlsSubjectsAndEmails",
      given: String(stated),
      allowed: "true, as your statement about the issuer",
      fix: "do not use an issuer that lets people choose their subject or an unverified e-mail: everyone could get in",
    },
  ];
}
