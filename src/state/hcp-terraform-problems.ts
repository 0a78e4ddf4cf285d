import { Problem } from "../terraform/problem";
import { HcpTerraformState } from "./hcp-terraform-state";

const HOSTNAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:[0-9]+)?$/;

/** The rules of HCP Terraform's API for each name. */
const RULES = [
  { setting: "organization", pattern: /^[A-Za-z0-9_-]{3,40}$/, allowed: "3 to 40 letters, digits, _ and -" },
  { setting: "workspace", pattern: /^[A-Za-z0-9_-]{1,90}$/, allowed: "at most 90 letters, digits, _ and -" },
  { setting: "project", pattern: /^[A-Za-z0-9_ -]{3,40}$/, allowed: "3 to 40 letters, digits, spaces, _ and -" },
  { setting: "hostname", pattern: HOSTNAME, allowed: "a host name in lower case, without https://" },
] as const;

const TAG = /^[a-z0-9]([a-z0-9:_-]{0,253}[a-z0-9])?$/;

/** What is wrong with the names, the tags, and the choice between both. */
export function hcpTerraformStateProblems(state: HcpTerraformState): Problem[] {
  return [
    ...RULES.flatMap(({ setting, pattern, allowed }) => {
      const given = state[setting];
      if (given === undefined || pattern.test(given)) return [];
      const fix = "copy it from the address of the workspace";
      return [{ where: `state.${setting}`, given: JSON.stringify(given), allowed, fix }];
    }),
    ...choiceProblems(state),
    ...tagProblems(state.tags ?? []),
  ];
}

/** A program without types can give both, or neither. */
function choiceProblems({ workspace, tags }: Partial<Pick<HcpTerraformState, "workspace" | "tags">>): Problem[] {
  if ((workspace === undefined) !== (tags === undefined)) return tags?.length === 0 ? [NO_TAGS] : [];
  return [
    {
      where: "state.workspace, state.tags",
      given: workspace === undefined ? "neither" : "both",
      allowed: "one of them",
      fix: "name the workspace, or give the tags by which TF_WORKSPACE may choose among several",
    },
  ];
}

const NO_TAGS: Problem = {
  where: "state.tags",
  given: "[]",
  allowed: "one tag or more",
  fix: "give the tags that the workspaces of this stack carry, and those of no other stack",
};

function tagProblems(tags: readonly string[]): Problem[] {
  const problem = (tag: string, allowed: string, fix: string): Problem => ({
    where: "state.tags",
    given: JSON.stringify(tag),
    allowed,
    fix,
  });
  return [
    ...tags
      .filter((tag) => !TAG.test(tag))
      .map((tag) =>
        problem(
          tag,
          "at most 255 lower-case letters, digits, colons, _ and -, with a letter or digit at both ends",
          "copy it from the list of tags of a workspace",
        ),
      ),
    ...[...new Set(tags.filter((tag, index) => tags.indexOf(tag) !== index))].map((tag) =>
      problem(tag, "each tag once", "leave it out the second time"),
    ),
  ];
}
