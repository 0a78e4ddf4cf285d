import { branchRule, CiPlatform, nameProblems, NameRule } from "./platform";

/** Jobs of one repository on github.com. */
export interface GithubCi {
  readonly platform: "github";
  /**
   * `owner/repository`. Where tokens carry GitHub's immutable subject (repositories made after July 2026, and those
   * that opted in), with both ids: `owner@123456/repository@456789`.
   */
  readonly repository: string;
  /** The branch that is applied, and planned every night. */
  readonly branch: string;
  /**
   * Environment of that repository, as the workflow spells it: then only jobs in it, and on the branch, may apply, and its
   * reviewers approve. @default - every job on the branch may apply
   */
  readonly environment?: string;
}

const NAME = /^[A-Za-z0-9_](-?[A-Za-z0-9_]){0,38}(@[0-9]+)?\/[A-Za-z0-9._-]{1,100}(@[0-9]+)?$/;

/** What tokens of GitHub Actions say about a job. */
export function describeGithub({ repository, branch, environment }: GithubCi): CiPlatform {
  const onBranch = `ref:refs/heads/${branch}`;
  const subject = (context: string): string => `repo:${repository}:${context}`;
  return {
    issuer: "token.actions.githubusercontent.com",
    audience: "sts.amazonaws.com",
    // A pull request of a fork gets no token at all.
    plan: { equal: { sub: [subject("pull_request"), subject(onBranch)] } },
    apply: {
      equal:
        environment === undefined
          ? { sub: [subject(onBranch)] }
          : // A pull request can name the environment, too: its ref is not the branch.
            { sub: [subject(`environment:${environment}`)], ref: [`refs/heads/${branch}`] },
    },
    variables: { plan: "AWS_PLAN_ROLE_ARN", apply: "AWS_APPLY_ROLE_ARN", others: [] },
    problems: nameProblems([
      {
        where: "repository",
        value: repository,
        pattern: NAME,
        allowed: "owner/repository, or owner@ID/repository@ID, without wildcards",
        fix: "copy owner and repository from the address of the repository",
      },
      ...(repository.split("@").length === 2 ? [bothIds(repository)] : []),
      branchRule("branch", branch),
      ...(environment === undefined ? [] : [environmentRule(environment)]),
    ]),
  };
}

function bothIds(value: string): NameRule {
  return {
    where: "repository",
    value,
    pattern: /^[^@]*@[^@]*@[^@]*$/,
    allowed: "both ids or none",
    fix: "copy the subject that the OIDC settings of the repository show",
  };
}

function environmentRule(value: string): NameRule {
  return {
    where: "environment",
    value,
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
    allowed: "one environment of letters, digits and _.-, without wildcards",
    fix: "give the name that the workflow has in `environment:`, or leave it out",
  };
}
