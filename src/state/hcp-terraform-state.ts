import { CloudBackend, NamedCloudWorkspace, TerraformStack } from "cdktf";
import { Problem } from "../terraform/problem";

/**
 * State (and, where the workspace says so, runs) in HCP Terraform or Terraform Enterprise. The token comes from
 * `terraform login` or `TF_TOKEN_<host>`: it is never written into the JSON.
 */
export interface HcpTerraformState {
  readonly type: "hcp-terraform";
  readonly organization: string;
  /** Name of the workspace; `terraform init` makes it when there is none. */
  readonly workspace: string;
  /** Project of a workspace that `terraform init` makes. @default - the organization's default project */
  readonly project?: string;
  /** Host of Terraform Enterprise. @default "app.terraform.io" */
  readonly hostname?: string;
}

/** The workspace as text, for comparison: the default host is the same said or unsaid. */
export function workspacePlace({ hostname = "app.terraform.io", organization, workspace }: HcpTerraformState): string {
  return `${hostname}/${organization}/${workspace}`;
}

/** Emits the `cloud` block, and no backend beside it. */
export function addHcpTerraformBackend(stack: TerraformStack, state: HcpTerraformState): void {
  const { organization, workspace, project, hostname } = state;
  new CloudBackend(stack, {
    organization,
    workspaces: new NamedCloudWorkspace(workspace, project),
    ...(hostname === undefined ? {} : { hostname }),
  });
}

const HOSTNAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:[0-9]+)?$/;

/** The rules of HCP Terraform's API for each name. */
const RULES = [
  { setting: "organization", pattern: /^[A-Za-z0-9_-]{3,40}$/, allowed: "3 to 40 letters, digits, _ and -" },
  { setting: "workspace", pattern: /^[A-Za-z0-9_-]{1,90}$/, allowed: "at most 90 letters, digits, _ and -" },
  { setting: "project", pattern: /^[A-Za-z0-9_ -]{3,40}$/, allowed: "3 to 40 letters, digits, spaces, _ and -" },
  { setting: "hostname", pattern: HOSTNAME, allowed: "a host name in lower case, without https://" },
] as const;

/** What is wrong with the names. */
export function hcpTerraformStateProblems(state: HcpTerraformState): Problem[] {
  return RULES.flatMap(({ setting, pattern, allowed }) => {
    const given = state[setting];
    if (given === undefined || pattern.test(given)) return [];
    return [
      {
        where: `state.${setting}`,
        given: JSON.stringify(given),
        allowed,
        fix: "copy it from the address of the workspace",
      },
    ];
  });
}
