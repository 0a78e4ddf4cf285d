import { describeProvider, IdentityProvider } from "../../../src/auth/identity-provider";
import { CertificateSource } from "../../../src/edge/certificate";
import { declareMlflowVariables } from "../../../src/settings/mlflow-variables";
import { LOG_RETENTION_IN_DAYS } from "../../../src/operations/log-group";
import { DEFAULT_SOURCES } from "../../support/parts";
import { synthesizePart } from "../../support/small-stack";
import { JsonObject, object, text } from "../../support/stack-json";
import { accepts, patterns, validations } from "../../support/variable-rules";

const PROVIDERS: Readonly<Record<string, IdentityProvider>> = {
  google: { type: "google" },
  oidc: { type: "oidc", issuerUrl: "https://login.example.com", issuerControlsSubjectsAndEmails: true },
  github: { type: "github", organization: "org" },
};

function variables(
  provider: IdentityProvider = { type: "google" },
  admitEveryAccount = false,
  certificate: CertificateSource = "lookup",
  otherIssuers = false,
): JsonObject {
  return synthesizePart((stack) => {
    declareMlflowVariables(
      stack,
      { provider: describeProvider(provider), admitEveryAccount, otherIssuers },
      { ...DEFAULT_SOURCES, certificate },
    );
  }).section("variable");
}

/** Every variable with google, and those that differ with another provider. */
const DECLARED = Object.entries(PROVIDERS).flatMap(([provider, identityProvider]) => {
  const google = variables();
  return Object.entries(variables(identityProvider))
    .filter(([name, variable]) => provider === "google" || JSON.stringify(variable) !== JSON.stringify(google[name]))
    .map(([name, variable]) => ({ name, provider, variable: object(variable) }));
});
const RULED = DECLARED.filter(({ variable }) => validations(variable).length > 0);

test.each(DECLARED)("$name with $provider has a type, takes no null and says what it is for", ({ variable }) => {
  expect(["string", "number", "bool", "list(string)", "map(string)"]).toContain(variable.type);
  expect(variable.nullable).toBe(false);
  expect(text(variable.description)).toMatch(/^\S.{19,}[.]$/);
});

test.each(RULED)("$name with $provider is what its rules look at, and each message names it", ({ name, variable }) => {
  for (const { condition, message } of validations(variable)) {
    expect(condition).toMatch(/^\$\{.*\}$/s);
    expect(condition).toContain(`var.${name}`);
    // Beside the value itself, which may be empty.
    expect(message.replace(/\$\{[^}]*\}/g, "")).toContain(name);
    expect(message).toMatch(/\.$/);
    expect(message).not.toMatch(/undefined|\[object|TfToken/);
  }
});

