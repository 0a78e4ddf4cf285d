import { CI, synthesizeBootstrap } from "../../support/bootstrap-shapes";
import { object, StackJson, text } from "../../support/stack-json";

const outputOf = (json: StackJson, name: string): string => text(object(json.section("output")[name]).value);

/** The names of the variables for a platform's jobs, and the values that are no references. */
function variables(platform: keyof typeof CI): readonly string[] {
  const json = synthesizeBootstrap({ encryptionKey: "given", ci: CI[platform] });
  return outputOf(json, "ci_variables")
    .split("\n")
    .map((line) => line.replace(/\$\{.*\}$/, "…"));
}

const ROLES = ["AWS_PLAN_ROLE_ARN=…", "AWS_APPLY_ROLE_ARN=…", "AWS_REGION=…"];
const STATES = ["TF_STATE_BUCKET=…", "TF_STATE_LOCK_TABLE=…", "TF_STATE_KMS_KEY_ARN=…"];
const STACK = ["TF_VAR_secret_prefix=…", "TF_VAR_kms_key_arn=…", "TF_VAR_iam_permissions_boundary_arn=…"];

describe("the lines for the platform", () => {
  test.each(["GitHub's branch", "GitLab"] as const)("name roles, states and what the stack needs: %s", (platform) => {
    expect(variables(platform)).toEqual([...ROLES, ...STATES, ...STACK]);
  });

  test("turn dynamic credentials on in HCP Terraform, which keeps the states", () => {
    expect(variables("HCP Terraform")).toEqual([
      "TFC_AWS_PROVIDER_AUTH=true",
      "TFC_AWS_PLAN_ROLE_ARN=…",
      "TFC_AWS_APPLY_ROLE_ARN=…",
      "AWS_REGION=…",
      ...STACK,
    ]);
  });
});

describe("the role that tracks runs", () => {
  test("is an output of its own, for bearerTokens and the repositories of its jobs", () => {
    const json = synthesizeBootstrap({ ci: CI["GitHub with tracking"] });
    expect(outputOf(json, "ci_track_role_arn")).toMatch(/^\$\{aws_iam_role\.ci_track_\w+\.arn\}$/);
    expect(outputOf(json, "ci_variables")).not.toContain("track");
    expect(synthesizeBootstrap({ ci: CI["GitHub's branch"] }).section("output")).not.toHaveProperty(
      "ci_track_role_arn",
    );
  });
});

describe("the lines for people", () => {
  test("have the boundary, too: without it their plan would take it away", () => {
    const line = /^export TF_VAR_iam_permissions_boundary_arn=\$\{aws_iam_policy\./m;
    expect(outputOf(synthesizeBootstrap({ ci: CI["GitHub's branch"] }), "environment")).toMatch(line);
    expect(outputOf(synthesizeBootstrap({}), "environment")).not.toContain("boundary");
  });
});
