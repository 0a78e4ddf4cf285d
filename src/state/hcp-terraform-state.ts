import { TerraformStack } from "cdktf";
import { writeBeside } from "../terraform/beside";
import { CloudBlock } from "./cloud-block";
import { HCP_HOSTNAME } from "./hcp-hostname";
import { TERRAFORM_IGNORE } from "./terraform-ignore";

/** Where in HCP Terraform, whichever way its workspaces are chosen. */
export interface HcpTerraformPlace {
  readonly organization: string;
  /**
   * Project of a workspace that `terraform init` makes; with tags also the one in which workspaces are looked for.
   * @default - the organization's default project; with tags every project
   */
  readonly project?: string;
  /** Host of Terraform Enterprise. @default "app.terraform.io" */
  readonly hostname?: string;
}

/** One workspace by its name. */
export interface NamedWorkspace {
  /** Name of the workspace; `terraform init` makes it when there is none. */
  readonly workspace: string;
  readonly tags?: never;
}

/** All workspaces that carry every one of the tags; `TF_WORKSPACE` or `terraform workspace select` chooses one. */
export interface TaggedWorkspaces {
  readonly tags: readonly string[];
  readonly workspace?: never;
}

/** What `hcpTerraform` takes. */
export type HcpTerraformSettings = HcpTerraformPlace & (NamedWorkspace | TaggedWorkspaces);

/**
 * State (and, where the workspace says so, runs) in HCP Terraform or Terraform Enterprise. The token comes from
 * `terraform login` or `TF_TOKEN_<host>`: it is never written into the JSON.
 */
export type HcpTerraformState = HcpTerraformSettings & { readonly type: "hcp-terraform" };

/** State in HCP Terraform or Terraform Enterprise: in one named workspace, or in those that carry some tags. */
export function hcpTerraform(settings: HcpTerraformSettings): HcpTerraformState {
  return { ...settings, type: "hcp-terraform" };
}

/**
 * The workspace, or the tags in the order of the alphabet, as text for comparison: the default host is the same said or
 * unsaid. The project is left out, because a named workspace is one in its organization whatever its project.
 */
export function workspacePlace(state: HcpTerraformState): string {
  const { hostname = HCP_HOSTNAME, organization } = state;
  const place = `${hostname}/${organization}/`;
  return state.tags === undefined ? `${place}${state.workspace}` : `${place}${TAGGED}${[...state.tags].sort().join()}`;
}

/** No workspace has a name with a colon in it. */
const TAGGED = "tags:";

/**
 * Whether two places of states are one: the same text, or tags of which one set contains the other, because a workspace
 * with all tags of the longer list has those of the shorter one, too.
 */
export function isSamePlace(one: string, other: string): boolean {
  const [[place, tags], [otherPlace, otherTags]] = [splitTags(one), splitTags(other)];
  const includes = (some: readonly string[], others: readonly string[]): boolean =>
    others.length > 0 && others.every((tag) => some.includes(tag));
  return one === other || (place === otherPlace && (includes(tags, otherTags) || includes(otherTags, tags)));
}

function splitTags(place: string): readonly [place: string, tags: readonly string[]] {
  const [before = "", tags] = place.split(`/${TAGGED}`);
  return [before, tags === undefined ? [] : tags.split(",")];
}

/** Emits the `cloud` block and no backend beside it, and what `terraform` leaves out when it uploads the folder. */
export function addHcpTerraformBackend(stack: TerraformStack, state: HcpTerraformState): void {
  const { organization, project, hostname } = state;
  const ofProject = project === undefined ? {} : { project };
  new CloudBlock(stack, {
    organization,
    ...(hostname === undefined ? {} : { hostname }),
    workspaces: state.tags === undefined ? { name: state.workspace, ...ofProject } : { tags: state.tags, ...ofProject },
  });
  writeBeside(stack, ".terraformignore", TERRAFORM_IGNORE);
}
