/**
 * Issuers that the whole world shares and whose users choose (parts of) their subject, audience or tenant.
 * Beside an e-mail domain each of them lets strangers in: a token without `email` is admitted by its `sub`.
 * A host covers everything below it; Microsoft's are the tenants that mean "any tenant".
 */
const SHARED_ISSUERS: readonly string[] = [
  "token.actions.githubusercontent.com",
  "github.com",
  "gitlab.com",
  "oidc.circleci.com",
  "agent.buildkite.com",
  "app.terraform.io",
  "api.bitbucket.org",
  "vstoken.dev.azure.com",
  "oidc.vercel.com",
  "oidc.codefresh.io",
  "token.actions.gitea.com",
  "oidc.fly.io",
  "oauth2.sigstore.dev",
  "gitea.com",
  "codeberg.org",
  "slack.com",
  "discord.com",
  "www.linkedin.com",
  "appleid.apple.com",
  "www.facebook.com",
  "login.microsoftonline.com/common",
  "login.microsoftonline.com/organizations",
  "login.microsoftonline.com/consumers",
  // The tenant of personal Microsoft accounts.
  "login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad",
];

/**
 * true when strangers can obtain tokens of this issuer with a subject of their choice.
 *
 * @param issuerUrl a valid URL; it may be written in any way that leads to the same place
 */
export function isSharedIssuer(issuerUrl: string): boolean {
  const { hostname, pathname } = new URL(issuerUrl.toLowerCase());
  const address = `${hostname.replace(/\.$/, "")}${pathname.replace(/\/+/g, "/")}/`;
  return SHARED_ISSUERS.some((shared) => address.startsWith(`${shared}/`));
}
