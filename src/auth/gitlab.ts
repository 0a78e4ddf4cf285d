import type { ProviderDescription } from "./identity-provider";
import {
  describeIssuer,
  issuerUrlProblems,
  IssuerStatement,
  narrowingProblems,
  statementProblems,
  withoutBearerTokens,
} from "./oidc-issuer";

interface GitlabLogin {
  readonly type: "gitlab";
  /**
   * Full paths of groups of which people need one, beside a verified address of `allowed_email_domains`: `acme/ml`, in
   * GitLab's own upper and lower case. Members of groups above count, too.
   * @default - no group is asked for
   */
  readonly groups?: readonly string[];
}

/** Sign-in with gitlab.com, which verifies the addresses of its users. */
export interface GitlabComProvider extends GitlabLogin {
  readonly url?: undefined;
}

/**
 * Sign-in with a GitLab of your own. For GitLab the statement says: sign-up is off, or new addresses must be confirmed.
 */
export interface SelfManagedGitlabProvider extends GitlabLogin, IssuerStatement {
  /** Where it is, for example `https://gitlab.example.com`. Below a path oauth2-proxy cannot ask it. */
  readonly url: string;
}

/**
 * Sign-in with GitLab. Bearer tokens are off: oauth2-proxy would accept ID tokens for the client id, which is no secret,
 * and CI jobs get such tokens for any audience, with a subject that ends in a branch name of their author's choice.
 */
export type GitlabProvider = GitlabComProvider | SelfManagedGitlabProvider;

const GROUP = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

/** The login with GitLab, and what is wrong with its settings. */
export function describeGitlab(provider: GitlabProvider): ProviderDescription {
  const { url, groups } = provider;
  const description = describeIssuer(
    url ?? "https://gitlab.com",
    { provider: "gitlab", ...(groups === undefined ? {} : { "gitlab-group": groups }) },
    [
      ...(url === undefined ? [] : instanceProblems(url)),
      ...(provider.url === undefined ? [] : statementProblems(provider.issuerControlsSubjectsAndEmails)),
      ...narrowingProblems("groups", groups, {
        pattern: GROUP,
        allowed: "the full path of a group, such as acme/ml",
        fix: "copy the path from the address in the browser, without the slash in front",
      }),
    ],
  );
  return withoutBearerTokens(
    description,
    "GitLab gives CI jobs ID tokens for any audience, with a subject that ends in a branch name of their author's choice, so with bearer tokens everybody who runs jobs there could get in: leave out bearerTokens",
  );
}

function instanceProblems(url: string): ProviderDescription["problems"] {
  const fix = "give the address of GitLab without path and slash at the end; for gitlab.com leave out url";
  const problems = issuerUrlProblems("url", url, fix);
  if (problems.length > 0 || new URL(url).origin === url) return problems;
  return [
    { where: "url", given: JSON.stringify(url), allowed: "https://, host name and port alone, in lower case", fix },
  ];
}
