import { Claims } from "./ci-identity";

/** A job on the branch, without an environment. */
export const ON_MAIN: Claims = { sub: "repo:acme/infra:ref:refs/heads/main", ref: "refs/heads/main" };
/** A job of a pull request. */
export const IN_PULL_REQUEST: Claims = { sub: "repo:acme/infra:pull_request", ref: "refs/pull/7/merge" };
/** A job in the environment, on the branch. */
export const IN_ENVIRONMENT: Claims = { sub: "repo:acme/infra:environment:production", ref: "refs/heads/main" };

/** Who gets what from STS: who it is, the claims, the answer for the role that plans and for the one that applies. */
export const TRUST: readonly (readonly [string, Claims, string, string])[] = [
  ["a pull request", IN_PULL_REQUEST, "taken", "AccessDenied"],
  ["the branch, for the nightly plan", ON_MAIN, "taken", "AccessDenied"],
  ["the environment on the branch", IN_ENVIRONMENT, "AccessDenied", "taken"],
  [
    "a pull request that names the environment",
    { ...IN_ENVIRONMENT, ref: "refs/pull/7/merge" },
    "AccessDenied",
    "AccessDenied",
  ],
  [
    "another environment",
    { ...IN_ENVIRONMENT, sub: "repo:acme/infra:environment:staging" },
    "AccessDenied",
    "AccessDenied",
  ],
  [
    "another branch",
    { sub: "repo:acme/infra:ref:refs/heads/main2", ref: "refs/heads/main2" },
    "AccessDenied",
    "AccessDenied",
  ],
  ["a tag", { sub: "repo:acme/infra:ref:refs/tags/main", ref: "refs/tags/main" }, "AccessDenied", "AccessDenied"],
  ["another repository", { sub: "repo:acme/other:pull_request" }, "AccessDenied", "AccessDenied"],
  ["another owner", { sub: "repo:evil/infra:pull_request" }, "AccessDenied", "AccessDenied"],
  [
    "another audience",
    { ...IN_PULL_REQUEST, aud: "https://github.com/acme" },
    "InvalidIdentityToken",
    "InvalidIdentityToken",
  ],
  ["no audience", { ...IN_PULL_REQUEST, aud: undefined }, "InvalidIdentityToken", "InvalidIdentityToken"],
  ["another issuer", { ...IN_PULL_REQUEST, iss: "https://gitlab.com" }, "InvalidIdentityToken", "InvalidIdentityToken"],
];
