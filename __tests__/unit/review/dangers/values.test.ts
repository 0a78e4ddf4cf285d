import { Grant, isCovered } from "../../../../src/review/dangers/grants";
import { dangersIn, planWith, planWithValue, TASK_DEFINITION } from "../../../support/planted-plans";
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
    expect(ids("another-office", OFFICE, "cidr_ipv4", cidr)).toEqual(dangers);
  });

  it("is no danger on HTTPS only", () => {
    const ssh = planWith("another-office", OFFICE, (change) => ({
      ...change,
      after: { ...object(change.after), from_port: 22, to_port: 22 },
    }));
    expect(Object.keys(dangersIn(ssh))).toEqual(["refuse ingress-from-outside"]);
    expect(ids("another-office", OFFICE, "from_port", 0)).toEqual(["refuse ingress-from-outside"]);
  });

  it("is a danger when it is known after the apply only", () => {
    const hidden = planWith("another-office", OFFICE, (change) => ({
      ...change,
      after: { ...object(change.after), cidr_ipv4: null },
      after_unknown: { ...object(change.after_unknown), cidr_ipv4: true },
    }));
    expect(Object.keys(dangersIn(hidden))).toEqual(["human known-after-apply"]);
  });
});

describe("a rule of a security group", () => {
  const DEBUG = "aws_vpc_security_group_ingress_rule.debug";
  const NETWORK = 'aws_vpc_security_group_ingress_rule.load-balancer_security-group_https_65F8C51A["203.0.113.0/24"]';
  const HTTPS_OUT = "aws_vpc_security_group_egress_rule.service_security-group_https-out_3681E037";

  it("is no danger when it was there before", () => {
    const same = planWith("planted/egress-everything", HTTPS_OUT, (change) => ({
      ...change,
      before: change.after ?? null,
    }));
    expect(dangersIn(same)).toEqual({});
  });

  it("is a danger for the database on the load balancer's port, too", () => {
    const https = planWith("planted/database-opened", DEBUG, (change) => ({
      ...change,
      after: { ...object(change.after), from_port: 443, to_port: 443 },
    }));
    expect(Object.keys(dangersIn(https))).toEqual(["refuse ingress-from-internet"]);
  });

  it("opens nothing where the internet was let in already", () => {
    const open = planWith("internet", NETWORK, (change) => ({
      ...change,
      before: { ...object(change.before), cidr_ipv4: "0.0.0.0/1" },
    }));
    expect(dangersIn(open)).toEqual({});
  });
});

describe("a weakness that was there before", () => {
  it("is no finding", () => {
    const weak = planWith("protection-dropped", "aws_rds_cluster.database", (change) => ({
      ...change,
      before: { ...object(change.before), deletion_protection: false },
    }));
    expect(dangersIn(weak)).toEqual({});
  });
});

describe("a rule of a bucket's life cycle", () => {
  it("that is disabled deletes nothing", () => {
    const lifecycle = "aws_s3_bucket_lifecycle_configuration.artifacts_lifecycle_85D31407";
    const rule = [{ id: "tidy", status: "Disabled", expiration: [{ days: 30 }] }];
    expect(dangersIn(planWithValue("planted/bucket-expires", lifecycle, "rule", rule))).toEqual({});
  });
});

describe("the policy of a bucket on a first plan", () => {
  const POLICY_OF_BUCKET = "aws_s3_bucket_policy.artifacts_policy_007ABD72";
  const admits = (principal: Json): Json =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Principal: principal, Action: "s3:GetObject", Resource: "*" }] });

  it("may name who is admitted", () => {
    const named = admits({ AWS: "arn:aws:iam::123456789012:role/reader" });
    expect(ids("first", POLICY_OF_BUCKET, "policy", named)).toEqual([]);
  });

  it("may not admit everybody", () => {
    expect(ids("first", POLICY_OF_BUCKET, "policy", admits("*"))).toEqual(["refuse resource-policy-opened"]);
  });
});

describe("drift", () => {
  it("is not undone by what is known after the apply only", () => {
    const computed = planWith("planted/retention-changed-outside", LOGS, (change) => ({
      ...change,
      after_unknown: { retention_in_days: true },
    }));
    expect(dangersIn(computed)["human drift-undone"]).toHaveLength(2);
  });
});

describe("the TLS policy of the load balancer", () => {
  const dangers = (policy: string): string[] =>
    ids("planted/listener-weakened", LISTENER, "ssl_policy", policy).filter((id) => id.includes("tls"));

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
  const bucket = "arn:aws:s3:::oauth2-mlflow-artifacts-00000000000000000000000001";
  const policy = (...statements: readonly Json[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const dangers = (...statements: readonly Json[]): string[] =>
    ids("planted/policy-widened", POLICY, "policy", policy(...statements));

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
    ["the opposite condition", "human iam-permission-added", list({ StringNotLike: { "s3:prefix": "team/*" } })],
    ["another condition", "human iam-permission-added", list({ StringEquals: { "aws:PrincipalTag/a": "b" } })],
  ])("allows more with %s", (_what, danger, statement) => {
    expect(dangers(statement)).toEqual([danger]);
  });

  function list(condition: Json): Json {
    const statement = { Effect: "Allow", Action: "s3:ListBucket", Resource: bucket };
    return condition === null ? statement : { ...statement, Condition: condition };
  }
});

describe("a grant", () => {
  const grant = (resource: string): Grant => ({ action: "s3:GetObject", resource, condition: "" });

  it("has IAM's wildcards, and no others", () => {
    expect(isCovered(grant("a.b/c"), [grant("a.?/*")])).toBe(true);
    expect(isCovered(grant("axb/c"), [grant("a.?/*")])).toBe(false);
  });
});

describe("a setting that is raised", () => {
  const found = (recording: string, address: string, attribute: string, value: Json): unknown =>
    dangersIn(planWithValue(recording, address, attribute, value));

  it("is no danger: more days of backups", () => {
    expect(found("planted/database-weakened", "aws_rds_cluster.database", "backup_retention_period", 20)).toEqual({
      "human database-backups-weakened": ["aws_rds_cluster.database: Its deletion will leave no final snapshot."],
    });
  });

  it("is no danger: a longer recovery window", () => {
    const secret = "aws_secretsmanager_secret.server-keys";
    expect(found("planted/secret-recovery-short", secret, "recovery_window_in_days", 30)).toEqual({});
  });

  it("is no danger: logs that are kept for ever", () => {
    const shortened = dangersIn(planWithValue("planted/logs-shortened", LOGS, "retention_in_days", 0));
    expect(shortened["human log-retention-lowered"]?.join()).not.toContain("mlflow-logs");
    expect(shortened["human log-retention-lowered"]).toHaveLength(2);
  });
});

describe("what no rule can read", () => {
  it.each([
    ["a policy", "planted/policy-widened", POLICY, "policy", '{"Statement":7}', "A policy cannot be read"],
    ["containers", "domain-added", TASK_DEFINITION, "container_definitions", "[{}]", "The containers of"],
  ])("ends the review: %s", (_, recording, address, attribute, value, message) => {
    expect(() => dangersIn(planWithValue(recording, address, attribute, value))).toThrow(message);
  });
});
