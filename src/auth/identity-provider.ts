import { Problem } from "../terraform/problem";
import { Auth0Provider, describeAuth0 } from "./auth0";
import { CognitoProvider, describeCognito } from "./cognito";
import { describeEntraId, EntraIdProvider } from "./entra-id";
import { describeGithub, GithubProvider } from "./github";
import { describeGitlab, GitlabProvider } from "./gitlab";
import { describeGoogle, GoogleProvider } from "./google";
import { describeKeycloakOidc, KeycloakOidcProvider } from "./keycloak-oidc";
import { ProviderFlags } from "./oauth2-proxy-flags";
import { describeOidc, OidcProvider } from "./oidc";
import { describeOkta, OktaProvider } from "./okta";

/** Who signs people in. One file beside this one for each; a new one adds its type and one case below. */
export type IdentityProvider =
  | GoogleProvider
  | GithubProvider
  | GitlabProvider
  | EntraIdProvider
  | KeycloakOidcProvider
  | OktaProvider
  | CognitoProvider
  | Auth0Provider
  | OidcProvider;

/** What the rest of the stack needs to know about an identity provider. */
export interface ProviderDescription {
  readonly flags: ProviderFlags;
  /**
   * Issuer whose ID tokens may be accepted as bearer tokens, for the audiences in `bearer_audiences`.
   * `undefined`: bearer tokens stay off with this provider.
   */
  readonly bearerIssuer: string | undefined;
  /** Why tokens of other issuers (`bearerTokens` of the stack) cannot be accepted beside this login; `undefined`: they can. */
  readonly refusesBearerIssuers: string | undefined;
  /**
   * What decides who gets in. `email-domain`: `allowed_email_domains`, which then must be given.
   * `membership`: the provider's own organization, team or user check; e-mail domains may narrow it further.
   */
  readonly gate: "email-domain" | "membership";
  /**
   * Longest life of a session. It must end soon where oauth2-proxy cannot ask again whether somebody still belongs:
   * GitHub's memberships are read at sign-in only.
   */
  readonly sessionLifetime: "168h" | "12h";
  /** Audience of tokens that every user of the provider's command line shares. Only with consent in words. */
  readonly sharedUserAudience: string | undefined;
  /** What is wrong with the settings; `where` is relative to the provider. */
  readonly problems: readonly Problem[];
}

export function describeProvider(provider: IdentityProvider): ProviderDescription {
  switch (provider.type) {
    case "google":
      return describeGoogle();
    case "github":
      return describeGithub(provider);
    case "gitlab":
      return describeGitlab(provider);
    case "entra-id":
      return describeEntraId(provider);
    case "keycloak-oidc":
      return describeKeycloakOidc(provider);
    case "okta":
      return describeOkta(provider);
    case "cognito":
      return describeCognito(provider);
    case "auth0":
      return describeAuth0(provider);
    case "oidc":
      return describeOidc(provider);
  }
}
