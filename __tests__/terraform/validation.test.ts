import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Emulator } from "../support/emulator";
import { ProjectCopy } from "../support/project-copy";
import { readmeBlock } from "../support/readme";
import { Ended } from "../support/run";
import { Shell } from "../support/shell";
import { Json, JsonObject } from "../support/stack-json";

jest.setTimeout(4 * 60_000);

const GOOD: JsonObject = {
  hosted_zone: "example.com",
  dns_record_name: "mlflow",
  domain: "example.com",
  allowed_email_domains: ["example.com"],
};

type BadValues = Readonly<Record<string, readonly Json[]>>;

/** Values that AWS, oauth2-proxy or good sense refuse, by variable. */
const BAD: BadValues = {
  unique_name: ["Has-Capitals", "ends-with-", "internal-mlflow", "a-name-of-more-than-24-letters", "ab", "a--b"],
  tags: [
    { "aws:reserved": "x" },
    { key: "" },
    { key: "semi;colon" },
    { "key ": "x" },
    { Env: "prod" },
    { Team: "a", team: "b" },
  ],
  hosted_zone: ["https://example.com", "example", "-example.com", "localhost.", "xlocalhost"],
  certificate_domain: ["*", "a.*.example.com", "https://example.com"],
  load_balancer_ingress_cidrs: [
    [],
    ["10.0.0.1/8"],
    ["2001:db8::/32"],
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["0.0.0.0"],
    ["10.0.0.0/08"],
  ],
  allowed_email_domains: [
    [],
    ["*"],
    ["gmail.com"],
    ["Example.com"],
    ["a@example.com"],
    ["com"],
    [".com"],
    ["developer.gserviceaccount.com"],
    [".example.com"],
    ["gcp-sa-logging.iam.gserviceaccount.com"],
    ["example.com,evil.org"],
    [...Array(101).keys()].map((index) => `d${index}.example.com`),
    [`${"a.".repeat(126)}com`],
    [null],
  ],
  bearer_audiences: [
    ["32555940559.apps.googleusercontent.com"],
    ["a,b"],
    ["a=b"],
    [""],
    ["a b"],
    [...Array(51).keys()].map(String),
  ],
  service_cpu: [1000, 0, 2048.5],
  service_log_retention_in_days: [0, 2, 31],
  service_min_capacity: [0, 51, 1.5],
  mlflow_image: [
    "mlflow",
    "mlflow:latest",
    "mlflow:latest@sha256:0",
    "ghcr.io/mlflow/mlflow:v1 --privileged",
    "https://ghcr.io/mlflow/mlflow:v1",
  ],
  oauth2_proxy_image: [
    "oauth2-proxy",
    "quay.io/oauth2-proxy/oauth2-proxy:latest",
    "$(id):v1",
    "quay.io//oauth2-proxy:v1",
  ],
  gunicorn_opts: [
    "--bind 0.0.0.0:8080",
    "-b 0.0.0.0:8080",
    "--timeout 120 -c /tmp/x",
    "--timeout -b",
    "; id",
    "--forwarded-allow-ips=*",
    `--timeout ${"1".repeat(1000)}`,
  ],
  database_max_capacity: [0.5, 257, 1.3],
  database_seconds_until_auto_pause: [299, 86401, 300.5],
  database_engine_version: ["8.0", "8.0.mysql_aurora.3.07.1", "5.7.mysql_aurora.2.08.3", "8.0.mysql_aurora.3.11.0"],
  database_password_version: [0, 1.5],
  database_ca_bundle_url: [
    "http://example.com/ca.pem",
    "file:///etc/passwd",
    "https://user@example.com/ca.pem",
    "https://ca..example/ca.pem",
  ],
  artifact_bucket_path: ["/../other", "/a b", "/*", "/a//b", "/${aws:username}"],
  secret_prefix: ["a b/", "mlflow\n"],
  server_keys_recovery_window_in_days: [1, 31, 7.5],
  exclude_zone_ids: [["eu-west-1a"], [""]],
};

/** The same for variables whose rules look at others: Terraform skips those while one of the others is wrong. */
const BAD_BESIDE_OTHERS: BadValues = {
  domain: ["elsewhere.org", "notexample.com", "example.com."],
  service_memory: [4095, 512, 32768],
  service_max_capacity: [0, 51, 2.5],
};
const BAD_BESIDE_DOMAIN: BadValues = {
  dns_record_name: ["ml_flow", "", "-mlflow", "MLflow", "x".repeat(64)],
};

/** Every plan has one bad value for each variable of a group; variables with fewer values begin again. */
const ROUNDS = [BAD, BAD_BESIDE_OTHERS, BAD_BESIDE_DOMAIN].flatMap((group) => {
  const rounds = Math.max(...Object.values(group).map((values) => values.length));
  return [...Array(rounds).keys()].map((round) =>
    Object.fromEntries(
      Object.entries(group).map(([name, bad]): [string, Json] => [name, bad[round % bad.length] ?? null]),
    ),
  );
});

