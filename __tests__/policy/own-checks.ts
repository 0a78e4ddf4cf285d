import { decoded, statements } from "../architecture/stack-view";
import { leaves, many, strings } from "../support/json-walk";
import { Block, isObject, Json, JsonObject, object, StackJson } from "../support/stack-json";

/** A check of ours, for what checkov does not see in the JSON of a stack. */
export interface OwnCheck {
  readonly id: string;
  /** What must hold. */
  readonly title: string;
  /** Why checkov does not see it. */
  readonly because: string;
  /** What does not hold, each with the address of the resource in front. */
  readonly problems: (stack: StackJson) => string[];
}

/** What ELB.17 of AWS's Foundational Security Best Practices takes. */
const TLS_POLICIES = /^ELBSecurityPolicy-TLS13-1-(2|2-Res|3)(-FIPS)?-202[1-9]-\d\d$/;

/** A name that promises a secret. `MLFLOW_..._KEY` comes from Secrets Manager, not from here. */
const SECRET_NAME = /SECRET|PASSW|TOKEN|_KEY$|PASSPHRASE|CREDENTIAL|PRIVATE/i;

/** All of them. */
export const OWN_CHECKS: readonly OwnCheck[] = [
  {
    id: "container-privilege",
    title: "No container is privileged, runs as root by its own words, or keeps a capability of Linux",
    because:
      "CKV_AWS_334 looks for the key privilege, which ECS does not have; it has no check for user and capabilities",
    problems: ofContainers((container) => [
      ...(container.privileged === undefined || container.privileged === false ? [] : ["is privileged"]),
      ...(/^(root|0)(:|$)/.test(said(container.user)) ? ["runs as root"] : []),
      ...(strings(object(container.linuxParameters ?? {}).capabilities).includes("ALL") ? [] : ["keeps capabilities"]),
    ]),
  },
  {
    id: "container-secret",
    title: "No secret is in a container's plain environment",
    because: "it does not read the environment of a container",
    problems: ofContainers((container) =>
      many(container.environment)
        .map(object)
        .filter(({ name, value }) => SECRET_NAME.test(said(name)) || /:\/\/[^/]*:[^/]*@/.test(said(value)))
        .map(({ name }) => `has ${said(name)} in its plain environment: give it by secrets`),
    ),
  },
  {
    id: "container-logs",
    title: "Every container logs",
    because: "it does not read the log driver of a container",
    problems: ofContainers((container) => (container.logConfiguration === undefined ? ["has no log driver"] : [])),
  },
  {
    id: "network-in",
    title: "From any address one may come in on 443 or 80 only, and never by IPv6",
    because: "CKV_AWS_24 and CKV_AWS_25 look at ports 22 and 3389 of IPv4 alone",
    problems: ofRules("ingress", (rule) => [
      ...(rule.cidr_ipv6 === undefined ? [] : [`lets in ${said(rule.cidr_ipv6)}`]),
      ...(rule.cidr_ipv4 === undefined || isOneOf(rule, [443, 80]) ? [] : [`lets in ports other than 443 and 80`]),
    ]),
  },
  {
    id: "network-out",
    title: "To any address one may go out on 443 only, and never by IPv6",
    because: "CKV_AWS_382 looks at rules inside of a security group, not at rules that are resources",
    problems: ofRules("egress", (rule) => [
      ...(rule.cidr_ipv6 === undefined ? [] : [`lets out to ${said(rule.cidr_ipv6)}`]),
      ...(rule.cidr_ipv4 !== "0.0.0.0/0" || isOneOf(rule, [443])
        ? []
        : ["lets out to anywhere on other ports than 443"]),
    ]),
  },
  {
    id: "listener-tls",
    title: "Every HTTPS listener takes TLS 1.2 with forward secrecy, or 1.3, and nothing older",
    because: "CKV_AWS_103 takes policies that AWS's ELB.17 refuses",
    problems: (stack) =>
      stack
        .resources("aws_lb_listener")
        .filter(({ attributes }) => attributes.protocol === "HTTPS")
        .filter(({ attributes }) => !TLS_POLICIES.test(said(attributes.ssl_policy)))
        .map(({ address, attributes }) => `${address}: has ${said(attributes.ssl_policy)}`),
  },
  {
    id: "database-tls",
    title: "The database refuses connections without TLS",
    because: "it has no check for the parameters of Aurora MySQL",
    problems: (stack) =>
      stack
        .resources("aws_rds_cluster")
        .filter(() => !JSON.stringify(stack.resources("aws_rds_cluster_parameter_group")).includes(DEMANDS_TLS))
        .map(({ address }) => `${address}: has no parameter require_secure_transport = ON`),
  },
  {
    id: "bucket-tls",
    title: "Every bucket refuses requests without TLS",
    because: "it has no check for S3.5 of AWS's Foundational Security Best Practices",
    problems: (stack) =>
      stack
        .resources("aws_s3_bucket")
        .filter(({ address }) => !refusesPlainHttp(stack, address))
        .map(({ address }) => `${address}: has no policy that denies aws:SecureTransport = false`),
  },
  {
    id: "stored-secret",
    title: "No secret is in an argument that Terraform would store",
    because: "it takes a reference to a secret's value for harmless",
    problems: (stack) =>
      stack.resources().flatMap(({ address, attributes }) =>
        leaves(attributes)
          .map(({ path }) => path.join("."))
          .filter((path) => /^(master_password|password|secret_string|secret_binary)$/.test(path))
          .map((path) => `${address}: has ${path}: use its write-only form, ${path}_wo`),
      ),
  },
  {
    id: "token-trust",
    title: "A role for tokens of an issuer tests their audience and their whole subject; GitLab's branch may be any",
    because: "CKV_AWS_393 looks at GitHub's issuer alone, at the first of several subjects, and at no audience",
    problems: (stack) =>
      statements(stack)
        .filter(({ body }) => isObject(body.Principal) && body.Principal.Federated !== undefined)
        .flatMap(({ block, body }) =>
          trustProblems(object(body.Condition ?? {})).map((problem) => `${block.address}: ${problem}`),
        ),
  },
];

