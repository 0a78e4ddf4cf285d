import { branchRule, CiPlatform, nameProblems } from "./platform";

/** Jobs of one project on gitlab.com, or on an instance that AWS can reach. */
export interface GitlabCi {
  readonly platform: "gitlab";
  /** `group/project`, with every subgroup. */
  readonly project: string;
  /** The branch that is applied. Protect it: whoever may push to it may apply. */
  readonly branch: string;
  /** Address of the instance. @default "https://gitlab.com" */
  readonly url?: string;
}

const SEGMENT = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}";
const HOST = "([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}(:[0-9]{1,5})?";

/** What ID tokens of GitLab say about a job. */
export function describeGitlab({ project, branch, url = "https://gitlab.com" }: GitlabCi): CiPlatform {
  const subject = (ref: string): string => `project_path:${project}:ref_type:branch:ref:${ref}`;
  return {
    issuer: url.replace(/^https:\/\//, ""),
    audience: url,
    // A merge request is planned on its own branch, whose name nobody knows before.
    plan: { like: { sub: subject("*") } },
    apply: { equal: { sub: [subject(branch)] } },
    variables: { plan: "AWS_PLAN_ROLE_ARN", apply: "AWS_APPLY_ROLE_ARN", others: [] },
    problems: nameProblems([
      {
        where: "project",
        value: project,
        pattern: new RegExp(`^${SEGMENT}(/${SEGMENT})+$`),
        allowed: "group/project, with every subgroup, without wildcards",
        fix: "copy the path from the address of the project",
      },
      branchRule("branch", branch),
      {
        where: "url",
        value: url,
        pattern: new RegExp(`^https://${HOST}(/[A-Za-z0-9._-]+)*$`),
        allowed: "an address with https://, without a slash at the end",
        fix: "give the address of the instance, for example https://gitlab.example.com",
      },
    ]),
  };
}
