import { branchRule, CiPlatform, nameProblems, NameRule } from "./platform";
import { Tracking, TrackingJob, trackingProblems, trackingTrust } from "./tracking";

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
  /** Jobs that track runs, with a role of their own that may do nothing else. @default - no such role */
  readonly tracking?: Tracking<GithubJob>;
}

/** Jobs on one branch, or in one environment whatever the branch: then its rules say who gets in. */
export type GithubJob =
  | { readonly repository: string; readonly branch: string; readonly environment?: undefined }
  | { readonly repository: string; readonly environment: string; readonly branch?: undefined };

const NAME = /^[A-Za-z0-9_](-?[A-Za-z0-9_]){0,38}(@[0-9]+)?\/[A-Za-z0-9._-]{1,100}(@[0-9]+)?$/;

/** What tokens of GitHub Actions say about a job. */
export function describeGithub({ repository, branch, environment, tracking }: GithubCi): CiPlatform {
  const jobs = (tracking?.jobs ?? []).map(trackingJob);
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
    track: tracking === undefined ? undefined : trackingTrust(tracking, jobs),
    variables: { plan: "AWS_PLAN_ROLE_ARN", apply: "AWS_APPLY_ROLE_ARN", others: [] },
    problems: [
      ...nameProblems([
        ...repositoryRules(repository),
        branchRule("branch", branch),
        ...(environment === undefined ? [] : [environmentRule(environment)]),
      ]),
      ...(tracking === undefined ? [] : trackingProblems(tracking, jobs)),
    ],
  };
}

function trackingJob({ repository, branch, environment }: GithubJob): TrackingJob {
  const context = environment === undefined ? `ref:refs/heads/${branch}` : `environment:${environment}`;
  const one = (branch === undefined) !== (environment === undefined);
  return {
    subject: `repo:${repository}:${context}`,
    rules: [
      ...repositoryRules(repository),
      ...(branch === undefined ? [] : [branchRule("branch", branch)]),
      ...(environment === undefined ? [] : [environmentRule(environment)]),
    ],
    problems: one
      ? []
      : [
          {
            where: "",
            given: environment === undefined ? "neither branch nor environment" : "branch and environment",
            allowed: "one of them",
            fix: "name the branch, or the environment, in which its jobs run",
          },
        ],
  };
}

function repositoryRules(value: string): NameRule[] {
  return [
    {
      where: "repository",
      value,
      pattern: NAME,
      allowed: "owner/repository, or owner@ID/repository@ID, without wildcards",
      fix: "copy owner and repository from the address of the repository",
    },
    ...(value.split("@").length === 2 ? [bothIds(value)] : []),
  ];
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
