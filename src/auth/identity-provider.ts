import { Problem } from "../terraform/problem";
import { describeGithub, GithubProvider } from "./github";
import { describeGoogle, GoogleProvider } from "./google";
import { ProviderFlags } from "./oauth2-proxy-flags";
import { describeOidc, OidcProvider } from "./oidc";

/** Who signs people in. One file beside this one for each; a new one adds its type and one case below. */
export type IdentityProvider = GoogleProvider | OidcProvider | GithubProvider;

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
    case "oidc":
      return describeOidc(provider);
    case "github":
      return describeGithub(provider);
  }
}
