import { CiPlatform, nameProblems, NameRule } from "./platform";
import { HCP_HOSTNAME } from "../state/hcp-hostname";

/** Runs of one workspace of HCP Terraform or Terraform Enterprise. */
export interface HcpTerraformCi {
  readonly platform: "hcp-terraform";
  readonly organization: string;
  /** Name of the project that the workspace is in; that of a new organization is `Default Project`. */
  readonly project: string;
  readonly workspace: string;
  /** Host of Terraform Enterprise, which AWS must reach. @default "app.terraform.io" */
  readonly hostname?: string;
  /** Runs of HCP Terraform track nothing. */
  readonly tracking?: undefined;
}

const FIX = "copy it from the settings of the workspace";

/** What workload identity tokens of HCP Terraform say about a run. */
export function describeHcpTerraform(ci: HcpTerraformCi): CiPlatform {
  const { organization, project, workspace, hostname = HCP_HOSTNAME } = ci;
  const subject = (phase: string): string =>
    `organization:${organization}:project:${project}:workspace:${workspace}:run_phase:${phase}`;
  const rule = (where: string, value: string, pattern: RegExp, allowed: string): NameRule => ({
    where,
    value,
    pattern,
    allowed: `${allowed}, without wildcards`,
    fix: FIX,
  });
  return {
    issuer: hostname,
    audience: "aws.workload.identity",
    plan: { equal: { sub: [subject("plan")] } },
    apply: { equal: { sub: [subject("apply")] } },
    track: undefined,
    variables: {
      plan: "TFC_AWS_PLAN_ROLE_ARN",
      apply: "TFC_AWS_APPLY_ROLE_ARN",
      others: ["TFC_AWS_PROVIDER_AUTH=true"],
    },
    problems: nameProblems([
      rule("organization", organization, /^[A-Za-z0-9_-]{3,40}$/, "3 to 40 letters, digits, _ and -"),
      rule("project", project, /^[A-Za-z0-9_ -]{3,40}$/, "3 to 40 letters, digits, spaces, _ and -"),
      rule("workspace", workspace, /^[A-Za-z0-9_-]{1,90}$/, "at most 90 letters, digits, _ and -"),
      rule(
        "hostname",
        hostname,
        /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:[0-9]{1,5})?$/,
        "a host name in lower case, without https://",
      ),
    ]),
  };
}