/** Unusual values that must be accepted, all at once. */
const UNUSUAL: JsonObject = {
  hosted_zone: "example.com.",
  dns_record_name: "a.b",
  domain: "sub.example.com",
  certificate_domain: "*.sub.example.com",
  allowed_email_domains: ["example.com", "corp.example.org", "my-project.iam.gserviceaccount.com"],
  bearer_audiences: ["https://mlflow.example.com/", "123-abc.apps.googleusercontent.com"],
  accept_gcloud_user_tokens: true,
  unique_name: "a1-b2-c3-d4-e5-f6-g7-h8z",
  tags: { env: "prod", "cost/center": "a+b=c@d" },
  load_balancer_ingress_cidrs: ["203.0.113.0/24", "198.51.100.7/32"],
  service_cpu: 16384,
  service_memory: 122880,
  service_min_capacity: 2,
  service_max_capacity: 2,
  mlflow_image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/mlflow:v3@sha256:${"0".repeat(64)}`,
  gunicorn_opts: "--timeout 120 --threads=4 --access-logfile -",
  database_max_capacity: 1.5,
  database_auto_pause: false,
  artifact_bucket_path: "team-a/b/",
  secret_prefix: "",
  exclude_zone_ids: [],
};

describe("Terraform refuses wrong values at plan", () => {
  const project = new ProjectCopy();
  let emulator: Emulator;
  let shell: Shell;

  beforeAll(async () => {
    emulator = await Emulator.start();
    emulator.seed("example.com");
    shell = new Shell(project.folder, {
      ...emulator.environment,
      OAUTH2_CLIENT_ID: "id",
      OAUTH2_CLIENT_SECRET: "secret",
    });
    shell.run("npm run --silent synth");
    for (const step of ["state", "secrets", "init"]) shell.run(readmeBlock(step));
  });

  afterAll(async () => {
    await emulator.stop();
    project.remove();
  });

  function plan(values: JsonObject): Ended {
    writeFileSync(join(project.stack, "test.tfvars.json"), JSON.stringify(values));
    return shell.attempt("terraform -chdir=cdktf.out/stacks/mlflow plan -no-color -var-file=test.tfvars.json");
  }

  test.each(ROUNDS.map((values, round) => ({ round, values })))(
    "round $round of bad values: each is refused by the name of its variable",
    ({ values }) => {
      const { status, output } = plan({ ...GOOD, ...values });
      expect(status).toBe(1);
      const errors = output.split("Error: Invalid value for variable").slice(1);
      const refused = errors.map((error) => /\n\n(\w+) (?:is|holds|needs|must)\s/.exec(error)?.[1]);
      expect([...new Set(refused)].sort()).toEqual(Object.keys(values).sort());
    },
  );

  test("what AWS would refuse only together is refused, too", () => {
    const { output } = plan({
      ...GOOD,
      service_cpu: 256,
      service_memory: 4096,
      service_min_capacity: 3,
      service_max_capacity: 2,
      dns_record_name: Array(3).fill("x".repeat(40)).join("."),
    });
    const text = output.replace(/\s+/g, " ");
    expect(text).toContain(
      "service_memory is 4096 MiB, which Fargate does not offer with service_cpu 256. Give one of 512, 1024, 2048.",
    );
    expect(text).toContain("service_max_capacity is 2, below service_min_capacity, 3.");
    expect(text).toContain("too long: a listener rule takes at most 128 characters");
  });

  test("gcloud's shared audience needs its own consent", () => {
    expect(plan({ ...GOOD, bearer_audiences: ["32555940559.apps.googleusercontent.com"] }).output).toContain(
      "accept_gcloud_user_tokens = true",
    );
  });

  test("unusual but right values are accepted", () => {
    for (const name of ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"]) {
      shell.run(`aws secretsmanager create-secret --name ${name} --secret-string 0123456789abcdef`);
    }
    shell.run("aws acm request-certificate --domain-name '*.sub.example.com'");
    expect(plan(UNUSUAL)).toMatchObject({ status: 0 });
  });

  test("localhost passes for a zone and a domain, which are still looked up in the account", () => {
    const rehearsal = { hosted_zone: "localhost", domain: "localhost", certificate_domain: "mlflow.localhost" };
    expect(plan({ ...GOOD, ...rehearsal }).output).toContain("no matching Route 53 Hosted Zone found");
    shell.run("aws route53 create-hosted-zone --name localhost --caller-reference rehearsal");
    shell.run("aws acm request-certificate --domain-name mlflow.localhost");
    expect(plan({ ...GOOD, ...rehearsal })).toMatchObject({ status: 0 });
  });

  test("a required value that is missing ends the plan with its name, without waiting for input", () => {
    const { status, output } = plan({ ...GOOD, hosted_zone: null });
    expect(status).toBe(1);
    expect(output).toContain("hosted_zone");
  });

  test("a password that Aurora refuses ends the plan, and is not shown", () => {
    shell.run(
      "printf 'short/\"@' | aws secretsmanager put-secret-value --secret-id mlflow/store-db-password --secret-string file:///dev/stdin",
    );
    const { status, output } = plan(GOOD);
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, " ")).toContain(
      "The database password secret, store-db-password behind secret_prefix, must hold 8 to 41 printable ASCII characters",
    );
    expect(output).not.toContain('short/"@');
  });
});
