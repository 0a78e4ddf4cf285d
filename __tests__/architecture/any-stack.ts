import { leaves, strings } from "../support/json-walk";
import { nameProblems, namesOf } from "../support/names";
import { SECRET_PATTERNS } from "../support/secret-patterns";
import { object, StackJson, text } from "../support/stack-json";
import { validations } from "../support/variable-rules";
import {
  danglingReferences,
  ephemeralCarriers,
  permissions,
  secretReferences,
  statements,
  usedVariables,
} from "./stack-view";

/** The one action of a role that cannot be limited to a resource; the token opens nothing by itself. */
const UNLIMITED: readonly string[] = ["ecr:GetAuthorizationToken"];

/**
 * Those of CI, which has policies of their own: AWS knows no resource for them, or none that anybody could name before.
 * Source: AWS, service authorization reference.
 */
const UNLIMITED_IN_CI: readonly string[] = [
  ...UNLIMITED,
  // Lists of what there is, without its data.
  "acm:ListCertificates",
  "application-autoscaling:DescribeScalableTargets",
  "application-autoscaling:DescribeScalingPolicies",
  "ec2:DescribeAddresses",
  "ec2:DescribeAddressesAttribute",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribePrefixLists",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcs",
  "ecs:DescribeTaskDefinition",
  "elasticloadbalancing:DescribeCapacityReservation",
  "elasticloadbalancing:DescribeListenerAttributes",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTags",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
  "route53:ListHostedZones",
  // Makes a value and keeps none.
  "secretsmanager:GetRandomPassword",
  // Asks for a certificate that only the owner of the name can validate.
  "acm:RequestCertificate",
  // Ends no task.
  "ecs:DeregisterTaskDefinition",
  // Tells who asks, to one audience: its policy has a test of its own.
  "sts:GetWebIdentityToken",
];

/**
 * The tests that hold in every shape of every stack. Call it inside of a `describe`.
 *
 * @param refused variables that are there to be refused
 * @param given words of the props that look like secrets and are none
 */
export function holdsInAnyStack(json: StackJson, refused: readonly string[] = [], given: readonly string[] = []): void {
  it("grants nobody outside anything, and nobody at all everything", () => {
    const everybody = statements(json).filter(
      ({ body }) => body.Effect === "Allow" && strings(body.Principal).some((principal) => principal.includes("*")),
    );
    expect(everybody).toEqual([]);
    // What the policy of a key allows concerns this key alone: it has a test of its own.
    const allowed = permissions(json).filter(({ block }) => block.type !== "aws_kms_key");
    expect(allowed.filter(({ actions }) => actions.some((action) => action.includes("*")))).toEqual([]);
    const unlimited = allowed.filter(({ resources }) => resources.length === 0 || resources.includes("*"));
    const wrong = unlimited.flatMap(({ actions, block }) => {
      const known = block.type === "aws_iam_policy" ? UNLIMITED_IN_CI : UNLIMITED;
      return actions.filter((action) => !known.includes(action));
    });
    expect(wrong).toEqual([]);
    const inverted = statements(json).filter(({ body }) => Object.keys(body).some((key) => /^Not[A-Z]/.test(key)));
    expect(inverted).toEqual([]);
  });

  it("keeps the bucket private, versioned and on TLS 1.2 or later", () => {
    const bucket = `\${${json.only("aws_s3_bucket").address}.id}`;
    expect(json.only("aws_s3_bucket_public_access_block").attributes).toMatchObject({
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(json.only("aws_s3_bucket_versioning").attributes).toMatchObject({ bucket });
    const refusals = statements(json).filter(({ block }) => block.type === "aws_s3_bucket_policy");
    expect(refusals.map(({ body }) => [body.Effect, body.Principal, body.Action, body.Condition])).toEqual([
      ["Deny", "*", "s3:*", { Bool: { "aws:SecureTransport": "false" } }],
      ["Deny", "*", "s3:*", { NumericLessThan: { "s3:TlsVersion": "1.2" } }],
    ]);
    const arn = bucket.replace(/\.id\}$/, ".arn}");
    for (const { resources } of refusals) expect(resources).toEqual([arn, `${arn}/*`]);
  });

  it("has no secret in it, and nothing that looks like one", () => {
    const { variable, ...rest } = json.root;
    expect(variable).toBeDefined();
    // The words of variables hold examples of ids and patterns of ARNs.
    const written = given.reduce((all, word) => all.replaceAll(word, ""), JSON.stringify(rest));
    const found = SECRET_PATTERNS.map(([what, pattern]) => [what, pattern.exec(written)?.[0]]);
    expect(found.filter(([, match]) => match !== undefined)).toEqual([]);
    const defaults = Object.values(object(variable)).flatMap((declared) => strings(object(declared).default));
    expect(defaults.filter((value) => SECRET_PATTERNS.some(([, pattern]) => pattern.test(value)))).toEqual([]);
  });

  it("carries values of secrets into write-only arguments and nowhere else", () => {
    const carriers = ephemeralCarriers(json);
    expect(carriers.filter((carrier) => !/\.(master_password|secret_string)_wo$/.test(carrier))).toEqual([]);
    const versions = json.dataSources("aws_secretsmanager_secret_version");
    expect(versions).toEqual([]);
    const stored = json
      .resources()
      .flatMap(({ address, attributes }) =>
        leaves(attributes).flatMap(({ path }) =>
          path.some((key) => /^(master_password|password|secret_string|secret_binary)$/.test(key)) ? [address] : [],
        ),
      );
    expect(stored).toEqual([]);
    const outputs = Object.values(json.section("output")).map((output) => text(object(output).value));
    const secret = secretReferences(json);
    expect(outputs.filter((value) => secret.test(value) || /secret_string|password/.test(value))).toEqual([]);
  });

  it("has names within AWS's limits, however long unique_name and region are", () => {
    expect(namesOf(json).flatMap(nameProblems)).toEqual([]);
    expect(namesOf(json).length).toBeGreaterThan(5);
  });

  it("says of every variable what it is, and refuses wrong values of all but true and false", () => {
    for (const [name, variable] of Object.entries(json.section("variable"))) {
      const { type, description, nullable } = object(variable);
      expect({ name, nullable, words: text(description).length > 19 }).toEqual({ name, nullable: false, words: true });
      const rules = validations(variable).filter(({ condition }) => condition.includes(`var.${name}`));
      if (type !== "bool") expect({ name, rules: rules.length }).not.toEqual({ name, rules: 0 });
    }
  });

  it("asks for nothing that it does not use, and uses nothing that is not there", () => {
    expect([...usedVariables(json), ...refused].sort()).toEqual(Object.keys(json.section("variable")).sort());
    expect(danglingReferences(json)).toEqual([]);
  });
}
