import { dangersIn, planWith, planWithValue } from "../../../support/recorded-plans";
import { Json, object } from "../../../support/stack-json";

const OFFICE = 'aws_vpc_security_group_ingress_rule.load-balancer_security-group_https_65F8C51A["198.51.100.0/24"]';
const LISTENER = "aws_lb_listener.load-balancer_https_7F5E2DEF";
const POLICY = "aws_iam_role_policy.roles_task_artifacts_83A04BD8";
const LOGS = "aws_cloudwatch_log_group.containers_mlflow-logs_9310744A";

/** The dangers of a recorded plan in which one attribute becomes something else. */
function ids(recording: string, address: string, attribute: string, value: Json): string[] {
  return Object.keys(dangersIn(planWithValue(recording, address, attribute, value)));
}

describe("a network that may connect to the load balancer", () => {
  it.each([
    ["0.0.0.0/0", ["human load-balancer-opened"]],
    ["128.0.0.0/1", ["human load-balancer-opened"]],
    ["11.0.0.0/8", ["human load-balancer-opened"]],
    ["10.0.0.0/8", []],
    ["198.51.0.0/16", []],
  ])("is %s", (cidr, dangers) => {
    expect(ids("office-added", OFFICE, "cidr_ipv4", cidr)).toEqual(dangers);
  });

  it("is no danger on HTTPS only", () => {
    const ssh = planWith("office-added", OFFICE, (change) => ({
      ...change,
      after: { ...object(change.after), from_port: 22, to_port: 22 },
    }));
    expect(Object.keys(dangersIn(ssh))).toEqual(["refuse ingress-from-outside"]);
    expect(ids("office-added", OFFICE, "from_port", 0)).toEqual(["refuse ingress-from-outside"]);
  });

  it("is a danger when it is known after the apply only", () => {
    const hidden = planWith("office-added", OFFICE, (change) => ({
      ...change,
      after: { ...object(change.after), cidr_ipv4: null },
      after_unknown: { ...object(change.after_unknown), cidr_ipv4: true },
    }));
    expect(Object.keys(dangersIn(hidden))).toEqual(["human known-after-apply"]);
  });
});

describe("the TLS policy of the load balancer", () => {
  const dangers = (policy: string): string[] =>
    ids("listener-weakened", LISTENER, "ssl_policy", policy).filter((id) => id.includes("tls"));

  it.each([
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  ])("is strong as %s", (policy) => {
    expect(dangers(policy)).toEqual([]);
  });

  it.each([
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-2016-08",
    "",
  ])("is weak as %s", (policy) => {
    expect(dangers(policy)).toEqual(["refuse tls-weakened"]);
  });
});

describe("the policy of a role", () => {
  const bucket = "arn:aws:s3:::oauth2-mlflow-artifacts-20261128062642000400000003";
  const policy = (...statements: readonly Json[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const dangers = (...statements: readonly Json[]): string[] =>
    ids("policy-widened", POLICY, "policy", policy(...statements));

  it.each<[what: string, statement: Json]>([
    ["fewer actions", { Effect: "Allow", Action: "s3:GetObject", Resource: `${bucket}/*` }],
    ["a part of the resource", { Effect: "Allow", Action: ["S3:getobject"], Resource: [`${bucket}/team/*`] }],
    ["a narrower condition", list({ StringLike: { "s3:prefix": "team/*" } })],
    ["one condition more", list({ StringLike: { "s3:prefix": "*" }, Bool: { "aws:SecureTransport": "true" } })],
    ["a denial", { Effect: "Deny", Action: "*", Resource: "*" }],
  ])("allows no more with %s", (_what, statement) => {
    expect(dangers(statement)).toEqual([]);
  });

  it.each<[what: string, danger: string, statement: Json]>([
    ["all actions of a service", "refuse iam-wildcard", { Effect: "Allow", Action: "s3:*", Resource: `${bucket}/*` }],
    ["all but some actions", "refuse iam-wildcard", { Effect: "Allow", NotAction: "iam:*", Resource: bucket }],
    ["all but some resources", "refuse iam-wildcard", { Effect: "Allow", Action: "s3:GetObject", NotResource: bucket }],
    [
      "every resource",
      "refuse iam-wildcard",
      { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: "*" },
    ],
    [
      "an action more",
      "human iam-permission-added",
      { Effect: "Allow", Action: "s3:PutObjectAcl", Resource: `${bucket}/*` },
    ],
    [
      "another resource",
      "human iam-permission-added",
      { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::other/*" },
    ],
    ["no condition", "human iam-permission-added", list(null)],
    ["another condition", "human iam-permission-added", list({ StringEquals: { "aws:PrincipalTag/a": "b" } })],
  ])("allows more with %s", (_what, danger, statement) => {
    expect(dangers(statement)).toEqual([danger]);
  });

  function list(condition: Json): Json {
    const statement = { Effect: "Allow", Action: "s3:ListBucket", Resource: bucket };
    return condition === null ? statement : { ...statement, Condition: condition };
  }
});

describe("a setting that is raised", () => {
  const found = (recording: string, address: string, attribute: string, value: Json): unknown =>
    dangersIn(planWithValue(recording, address, attribute, value));

  it("is no danger: more days of backups", () => {
    expect(found("database-weakened", "aws_rds_cluster.database", "backup_retention_period", 20)).toEqual({
      "human database-backups-weakened": ["aws_rds_cluster.database: Its deletion will leave no final snapshot."],
    });
  });

  it("is no danger: a longer recovery window", () => {
    const secret = "aws_secretsmanager_secret.server-keys";
    expect(found("secret-recovery-short", secret, "recovery_window_in_days", 30)).toEqual({});
  });

  it("is no danger: logs that are kept for ever", () => {
    const shortened = dangersIn(planWithValue("logs-shortened", LOGS, "retention_in_days", 0));
    expect(shortened["human log-retention-lowered"]?.join()).not.toContain("mlflow-logs");
    expect(shortened["human log-retention-lowered"]).toHaveLength(2);
  });
});
