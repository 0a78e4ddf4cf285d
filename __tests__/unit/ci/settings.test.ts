import { ciProblems, CiIdentities } from "../../../src/ci/ci-identities";
import { bootstrapStackProblems } from "../../../src/stacks/bootstrap-stack-props";
import { CI } from "../../support/bootstrap-shapes";

const STACKS = { stacks: [{ host: "mlflow.example.com" }] };
const github = (wrong: object): CiIdentities => ({
  platform: "github",
  repository: "acme/infra",
  branch: "main",
  ...STACKS,
  ...wrong,
});
const gitlab = (wrong: object): CiIdentities => ({
  platform: "gitlab",
  project: "acme/infra",
  branch: "main",
  ...STACKS,
  ...wrong,
});
const hcp = (wrong: object): CiIdentities => ({
  platform: "hcp-terraform",
  organization: "acme",
  project: "Default Project",
  workspace: "mlflow",
  ...STACKS,
  ...wrong,
});
const tracking = (wrong: object, audience = "mlflow.example.com"): CiIdentities =>
  github({ tracking: { audience, jobs: [{ repository: "acme/training", ...wrong }] } });
const stack = (wrong: object): CiIdentities => github({ stacks: [{ host: "mlflow.example.com", ...wrong }] });

describe("settings of CI that are right", () => {
  test.each([
    ...Object.entries(CI),
    ["a repository with dots and an underscore", github({ repository: "Acme-Corp/my_infra.tf" })],
    ["a branch with folders", github({ branch: "release/2026.11" })],
    ["a GitLab of one's own, below a path", gitlab({ url: "https://git.example.com:8443/gitlab" })],
    ["a Terraform Enterprise", hcp({ hostname: "tfe.example.com" })],
    [
      "three stacks",
      github({
        stacks: ["aaa", "bbb", "ccc"].map((uniqueName) => ({
          host: `${uniqueName}.example.com`,
          uniqueName,
          stateKey: uniqueName,
        })),
      }),
    ],
  ])("have no problem: %s", (_what, ci) => {
    expect(ciProblems(ci)).toEqual([]);
  });
});

