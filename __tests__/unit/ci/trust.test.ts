import { CI, synthesizeBootstrap } from "../../support/bootstrap-shapes";
import { statements } from "../../support/small-stack";
import { Json, JsonObject, StackJson } from "../../support/stack-json";

const GITHUB = "token.actions.githubusercontent.com";

function synthesize(platform: keyof typeof CI): StackJson {
  return synthesizeBootstrap({ ci: CI[platform] });
}

/** The conditions under which each role is handed out. */
function conditions(json: StackJson): JsonObject {
  const roles = json.resources("aws_iam_role").map(({ address, attributes }): [string, Json] => {
    const [only = {}, ...others] = statements(attributes.assume_role_policy);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" });
    return [address.replace(/^aws_iam_role\.ci_(\w+?)(_\w+)?$/, "$1"), only.Condition ?? null];
  });
  return Object.fromEntries(roles);
}

describe("whom the roles of CI trust", () => {
  test("GitHub, by branch: plans of pull requests and of the branch, applies of the branch", () => {
    const aud = { [`${GITHUB}:aud`]: ["sts.amazonaws.com"] };
    const onBranch = "repo:acme/infra:ref:refs/heads/main";
    expect(conditions(synthesize("GitHub's branch"))).toEqual({
      plan: { StringEquals: { ...aud, [`${GITHUB}:sub`]: ["repo:acme/infra:pull_request", onBranch] } },
      apply: { StringEquals: { ...aud, [`${GITHUB}:sub`]: [onBranch] } },
    });
  });

  test("GitHub, by environment: its applies must be on the branch, too, where no pull request is", () => {
    const repository = "repo:acme@1234/infra@5678";
    const aud = { [`${GITHUB}:aud`]: ["sts.amazonaws.com"] };
    expect(conditions(synthesize("GitHub's environment"))).toEqual({
      plan: {
        StringEquals: {
          ...aud,
          [`${GITHUB}:sub`]: [`${repository}:pull_request`, `${repository}:ref:refs/heads/main`],
        },
      },
      apply: {
        StringEquals: {
          ...aud,
          [`${GITHUB}:sub`]: [`${repository}:environment:production`],
          [`${GITHUB}:ref`]: ["refs/heads/main"],
        },
      },
    });
  });

  test("GitLab: plans of any branch of the project, applies of one", () => {
    const project = "project_path:acme/platform/infra:ref_type:branch:ref";
    const aud = { "gitlab.com:aud": ["https://gitlab.com"] };
    expect(conditions(synthesize("GitLab"))).toEqual({
      plan: { StringEquals: aud, StringLike: { "gitlab.com:sub": `${project}:*` } },
      apply: { StringEquals: { ...aud, "gitlab.com:sub": [`${project}:main`] } },
    });
  });

  test("HCP Terraform: each phase of the runs of one workspace", () => {
    const workspace = "organization:acme:project:Default Project:workspace:mlflow:run_phase";
    const aud = { "app.terraform.io:aud": ["aws.workload.identity"] };
    expect(conditions(synthesize("HCP Terraform"))).toEqual({
      plan: { StringEquals: { ...aud, "app.terraform.io:sub": [`${workspace}:plan`] } },
      apply: { StringEquals: { ...aud, "app.terraform.io:sub": [`${workspace}:apply`] } },
    });
  });

  test("a GitLab of one's own by its address, path and port included", () => {
    const url = "https://git.example.com:8443/gitlab";
    const json = synthesizeBootstrap({
      ci: { platform: "gitlab", project: "a/b", branch: "main", url, stacks: [{ host: "mlflow.example.com" }] },
    });
    expect(json.only("aws_iam_openid_connect_provider").attributes).toMatchObject({ url, client_id_list: [url] });
    expect(JSON.stringify(conditions(json))).toContain("git.example.com:8443/gitlab:sub");
  });
});

describe("whom the role trusts that tracks runs", () => {
  test("the jobs that are named, on their branch or in their environment, and no others", () => {
    const jobs = ["repo:acme/training:ref:refs/heads/main", "repo:acme@1234/models@5678:environment:training"];
    expect(conditions(synthesize("GitHub with tracking"))).toMatchObject({
      track: { StringEquals: { [`${GITHUB}:aud`]: ["sts.amazonaws.com"], [`${GITHUB}:sub`]: jobs } },
    });
    const job = "project_path:acme/ml/training:ref_type:branch:ref:main";
    const { track, ...others } = conditions(synthesize("GitLab with tracking"));
    expect(track).toEqual({ StringEquals: { "gitlab.com:aud": ["https://gitlab.com"], "gitlab.com:sub": [job] } });
    expect(others).toEqual(conditions(synthesize("GitLab")));
  });

  test("is not there without the setting", () => {
    expect(Object.keys(conditions(synthesize("GitHub's branch"))).sort()).toEqual(["apply", "plan"]);
  });
});

describe("the OpenID Connect provider of the account", () => {
  test("is made, for one audience", () => {
    const json = synthesize("GitHub's branch");
    expect(json.only("aws_iam_openid_connect_provider").attributes).toMatchObject({
      url: `https://${GITHUB}`,
      client_id_list: ["sts.amazonaws.com"],
    });
    const [role] = json.resources("aws_iam_role");
    expect(statements(role?.attributes.assume_role_policy)[0]).toMatchObject({
      Principal: { Federated: "<aws_iam_openid_connect_provider.ci_oidc-provider_11D0C016.arn>" },
    });
  });

  test("is looked up where it is given, refused at plan without the audience, and not changed", () => {
    const json = synthesize("GitHub's environment");
    expect(json.resources("aws_iam_openid_connect_provider")).toEqual([]);
    const [provider] = json.dataSources("aws_iam_openid_connect_provider");
    expect(provider?.attributes).toMatchObject({
      url: `https://${GITHUB}`,
      lifecycle: { postcondition: [{ condition: '${contains(self.client_id_list, "sts.amazonaws.com")}' }] },
    });
  });

  test("is not there without the prop, nor is a role or a policy", () => {
    const types = Object.keys(synthesizeBootstrap({}).section("resource"));
    expect(types.filter((type) => type.startsWith("aws_iam"))).toEqual([]);
  });
});
