import { privateRepositories } from "../../../src/ecs/private-images";
import { ServiceRole } from "../../../src/ecs/service-role";
import { AwsContext } from "../../../src/terraform/aws-context";
import { expression } from "../../../src/terraform/expression";
import { PARTITION, roleSettings } from "../../support/parts";
import { newStack, resolved, statements, synthesized } from "../../support/small-stack";
import { parse, StackJson, text } from "../../support/stack-json";

const stack = newStack();
const aws = new AwsContext(stack, "account");
const repositories = privateRepositories(["var.one", "var.two"], aws);
const arns = text(resolved(repositories.arns, stack));
const exist = text(resolved(expression(repositories.exist), stack));

describe("the private repositories of images", () => {
  const quoted = /regexall\(("(?:[^"\\]|\\.)*"), image\)/.exec(arns)?.[1] ?? '""';
  const pattern = new RegExp(text(parse(quoted)));

  test.each([
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/mlflow:v1", ["123456789012", "eu-west-1", "mlflow"]],
    [
      `123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/team-a/ml_flow.x:v1@sha256:${"0".repeat(64)}`,
      ["123456789012", "us-gov-west-1", "team-a/ml_flow.x"],
    ],
    ["123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/mlflow:v1", ["123456789012", "us-east-1", "mlflow"]],
    ["123456789012.dkr-ecr.eu-west-1.on.aws/ml/mlflow:v1", ["123456789012", "eu-west-1", "ml/mlflow"]],
    ["123456789012.dkr-ecr-fips.us-east-1.on.aws/mlflow:v1", ["123456789012", "us-east-1", "mlflow"]],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/mlflow:v1", ["123456789012", "cn-north-1", "mlflow"]],
  ])("have account, region and name from %s", (image, parts) => {
    expect(pattern.exec(image)?.slice(1)).toEqual(parts);
  });

  test.each([
    ["quay.io/oauth2-proxy/oauth2-proxy:v7.15.5"],
    ["public.ecr.aws/x/mlflow:1"],
    ["evil.example/123456789012.dkr.ecr.eu-west-1.amazonaws.com/mlflow:1"],
    ["12345678901.dkr.ecr.eu-west-1.amazonaws.com/mlflow:1"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example/mlflow:1"],
    ["123456789012.dkr-ecr.eu-west-1.on.aws.evil.example/mlflow:1"],
    ["123456789012xdkr.ecr.eu-west-1.amazonaws.com/mlflow:1"],
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com/*:1"],
  ])("are none for %s", (image) => {
    expect(pattern.test(image)).toBe(false);
  });

  test("are named by complete ARNs in the partition of the stack, each once, however many containers share an image", () => {
    const arn = `format("arn:%s:ecr:%s:%s:repository/%s", ${PARTITION.slice(1, -1)}, part[1], part[0], part[2])`;
    expect(arns).toBe(
      `\${(distinct(flatten([for image in [var.one, var.two] : [for part in regexall(${quoted}, image) : ${arn}]])))}`,
    );
  });

  test("exist when there is one, which Terraform knows at plan", () => {
    expect(exist).toBe(`\${(length(${arns.slice(3, -2)}) > 0)}`);
  });
});

describe("a policy of a role", () => {
  const allow = (onlyIf?: string): StackJson => {
    const made = newStack();
    const settings = roleSettings(made);
    const role = new ServiceRole(made, "role", {
      kind: "r",
      description: "R",
      service: "s",
      sourceArn: "arn",
      settings,
    });
    role.allow("pull", [{ Effect: "Allow", Action: "ecr:BatchGetImage", Resource: "arn:a" }], onlyIf);
    expect(role.policies).toHaveLength(1);
    return synthesized(made);
  };

  test("is always there, and has no count that would change its address", () => {
    expect(allow().only("aws_iam_role_policy").attributes).not.toHaveProperty("count");
  });

  test("with a condition is there when it holds, and says the same", () => {
    const conditional = allow("var.pull").only("aws_iam_role_policy").attributes;
    expect(conditional.count).toBe("${(var.pull ? 1 : 0)}");
    expect(statements(conditional.policy)).toEqual(statements(allow().only("aws_iam_role_policy").attributes.policy));
  });
});
