import { describeProvider } from "../../../src/auth/identity-provider";
import { declareMlflowVariables } from "../../../src/settings/mlflow-variables";
import { DEFAULT_SOURCES } from "../../support/parts";
import { synthesizePart } from "../../support/small-stack";
import { accepts } from "../../support/variable-rules";

const variables = synthesizePart((stack) => {
  const access = { provider: describeProvider({ type: "google" }), admitEveryAccount: false, otherIssuers: false };
  declareMlflowVariables(stack, access, DEFAULT_SOURCES);
}).section("variable");

const DIGEST = `@sha256:${"0123456789abcdef".repeat(4)}`;

describe.each([
  [
    "unique_name",
    "the tightest name that AWS builds from it",
    [
      ["oauth2-mlflow", "abc", "a1-b2-c3", "a".repeat(24)],
      [
        "",
        "ab",
        "a".repeat(25),
        "1abc",
        "abc-",
        "-abc",
        "a--b",
        "Abc",
        "a_b",
        "a.b",
        "abc\n",
        "internal-x",
        "sg-abc",
        "sthree-abc",
        "amzn-s3-demo-x",
        "default",
      ],
    ],
  ],
  [
    "gunicorn_opts",
    "the port of oauth2-proxy, which --bind would take",
    [
      ["", " ", "--timeout 120", "--timeout=120  --threads 4", "--access-logfile -", " --log-level info "],
      [
        "--bind 0.0.0.0:8080",
        "--bind mlflow",
        "-b 0.0.0.0:8080",
        "--timeout 120 --bind=:80",
        "--timeout 120\n--bind :80",
        "--config x.py",
        "-c x.py",
        "--forwarded-allow-ips=*",
        "--timeout",
        "--timeout $(id)",
        "--error-logfile /tmp/x",
        "--pythonpath x",
        "--timeout 1;id",
        "--timeout=--bind=:80",
        "120",
        `--timeout ${"1".repeat(1000)}`,
      ],
    ],
  ],
  [
    "mlflow_image",
    "two tasks of one service, which must be the same program",
    [
      ["ghcr.io/mlflow/mlflow:v3.16.1-full", "registry.example:5000/team/mlflow:1", `mlflow:1${DIGEST}`],
      [
        "",
        "mlflow",
        "mlflow:latest",
        `mlflow:latest${DIGEST}`,
        "registry.example:5000/mlflow",
        `mlflow${DIGEST}`,
        "mlflow:1@sha256:abc",
        "Mlflow:1",
        "mlflow: 1",
        "mlflow:1\n",
        "https://ghcr.io/mlflow/mlflow:1",
        "arn:aws:ecr:mlflow:1",
        "ghcr.io//mlflow:1",
        "ghcr.io/mlflow/../mlflow:1",
        "ghcr.io/Team/mlflow:1",
        "mlflow:1:2",
        `${"a".repeat(254)}:1`,
      ],
    ],
  ],
  [
    "allowed_email_domains",
    "the only gate",
    [
      ["example.com", "ml.example.com", "project-1.iam.gserviceaccount.com"],
      [
        "",
        "*",
        "*.example.com",
        ".example.com",
        ".co.uk",
        "gcp-sa-logging.iam.gserviceaccount.com",
        "Example.com",
        "@example.com",
        "a@example.com",
        "example",
        "example.com.",
        "example.com,gmail.com",
        "gmail.com",
        ".gmail.com",
        "outlook.com",
        "gserviceaccount.com",
        "iam.gserviceaccount.com",
        ".iam.gserviceaccount.com",
        `${"a.".repeat(126)}com`,
        "developer.gserviceaccount.com",
      ],
    ],
  ],
  [
    "secret_prefix",
    "the names of the secrets",
    [
      ["", "mlflow/", "team-a/mlflow/dev_"],
      ["a b", "a*", 'a"', "é/", "a".repeat(401)],
    ],
  ],
  [
    "artifact_bucket_path",
    "the policy of the task, which is limited to the folder",
    [
      ["/", "", "/team-a", "team-a/b_c/", "/a.b/..c"],
      ["/..", "a/../b", "./a", "//a", "a//b", "/a*", "/a?b", "/a b", `/${"a".repeat(200)}`],
    ],
  ],
  [
    "database_engine_version",
    "the pause, which earlier versions cannot do",
    [
      ["8.0.mysql_aurora.3.08.0", "8.0.mysql_aurora.3.10.5", "8.0.mysql_aurora.3.11.1"],
      [
        "8.0",
        "8.0.mysql_aurora.3.07.1",
        "8.0.mysql_aurora.3.04.0",
        "5.7.mysql_aurora.2.11.1",
        "8.0.mysql_aurora.3.10",
        "8.0.mysql_aurora.3.10.",
        "8.0.mysql_aurora.3.10.05",
        "8.0.mysql_aurora.3.10.100",
        "8.0.mysql_aurora.3.11.0",
      ],
    ],
  ],
  [
    "bearer_audiences",
    "the list of issuers, in which a comma or = would start another one",
    [
      ["123-abc.apps.googleusercontent.com", "api://mlflow", "mlflow"],
      ["", "a,https://evil.example=b", "a=b", "a b", "32555940559.apps.googleusercontent.com", "a".repeat(257)],
    ],
  ],
  [
    "hosted_zone",
    "the look-up of the zone",
    [
      ["example.com", "example.com.", "ml.example.co.uk", "localhost"],
      [
        "",
        "Example.com",
        "https://example.com",
        "example",
        "localhost.",
        "localhosts",
        "xlocalhost",
        "_x.example.com",
        "-a.example.com",
        "example.com..",
        "a b.c",
      ],
    ],
  ],
  [
    "certificate_domain",
    "the look-up of the certificate",
    [
      ["", "example.com", "*.example.com", "mlflow.localhost"],
      ["localhost", "*", "*.*.example.com", "Example.com", "example.com.", "a.*.example.com", `${"a.".repeat(126)}com`],
    ],
  ],
  [
    "database_ca_bundle_url",
    "the certificate authorities, which must not come from a file or in the clear",
    [
      [
        "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem",
        "https://ca.example:8443/a%20b.pem",
        "https://ca.example:65535/a.pem",
      ],
      [
        "",
        "http://ca.example/a.pem",
        "file:///etc/ssl/a.pem",
        "https://user@ca.example/a.pem",
        "https://ca.example",
        "https://ca.example:65536/a.pem",
        "https://ca..example/a.pem",
        "https://-ca.example/a.pem",
        "https://.../a.pem",
        `https://ca.example/${"a".repeat(1024)}`,
      ],
    ],
  ],
] as const)("%s guards %s:", (name, _, [good, bad]) => {
  test.each(good)("%j passes", (value) => {
    expect(accepts(variables[name], value)).toBe(true);
  });

  test.each(bad)("%j is refused", (value) => {
    expect(accepts(variables[name], value)).toBe(false);
  });
});