describe("settings of CI that are wrong", () => {
  test.each<[string, CiIdentities, readonly string[]]>([
    ["a platform that is none", Object.assign(github({}), { platform: "jenkins" }), ["ci.platform"]],
    ["a source that is none", github({ oidcProvider: "existing" }), ["ci.oidcProvider"]],
    ["a repository without owner", github({ repository: "infra" }), ["ci.repository"]],
    ["all repositories of an owner", github({ repository: "acme/*" }), ["ci.repository"]],
    ["a pattern for one character", github({ repository: "acme/infr?" }), ["ci.repository"]],
    ["a repository with more behind it", github({ repository: "acme/infra:pull_request" }), ["ci.repository"]],
    ["the address of a repository", github({ repository: "https://github.com/acme/infra" }), ["ci.repository"]],
    ["one id of two", github({ repository: "acme@1/infra" }), ["ci.repository"]],
    ["every branch", github({ branch: "*" }), ["ci.branch"]],
    ["a ref", github({ branch: "refs/heads/main" }), ["ci.branch"]],
    ["a branch that Git refuses", github({ branch: "a..b" }), ["ci.branch"]],
    ["no branch", github({ branch: "" }), ["ci.branch"]],
    ["every environment", github({ environment: "*" }), ["ci.environment"]],
    ["a project without group", gitlab({ project: "infra" }), ["ci.project"]],
    ["every project of a group", gitlab({ project: "acme/*" }), ["ci.project"]],
    ["every branch of a project", gitlab({ branch: "ma?n" }), ["ci.branch"]],
    ["plain HTTP", gitlab({ url: "http://git.example.com" }), ["ci.url"]],
    ["a slash at the end", gitlab({ url: "https://git.example.com/" }), ["ci.url"]],
    ["every workspace", hcp({ workspace: "*" }), ["ci.workspace"]],
    ["a workspace with more behind it", hcp({ workspace: "mlflow:run_phase:plan" }), ["ci.workspace"]],
    ["every project", hcp({ project: "*" }), ["ci.project"]],
    ["an address as host", hcp({ hostname: "https://tfe.example.com" }), ["ci.hostname"]],
    [
      "a state of HCP Terraform",
      hcp({ stacks: [{ host: "a.example.com", stateKey: "a" }] }),
      ["ci.stacks[0].stateKey"],
    ],
    ["a path without slash at the end", github({ rolePath: "/ml" }), ["ci.rolePath"]],
    ["any path", github({ rolePath: "/*/" }), ["ci.rolePath"]],
    ["the name of a policy", github({ permissionsBoundaryArn: "boundary" }), ["ci.permissionsBoundaryArn"]],
    ["jobs of any repository", tracking({ repository: "acme/*", branch: "main" }), ["ci.tracking.jobs[0].repository"]],
    ["one id of two of a job", tracking({ repository: "a@1/b", branch: "m" }), ["ci.tracking.jobs[0].repository"]],
    ["jobs on any branch", tracking({ branch: "*" }), ["ci.tracking.jobs[0].branch"]],
    ["jobs of pull requests", tracking({ branch: "refs/pull/1/merge" }), ["ci.tracking.jobs[0].branch"]],
    ["jobs in any environment", tracking({ environment: "*" }), ["ci.tracking.jobs[0].environment"]],
    ["jobs anywhere in a repository", tracking({}), ["ci.tracking.jobs[0]"]],
    ["jobs on a branch in an environment", tracking({ branch: "a", environment: "b" }), ["ci.tracking.jobs[0]"]],
    ["an address as audience", tracking({ branch: "main" }, "https://mlflow.example.com"), ["ci.tracking.audience"]],
    ["an audience with a wildcard", tracking({ branch: "main" }, "*"), ["ci.tracking.audience"]],
    ["two audiences in one", tracking({ branch: "main" }, "mlflow,other"), ["ci.tracking.audience"]],
    ["nobody who tracks", github({ tracking: { audience: "mlflow", jobs: [] } }), ["ci.tracking.jobs"]],
    [
      "jobs of any project of a group, on any branch",
      gitlab({ tracking: { audience: "mlflow", jobs: [{ project: "acme/*", branch: "*" }] } }),
      ["ci.tracking.jobs[0].project", "ci.tracking.jobs[0].branch"],
    ],
    ["runs of HCP Terraform that track", hcp({ tracking: { audience: "mlflow", jobs: [] } }), ["ci.tracking"]],
    [
      "more subjects than a trust policy holds",
      github({
        tracking: {
          audience: "mlflow",
          jobs: Array.from({ length: 30 }, (_, at) => ({
            repository: `acme/a-training-repository-${at}`,
            branch: "main",
          })),
        },
      }),
      ["ci.tracking.jobs"],
    ],
    ["no stack", github({ stacks: [] }), ["ci.stacks"]],
    ["every host", stack({ host: "*.example.com" }), ["ci.stacks[0].host"]],
    ["an address as host of a stack", stack({ host: "https://mlflow.example.com" }), ["ci.stacks[0].host"]],
    ["every stack", stack({ uniqueName: "*" }), ["ci.stacks[0].uniqueName"]],
    ["a name that no stack can have", stack({ uniqueName: "default" }), ["ci.stacks[0].uniqueName"]],
    ["every state", stack({ stateKey: "mlflow/*" }), ["ci.stacks[0].stateKey"]],
    ["the state of bootstrap", stack({ stateKey: "bootstrap/terraform.tfstate" }), ["ci.stacks[0].stateKey"]],
    [
      "two stacks of one name and one state",
      github({ stacks: [{ host: "a.example.com" }, { host: "b.example.com" }] }),
      ["ci.stacks.uniqueName", "ci.stacks.stateKey"],
    ],
    [
      "everything at once",
      github({ repository: "infra", branch: "*", stacks: [{ host: "MLflow" }] }),
      ["ci.repository", "ci.branch", "ci.stacks[0].host"],
    ],
  ])("are told by their place: %s", (_what, ci, places) => {
    expect(ciProblems(ci).map(({ where }) => where)).toEqual(places);
  });

  test("four stacks are too many for the policies of a role", () => {
    const stacks = [1, 2, 3, 4].map((at) => ({
      host: `s${at}.example.com`,
      uniqueName: `stack-${at}`,
      stateKey: `${at}`,
    }));
    expect(ciProblems(github({ stacks }))).toMatchObject([
      { where: "ci.stacks", given: "4 of them", allowed: "1 to 3" },
    ]);
  });

  test("are problems of the bootstrap stack", () => {
    const props = { state: { type: "local" }, ci: github({ repository: "acme/*" }) } as const;
    expect(bootstrapStackProblems("bootstrap", props)).toEqual([
      {
        where: "bootstrap: ci.repository",
        given: '"acme/*"',
        allowed: "owner/repository, or owner@ID/repository@ID, without wildcards",
        fix: "copy owner and repository from the address of the repository",
      },
    ]);
  });
});
