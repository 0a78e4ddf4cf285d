import { Problem } from "../terraform/problem";
import type { ProviderDescription } from "./identity-provider";

/**
 * Sign-in with GitHub accounts. Who gets in is decided by membership, so an organization or users are required.
 * It has no bearer tokens of its own: GitHub issues none for people. Those of other issuers (`bearerTokens` of the stack)
 * get in without the membership check, by e-mail domain or as listed subjects.
 */
export interface GithubProvider {
  readonly type: "github";
  /** Login name of an organization whose members get in, in GitHub's own upper and lower case. @default - no organization: only `users` get in */
  readonly organization?: string;
  /** Slug of one team of the organization; only its members get in then. @default - all members */
  readonly team?: string;
  /** Login names that get in without being members. @default - nobody else */
  readonly users?: readonly string[];
}

const LOGIN = /^[A-Za-z0-9]([A-Za-z0-9-]{0,37}[A-Za-z0-9])?$/;
const SLUG = /^[a-z0-9][a-z0-9_-]*$/;

/** What the stack needs to know about a GitHub login, and what is wrong with its settings. */
export function describeGithub(provider: GithubProvider): ProviderDescription {
  const { organization, team, users = [] } = provider;
  return {
    flags: {
      provider: "github",
      ...(organization === undefined ? {} : { "github-org": organization }),
      ...(team === undefined ? {} : { "github-team": team }),
      ...(users.length === 0 ? {} : { "github-user": users }),
    },
    bearerIssuer: undefined,
    refusesBearerIssuers: undefined,
    gate: "membership",
    sessionLifetime: "12h",
    sharedUserAudience: undefined,
    problems: [...gateProblems(provider), ...nameProblems(provider)],
  };
}

function gateProblems({ organization, team, users = [] }: GithubProvider): Problem[] {
  if (organization === undefined && users.length === 0) {
    return [
      {
        where: "organization",
        given: "nothing",
        allowed: "an organization, or users",
        fix: "name the organization, or at least one user: without either every GitHub account would be an administrator",
      },
    ];
  }
  if (organization === undefined && team !== undefined) {
    return [
      {
        where: "team",
        given: JSON.stringify(team),
        allowed: "a team of an organization",
        fix: "set organization, too",
      },
    ];
  }
  return [];
}

function nameProblems({ organization, team, users = [] }: GithubProvider): Problem[] {
  const wrong = (where: string, given: string, allowed: string): Problem => ({
    where,
    given: JSON.stringify(given),
    allowed,
    fix: "copy the name from the address in the browser",
  });
  const login = "a GitHub login name: letters, digits and single hyphens, at most 39";
  return [
    ...(organization !== undefined && !LOGIN.test(organization) ? [wrong("organization", organization, login)] : []),
    ...(team !== undefined && !SLUG.test(team) ? [wrong("team", team, "one team slug in lower case")] : []),
    ...users.filter((user) => !LOGIN.test(user)).map((user) => wrong("users", user, login)),
  ];
}
