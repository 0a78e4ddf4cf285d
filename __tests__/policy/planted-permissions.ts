import { Planted, replace, set } from "./planting";

const trustOfApply = (from: string, to: string): Pick<Planted, "type" | "id" | "change"> => ({
  type: "aws_iam_role",
  id: "ci_apply_987ACB7B",
  change: replace("assume_role_policy", from, to),
});

/** Mistakes in what somebody may do, and in who may do it. */
export const PERMISSIONS: readonly Planted[] = [
  {
    what: "a role that may do everything",
    type: "aws_iam_role_policy",
    id: "roles_task_artifacts_83A04BD8",
    change: set({ policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' }),
    foundBy: [
      "CKV2_AWS_40",
      "CKV_AWS_286",
      "CKV_AWS_287",
      "CKV_AWS_288",
      "CKV_AWS_289",
      "CKV_AWS_290",
      "CKV_AWS_355",
      "CKV_AWS_62",
      "CKV_AWS_63",
    ],
  },
  {
    what: "a role that reads every bucket",
    type: "aws_iam_role_policy",
    id: "roles_task_artifacts_83A04BD8",
    change: set({
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
    }),
    foundBy: ["CKV_AWS_288", "CKV_AWS_355"],
  },
  {
    what: "a role that makes itself an administrator",
    type: "aws_iam_role_policy",
    id: "roles_task_artifacts_83A04BD8",
    change: set({
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:PutRolePolicy","Resource":"*"}]}',
    }),
    foundBy: ["CKV_AWS_289", "CKV_AWS_355"],
  },
  {
    what: "a role that everybody may assume",
    type: "aws_iam_role",
    id: "roles_task_46C17C41",
    change: set({
      assume_role_policy:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}',
    }),
    foundBy: ["CKV_AWS_60"],
  },
  {
    what: "jobs of every repository on GitHub may apply",
    stack: "bootstrap-ci-github",
    ...trustOfApply('"token.actions.githubusercontent.com:sub"', '"token.actions.githubusercontent.com:actor"'),
    foundBy: ["CKV_AWS_393", "token-trust"],
  },
  {
    what: "every job of a repository on GitHub may apply",
    stack: "bootstrap-ci-github",
    ...trustOfApply(
      ',"token.actions.githubusercontent.com:sub":["repo:acme/infra:ref:refs/heads/main"]}',
      '},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/infra:*"}',
    ),
    foundBy: ["token-trust"],
  },
  {
    what: "jobs of every project on GitLab may apply",
    stack: "bootstrap-ci-gitlab",
    ...trustOfApply('"gitlab.com:sub"', '"gitlab.com:user_login"'),
    foundBy: ["token-trust"],
  },
  {
    what: "tokens of HCP Terraform for others than AWS may apply",
    stack: "bootstrap-ci-hcp-terraform",
    ...trustOfApply('"app.terraform.io:aud":["aws.workload.identity"],', ""),
    foundBy: ["token-trust"],
  },
  {
    what: "a KMS key that everybody may use",
    stack: "bootstrap-new-key",
    type: "aws_kms_key",
    change: set({
      policy:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"kms:*","Resource":"*"}]}',
    }),
    foundBy: ["CKV_AWS_33"],
  },
];
