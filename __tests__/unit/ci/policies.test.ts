import { CI, synthesizeBootstrap } from "../../support/bootstrap-shapes";
import { many } from "../../support/json-walk";
import { embedded, statements } from "../../support/small-stack";
import { JsonObject, StackJson, text } from "../../support/stack-json";

/** As long as what a reference stands for gets. */
const LONGEST: readonly (readonly [RegExp, string])[] = [
  [/<data\.aws_region[^>]*>/g, "ap-southeast-1"],
  [/<data\.aws_caller_identity[^>]*>/g, "123456789012"],
  [/<data\.aws_partition[^>]*>/g, "aws-us-gov"],
  [/<aws_s3_bucket[^>]*>/g, "b".repeat(76)],
  [/<aws_dynamodb_table[^>]*>/g, `arn:aws:dynamodb:ap-southeast-1:123456789012:table/${"t".repeat(40)}`],
  [/<aws_secretsmanager_secret[^>]*>/g, `arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:${"s".repeat(40)}`],
  [/<var\.kms_key_arn>/g, "arn:aws:kms:ap-southeast-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"],
  [/<merge\([^>]*>/g, "p".repeat(40)],
  [/<aws_iam_policy\.[^>]*>/g, `arn:aws:iam::123456789012:policy/${"m".repeat(60)}`],
];

const longest = synthesizeBootstrap({
  encryptionKey: "given",
  ci: {
    platform: "github",
    repository: "acme/infra",
    branch: "main",
    rolePath: "/machine-learning/",
    stacks: [1, 2, 3].map((at) => ({
      host: `mlflow-${at}.${"h".repeat(40)}.example.com`,
      uniqueName: `a23456-89012-4567890-23${at}`,
      stateKey: `mlflow/${"environment".repeat(3)}-${at}/terraform.tfstate`,
    })),
  },
});

const policiesOf = (json: StackJson): readonly (readonly [string, readonly JsonObject[]])[] =>
  json
    .resources("aws_iam_policy")
    .map(({ attributes }) => [text(attributes.name_prefix), statements(attributes.policy)]);

/** Names of the policies that a role has. */
function attachedTo(json: StackJson, kind: "plan" | "apply" | "track"): readonly string[] {
  return json
    .resources("aws_iam_role_policy_attachment")
    .filter(({ attributes }) => text(attributes.role).includes(`ci_${kind}_`))
    .map(({ attributes }) => /aws_iam_policy\.ci_([a-z-]+)_/.exec(text(attributes.policy_arn))?.[1] ?? "");
}

const actionsOf = (json: StackJson, names: readonly string[]): readonly string[] =>
  policiesOf(json)
    .filter(([name]) => names.some((each) => name === `mlflow-ci-${each}-`))
    .flatMap(([, all]) => all.flatMap(({ Action: actions }) => many(actions).map(text)));

describe("the policies of CI", () => {
  test.each(longest.resources("aws_iam_policy"))(
    "have at most the 6,144 characters that IAM takes, with three stacks of long names: $address",
    ({ attributes }) => {
      const document = LONGEST.reduce(
        (filled, [reference, value]) => filled.replace(reference, value),
        JSON.stringify(embedded(attributes.policy)),
      );
      expect(document).not.toMatch(/<|\$\{/);
      expect(document.length).toBeLessThanOrEqual(6144);
    },
  );

  test("are fewer for each role than the ten that IAM attaches", () => {
    expect(attachedTo(longest, "plan")).toEqual(["lists", "refresh", "state"]);
    expect(attachedTo(longest, "apply")).toEqual([
      "data",
      "edge",
      "lists",
      "network",
      "refresh",
      "roles",
      "service",
      "state",
      "write-state",
    ]);
  });

  test("let a plan write nothing but locks", () => {
    const writes = actionsOf(longest, attachedTo(longest, "plan")).filter(
      (action) => !/^\w[\w-]*:(Get|List|Describe)/.test(action),
    );
    expect(writes.sort()).toEqual([
      "dynamodb:DeleteItem",
      "dynamodb:PutItem",
      "kms:Decrypt",
      "kms:GenerateDataKey",
      "s3:DeleteObject",
      "s3:PutObject",
    ]);
  });

  test("let an apply delete exactly what holds no data", () => {
    const takesAway = /:(Delete|Deregister|Disable|Release|Remove|Schedule|Terminate)/;
    const deletions = actionsOf(longest, attachedTo(longest, "apply")).filter((action) => takesAway.test(action));
    expect([...new Set(deletions)].sort()).toEqual([
      "acm:DeleteCertificate",
      "cloudwatch:DeleteAlarms",
      "dynamodb:DeleteItem",
      "ec2:DeleteFlowLogs",
      "ec2:DeleteNatGateway",
      "ec2:DeleteRoute",
      "ec2:DeleteRouteTable",
      "ec2:DeleteTags",
      "ec2:ReleaseAddress",
      "ecs:DeregisterTaskDefinition",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:DeleteLoadBalancer",
      "elasticloadbalancing:DeleteRule",
      "elasticloadbalancing:RemoveTags",
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "rds:DeleteDBInstance",
      "rds:RemoveTagsFromResource",
      "s3:DeleteObject",
    ]);
    const all = policiesOf(longest).flatMap(([, each]) => each);
    const resourcesOf = (action: string): readonly string[] =>
      all
        .filter(({ Action: actions }) => many(actions).includes(action))
        .flatMap(({ Resource: on }) => many(on).map(text));
    expect(resourcesOf("rds:DeleteDBInstance").filter((arn) => !arn.endsWith("-2"))).toEqual([]);
    const objects = resourcesOf("s3:DeleteObject").filter((arn) => !arn.endsWith(".tflock"));
    // What tasks may do at most: never more than their artifacts.
    expect(objects.filter((arn) => !/:s3:::[a-z0-9-]+-artifacts-\*\/\*$/.test(arn))).toEqual([]);
  });

  test("leave states out that HCP Terraform keeps, and so the bucket and the table", () => {
    const json = synthesizeBootstrap({ ci: CI["HCP Terraform"] });
    expect(attachedTo(json, "apply")).not.toContain("write-state");
    const services = actionsOf(json, attachedTo(json, "apply")).map((action) => action.replace(/:.*$/, ""));
    expect(services).not.toContain("dynamodb");
    expect(JSON.stringify(policiesOf(json))).not.toContain("aws_s3_bucket");
  });

  test("give values of the password and the server keys alone", () => {
    const reading = policiesOf(longest)
      .filter(([name]) => name !== "mlflow-tasks-")
      .flatMap(([, all]) => all)
      .filter(({ Action: actions }) => many(actions).includes("secretsmanager:GetSecretValue"))
      .flatMap(({ Resource: on }) => many(on).map(text));
    expect(reading.map((arn) => arn.replace(/^.*:secret:/, "").replace(/<aws_\w+\.([\w-]+)\.arn>/, "$1"))).toEqual([
      "store-db-password",
      ...[1, 2, 3].map((at) => `a23456-89012-4567890-23${at}-server-keys-*`),
    ]);
  });

  test("let the role that tracks runs ask for tokens of one audience, and do nothing else", () => {
    const json = synthesizeBootstrap({ ci: CI["GitHub with tracking"] });
    expect(attachedTo(json, "track")).toEqual(["token"]);
    expect(policiesOf(json).filter(([name]) => name === "mlflow-ci-token-")).toEqual([
      [
        "mlflow-ci-token-",
        [
          {
            Sid: "TokenForMlflow",
            Effect: "Allow",
            Action: "sts:GetWebIdentityToken",
            Resource: "*",
            Condition: {
              "ForAllValues:StringEquals": { "sts:IdentityTokenAudience": ["mlflow.example.com"] },
              Null: { "sts:IdentityTokenAudience": "false" },
              NumericLessThanEqualsIfExists: { "sts:DurationSeconds": "3600" },
              StringEqualsIfExists: { "sts:SubjectMode": "AWSIdentity" },
            },
          },
        ],
      ],
    ]);
    const action = "sts:GetWebIdentityToken";
    const granting = policiesOf(json).filter(([, all]) =>
      all.some(({ Action: actions }) => many(actions).includes(action)),
    );
    expect(granting.map(([name]) => name)).toEqual(["mlflow-ci-token-"]);
    const others = ["plan", "apply"] as const;
    expect(others.flatMap((kind) => attachedTo(json, kind)).filter((name) => name === "token")).toEqual([]);
    expect(json.resources("aws_iam_role_policy")).toEqual([]);
  });

  test("bound the roles that CI makes by a policy of bootstrap, or by the account's own, which bounds those of CI, too", () => {
    const boundary = "arn:aws:iam::123456789012:policy/developers";
    const ci = CI["GitHub's branch"];
    const own = synthesizeBootstrap({ ci });
    const given = synthesizeBootstrap({ ci: { ...ci, permissionsBoundaryArn: boundary } });
    const bounds = (json: StackJson): readonly unknown[] => [
      json.resources("aws_iam_role").map(({ attributes }) => attributes.permissions_boundary),
      policiesOf(json)
        .flatMap(([, all]) => all)
        .filter(({ Action: actions }) => many(actions).includes("iam:CreateRole"))
        .map(({ Condition: condition }) => condition),
      policiesOf(json).some(([name]) => name === "mlflow-tasks-"),
    ];
    const made = "<aws_iam_policy.ci_task-boundary_9A4F11C1.arn>";
    const bounded = (arn: string): JsonObject => ({ StringEquals: { "iam:PermissionsBoundary": arn } });
    expect(bounds(own)).toEqual([[undefined, undefined], [bounded(made)], true]);
    expect(bounds(given)).toEqual([[boundary, boundary], [bounded(boundary)], false]);
  });
});