test("no pattern holds what Terraform would take for a template", () => {
  const all = RULED.flatMap(({ variable }) => validations(variable).flatMap(({ condition }) => patterns(condition)));
  expect(all.length).toBeGreaterThan(15);
  for (const pattern of all) {
    expect(pattern).not.toMatch(/[$%]\{/);
    expect(() => new RegExp(pattern, "u")).not.toThrow();
  }
});

test("only what nobody can guess is required, so that a first plan needs four values", () => {
  const required = (provider: IdentityProvider): readonly string[] =>
    Object.entries(variables(provider)).flatMap(([name, variable]) => ("default" in object(variable) ? [] : [name]));
  const address = ["dns_record_name", "domain", "hosted_zone"];
  expect([...required({ type: "google" })].sort()).toEqual(["allowed_email_domains", ...address]);
  expect([...required({ type: "github", organization: "org" })].sort()).toEqual(address);
});

test.each([
  ["bearer_audiences", "list(string)", []],
  ["accept_gcloud_user_tokens", "bool", false],
  ["certificate_domain", "string", ""],
  ["load_balancer_ingress_cidrs", "list(string)", ["0.0.0.0/0"]],
  ["exclude_zone_ids", "list(string)", ["use1-az3", "apne1-az3", "usw1-az2"]],
  ["secret_prefix", "string", "mlflow/"],
  ["hosted_zone_id", "string", ""],
  ["iam_role_path", "string", "/"],
  ["iam_permissions_boundary_arn", "string", ""],
  ["server_keys_recovery_window_in_days", "number", 30],
  ["database_ca_bundle_url", "string", "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem"],
  ["database_password_version", "number", 1],
])("%s is a %s with a default that changes nothing for an article's deployment", (name, type, value) => {
  expect(variables()[name]).toMatchObject({ type, default: value });
});

describe("who gets in", () => {
  const conditions = (name: string, ...args: Parameters<typeof variables>): readonly string[] =>
    validations(variables(...args)[name]).map(({ condition }) => condition);

  test("may be everybody only where the stack says so in words", () => {
    expect(accepts(variables({ type: "google" }, true).allowed_email_domains, "*")).toBe(true);
    expect(accepts(variables({ type: "google" }).allowed_email_domains, "*")).toBe(false);
    expect(accepts(variables({ type: "google" }, true).allowed_email_domains, "gmail.com")).toBe(false);
  });

  test("must be said with google and oidc, and may be left to the membership with github", () => {
    const empty = "${length(var.allowed_email_domains) > 0}";
    expect(conditions("allowed_email_domains")).toContain(empty);
    expect(conditions("allowed_email_domains", PROVIDERS.oidc)).toContain(empty);
    expect(conditions("allowed_email_domains", PROVIDERS.github)).not.toContain(empty);
  });

  test("must be said with github, too, where tokens of other issuers are accepted: they are no members", () => {
    const alone = variables(PROVIDERS.github).allowed_email_domains;
    const beside = variables(PROVIDERS.github, false, "lookup", true).allowed_email_domains;
    expect(object(alone)).toMatchObject({ default: [] });
    expect(object(beside)).not.toHaveProperty("default");
    expect(validations(beside).map(({ condition }) => condition)).toContain("${length(var.allowed_email_domains) > 0}");
  });

  test("with github are no bearers of tokens, because a token proves no membership", () => {
    expect(conditions("bearer_audiences", PROVIDERS.github)).toEqual(["${length(var.bearer_audiences) == 0}"]);
    expect(conditions("accept_gcloud_user_tokens", PROVIDERS.github)).toEqual(["${!var.accept_gcloud_user_tokens}"]);
  });

  test("cannot name gcloud's shared audience by the way, nor together with everybody", () => {
    expect(conditions("bearer_audiences")).toContain(
      '${!contains(var.bearer_audiences, "32555940559.apps.googleusercontent.com")}',
    );
    expect(conditions("accept_gcloud_user_tokens")).toEqual([
      '${!(var.accept_gcloud_user_tokens && contains(var.allowed_email_domains, "*"))}',
    ]);
  });
});

test("a Fargate size is checked against the sizes that belong to the chosen CPU units, in condition and message", () => {
  const [{ condition, message } = { condition: "", message: "" }] = validations(variables().service_memory);
  const lookup = /lookup\(\{.*"256" = \[512, 1024, 2048\].*\}, tostring\(var\.service_cpu\), \[\]\)/;
  expect(condition).toMatch(lookup);
  expect(message).toMatch(lookup);
});

test("logs are kept for a number of days that CloudWatch offers", () => {
  const [{ condition } = { condition: "" }] = validations(variables().service_log_retention_in_days);
  expect(condition).toContain(`[${LOG_RETENTION_IN_DAYS.join(", ")}]`);
  expect(LOG_RETENTION_IN_DAYS).toContain(object(variables().service_log_retention_in_days).default);
});

test.each([
  ["issued", true],
  ["lookup", false],
  ["given", false],
] as const)(
  "a host name of more than 64 characters, which is too long for ACM: certificate %s refuses it: %j",
  (source, refuses) => {
    const conditions = validations(variables({ type: "google" }, false, source).dns_record_name).map(
      ({ condition }) => condition,
    );
    const longest = (limit: number): string => `\${length("\${var.dns_record_name}.\${var.domain}") <= ${limit}}`;
    expect(conditions).toContain(longest(128));
    expect(conditions.includes(longest(64))).toBe(refuses);
  },
);

test("keys of tags that IAM takes for one, together with the stack's own, are refused", () => {
  const conditions = validations(variables().tags).map(({ condition }) => condition);
  expect(conditions.join()).toContain('concat(["env","project"], keys(var.tags))');
});