const DEMANDS_TLS = '"name":"require_secure_transport","value":"ON"';

function ofContainers(problemsOf: (container: JsonObject) => string[]): OwnCheck["problems"] {
  return (stack) =>
    stack.resources("aws_ecs_task_definition").flatMap((task) =>
      many(decoded(task).attributes.container_definitions)
        .map(object)
        .flatMap((container) =>
          problemsOf(container).map((problem) => `${task.address}: container ${said(container.name)} ${problem}`),
        ),
    );
}

function ofRules(way: "ingress" | "egress", problemsOf: (rule: JsonObject) => string[]): OwnCheck["problems"] {
  return (stack) => {
    const rules = stack.resources(`aws_vpc_security_group_${way}_rule`);
    const inline = [...stack.resources("aws_security_group"), ...stack.resources("aws_default_security_group")];
    return [
      ...rules.flatMap(({ address, attributes }) => problemsOf(attributes).map((problem) => `${address}: ${problem}`)),
      ...inline
        .filter(({ attributes }) => way in attributes)
        .map(({ address }) => `${address}: has rules inside: one resource a rule, which says why`),
    ];
  };
}

function isOneOf(rule: JsonObject, ports: readonly number[]): boolean {
  return rule.ip_protocol === "tcp" && ports.some((port) => rule.from_port === port && rule.to_port === port);
}

function refusesPlainHttp(stack: StackJson, bucket: string): boolean {
  return statements(stack).some(
    ({ block, body }) =>
      block.type === "aws_s3_bucket_policy" &&
      isOf(block, bucket) &&
      body.Effect === "Deny" &&
      body.Action === "s3:*" &&
      isFalse(object(object(body.Condition ?? {}).Bool ?? {})["aws:SecureTransport"]),
  );
}

function trustProblems(condition: JsonObject): string[] {
  const audiences = claimed(condition, "aud");
  const subjects = claimed(condition, "sub");
  const open = subjects.filter((subject) => !/^[^*?]+(:ref_type:branch:ref:\*)?$/.test(subject));
  return [
    ...(audiences.length === 0 ? ["trusts tokens for any audience"] : []),
    ...(subjects.length === 0 ? ["trusts tokens about any subject"] : []),
    ...open.map((subject) => `trusts tokens about ${subject}`),
  ];
}

/** What a claim must be. Other operators than these let a token pass that does not have it. */
function claimed(condition: JsonObject, claim: string): readonly string[] {
  return ["StringEquals", "StringLike"].flatMap((operator) =>
    Object.entries(object(condition[operator] ?? {}))
      .filter(([key]) => key.endsWith(`:${claim}`))
      .flatMap(([, values]) => strings(values)),
  );
}

function isOf({ attributes }: Block, bucket: string): boolean {
  return attributes.bucket === `\${${bucket}.id}`;
}

function isFalse(value: Json | undefined): boolean {
  return value === "false" || value === false;
}

/** A value in words, also where it is of the wrong kind. */
function said(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
