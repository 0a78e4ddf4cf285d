import { Problem } from "../terraform/problem";
import { CiStack, stackProblems } from "./ci-stack";
import { describeGithub, GithubCi } from "./github";
import { describeGitlab, GitlabCi } from "./gitlab";
import { describeHcpTerraform, HcpTerraformCi } from "./hcp-terraform";
import { CiPlatform, nameProblems } from "./platform";

/** What all platforms have. */
export interface CiSettings {
  /** The mlflow stacks that CI may plan and change, 1 to 3. Another pair of roles is another bootstrap. */
  readonly stacks: readonly CiStack[];
  /**
   * The OpenID Connect provider of the account for the platform's issuer: `new` makes it, `given` looks it up and never
   * changes it. An account holds one for each issuer.
   * @default "new"
   */
  readonly oidcProvider?: OidcProviderSource;
  /** Value of `iam_role_path`, which the stacks have. The roles of CI lie there, too. @default "/" */
  readonly rolePath?: string;
  /**
   * ARN of the policy with which the account demands that every role is bounded, those of CI included.
   * @default - bootstrap makes one for the roles that CI makes
   */
  readonly permissionsBoundaryArn?: string;
}

/** Where the OpenID Connect provider of the account comes from. */
export type OidcProviderSource = "new" | "given";

/** Who plans and applies mlflow stacks without a person's credentials. */
export type CiIdentities = CiSettings & (GithubCi | GitlabCi | HcpTerraformCi);

const SOURCES: readonly string[] = ["new", "given"];
const PLATFORMS: readonly string[] = ["github", "gitlab", "hcp-terraform"];

/** How the platform names its jobs. */
export function describePlatform(ci: CiIdentities): CiPlatform {
  switch (ci.platform) {
    case "github":
      return describeGithub(ci);
    case "gitlab":
      return describeGitlab(ci);
    case "hcp-terraform":
      return describeHcpTerraform(ci);
  }
}

/** Everything that is wrong with the settings. */
export function ciProblems(ci: CiIdentities): Problem[] {
  const { oidcProvider = "new", platform } = ci;
  const problems = [
    ...oneOfProblems("platform", platform, PLATFORMS, "name the platform whose jobs plan and apply"),
    ...oneOfProblems("oidcProvider", oidcProvider, SOURCES, "leave it out, unless the account has one for this issuer"),
    ...(PLATFORMS.includes(platform) ? describePlatform(ci).problems : []),
    ...(platform === "hcp-terraform" ? noTrackingProblems(ci) : []),
    ...roleProblems(ci),
    ...stackProblems(ci.stacks, { stateIsInS3: platform !== "hcp-terraform" }),
  ];
  return problems.map((problem) => ({ ...problem, where: `ci.${problem.where}` }));
}

function roleProblems({ rolePath = "/", permissionsBoundaryArn }: CiSettings): Problem[] {
  return nameProblems([
    {
      where: "rolePath",
      value: rolePath,
      pattern: /^(?=.{1,64}$)\/([A-Za-z0-9_.,+=@-]+\/)*$/,
      allowed: "a slash, or folders between slashes, at most 64 characters",
      fix: "give the stacks' value of iam_role_path, for example /ml/",
    },
    ...(permissionsBoundaryArn === undefined
      ? []
      : [
          {
            where: "permissionsBoundaryArn",
            value: permissionsBoundaryArn,
            pattern: /^arn:aws(-[a-z]+)*:iam::([0-9]{12}|aws):policy\/[A-Za-z0-9_.,+=@/-]{1,256}$/,
            allowed: "the ARN of an IAM policy, arn:aws:iam::ACCOUNT:policy/NAME",
            fix: "copy it from the rules of the account, or leave it out",
          },
        ]),
  ]);
}

/** For programs without types. */
function noTrackingProblems(ci: HcpTerraformCi): Problem[] {
  if (!Object.entries(ci).some(([name, value]) => name === "tracking" && value !== undefined)) return [];
  return [
    {
      where: "tracking",
      given: "tracking",
      allowed: "nothing: runs of HCP Terraform track nothing",
      fix: "leave it out; for jobs of GitHub or GitLab that track runs make a bootstrap with that platform",
    },
  ];
}

/** For programs without types. */
function oneOfProblems(where: string, given: string, known: readonly string[], fix: string): Problem[] {
  if (known.includes(given)) return [];
  return [{ where, given: JSON.stringify(given), allowed: known.map((each) => JSON.stringify(each)).join(", "), fix }];
}
