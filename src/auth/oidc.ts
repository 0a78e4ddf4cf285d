import { GOOGLE_ISSUER } from "./google";
import type { ProviderDescription } from "./identity-provider";
import { describeIssuer, IssuerStatement, issuerUrlProblems, statementProblems } from "./oidc-issuer";

/** Sign-in with any OpenID Connect issuer that has no type of its own here. */
export interface OidcProvider extends IssuerStatement {
  readonly type: "oidc";
  /** The issuer exactly as in its tokens' `iss`, https without query, for example `https://login.example.com`. */
  readonly issuerUrl: string;
}

/** The login with an issuer, and what is wrong with its settings. */
export function describeOidc({ issuerUrl, issuerControlsSubjectsAndEmails }: OidcProvider): ProviderDescription {
  return describeIssuer(issuerUrl, { provider: "oidc" }, [
    ...issuerUrlProblems("issuerUrl", issuerUrl, "copy `issuer` from the provider's /.well-known/openid-configuration"),
    ...googleProblems(issuerUrl),
    ...statementProblems(issuerControlsSubjectsAndEmails),
  ]);
}

/** Here the audience that all users of gcloud share would be one like any other. */
function googleProblems(issuerUrl: string): ProviderDescription["problems"] {
  const google = new URL(GOOGLE_ISSUER).hostname;
  if (!URL.canParse(issuerUrl) || new URL(issuerUrl).hostname.replace(/\.$/, "") !== google) return [];
  return [
    {
      where: "issuerUrl",
      given: JSON.stringify(issuerUrl),
      allowed: "any other issuer",
      fix: 'use { type: "google" }, which knows what Google\'s tokens prove and which audience everybody has',
    },
  ];
}
