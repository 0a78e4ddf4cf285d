import { branchRule, CiPlatform, nameProblems, NameRule } from "./platform";
import { Tracking, trackingProblems, trackingTrust } from "./tracking";

/** Jobs of one project on gitlab.com, or on an instance that AWS can reach. */
export interface GitlabCi {
  readonly platform: "gitlab";
  /** `group/project`, with every subgroup. */
  readonly project: string;
  /** The branch that is applied. Protect it: whoever may push to it may apply. */
  readonly branch: string;
  /** Address of the instance. @default "https://gitlab.com" */
  readonly url?: string;
  /** Jobs that track runs, with a role of their own that may do nothing else. @default - no such role */
  readonly tracking?: Tracking<GitlabJob>;
}

/** Jobs on one branch of a project of the same instance. */
export interface GitlabJob {
  /** `group/project`, with every subgroup. */
  readonly project: string;
  /** Protect it: whoever may push to it gets into MLflow. */
  readonly branch: string;
}

const SEGMENT = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}";
const HOST = "([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}(:[0-9]{1,5})?";

/** What ID tokens of GitLab say about a job. */
export function describeGitlab({ project, branch, url = "https://gitlab.com", tracking }: GitlabCi): CiPlatform {
  const subject = (ref: string, of = project): string => `project_path:${of}:ref_type:branch:ref:${ref}`;
  const jobs = (tracking?.jobs ?? []).map((job) => ({
    subject: subject(job.branch, job.project),
    rules: [projectRule(job.project), branchRule("branch", job.branch)],
  }));
  return {
    issuer: url.replace(/^https:\/\//, ""),
    audience: url,
    // A merge request is planned on its own branch, whose name nobody knows before.
    plan: { like: { sub: subject("*") } },
    apply: { equal: { sub: [subject(branch)] } },
    track: tracking === undefined ? undefined : trackingTrust(tracking, jobs),
    variables: { plan: "AWS_PLAN_ROLE_ARN", apply: "AWS_APPLY_ROLE_ARN", others: [] },
    problems: [
      ...nameProblems([
        projectRule(project),
        branchRule("branch", branch),
        {
          where: "url",
          value: url,
          pattern: new RegExp(`^https://${HOST}(/[A-Za-z0-9._-]+)*$`),
          allowed: "an address with https://, without a slash at the end",
          fix: "give the address of the instance, for example https://gitlab.example.com",
        },
      ]),
      ...(tracking === undefined ? [] : trackingProblems(tracking, jobs)),
    ],
  };
}

function projectRule(value: string): NameRule {
  return {
    where: "project",
    value,
    pattern: new RegExp(`^${SEGMENT}(/${SEGMENT})+$`),
    allowed: "group/project, with every subgroup, without wildcards",
    fix: "copy the path from the address of the project",
  };
}
