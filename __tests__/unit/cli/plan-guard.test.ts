import { SecretFound } from "../../../src/cli/bootstrap/existing";
import { plannedNameProblems, planProblems, valueChanges } from "../../../src/cli/bootstrap/plan-guard";
import { adoption, preflightProblems } from "../../../src/cli/bootstrap/preflight";
import { nextSteps } from "../../../src/cli/bootstrap/next-steps";

const names = { bucket: "states", table: "locks", secretPrefix: "mlflow/" };
const VALUED: SecretFound = { kind: "present", hasValue: true };
const all = (
  found: SecretFound,
): Record<"oauth2-client-id" | "oauth2-client-secret" | "oauth2-cookie-secret" | "store-db-password", SecretFound> => ({
  "oauth2-client-id": found,
  "oauth2-client-secret": found,
  "oauth2-cookie-secret": found,
  "store-db-password": found,
});

const planned = (name: string, ...actions: readonly string[]): unknown => ({
  resource_changes: [
    { type: "aws_secretsmanager_secret_version", name: `${name}_version_0A1B`, change: { actions } },
    { type: "aws_s3_bucket", name: "state-bucket", change: { actions: ["create"] } },
  ],
});

const problems = (plan: unknown, found: SecretFound, env: Record<string, string> = {}): readonly string[] =>
  planProblems({ changes: valueChanges(plan), secrets: all(found), state: undefined, names, env });

describe("a plan", () => {
  it("may write a generated value where there is none, and replace its own", () => {
    expect(problems(planned("store-db-password", "create"), { kind: "absent" })).toEqual([]);
    expect(problems(planned("store-db-password", "create"), { kind: "present", hasValue: false })).toEqual([]);
    expect(problems(planned("store-db-password", "create", "delete"), VALUED)).toEqual([]);
    expect(problems(planned("store-db-password", "no-op"), VALUED)).toEqual([]);
  });

  it("may not write over a value that somebody else set, nor take one away", () => {
    expect(problems(planned("store-db-password", "create"), VALUED)).toEqual([
      expect.stringMatching(/overwrite the value of mlflow\/store-db-password.*--adopt/),
    ]);
    expect(problems(planned("oauth2-client-id", "delete"), VALUED)).toEqual([
      expect.stringContaining("take the value of mlflow/oauth2-client-id away"),
    ]);
  });

  it("may write the client's values when both are given", () => {
    const both = { TF_VAR_oauth2_client_id: "id", TF_VAR_oauth2_client_secret: "canary" };
    expect(problems(planned("oauth2-client-secret", "create"), VALUED, both)).toEqual([]);
    expect(problems(planned("oauth2-client-secret", "create"), VALUED)).toEqual([
      expect.stringContaining("there is no new value"),
    ]);
  });

  it("must use the names that were looked at", () => {
    const plan = { variables: { state_bucket_name: { value: "other" }, secret_prefix: { value: "mlflow/" } } };
    expect(plannedNameProblems(plan, names)).toEqual([expect.stringContaining('"other" in a variables file')]);
  });
});

describe("what exists before the first run", () => {
  const existing = { bucket: { kind: "absent" }, table: "no lock table", secrets: all(VALUED) } as const;

  it("is refused or adopted", () => {
    const given = { names, region: "eu-west-1", existing, state: undefined };
    expect(preflightProblems({ ...given, adopt: false })).toEqual([
      expect.stringContaining("Table locks exists and is no lock table"),
      expect.stringContaining("exist already, and the state of the bootstrap stack does not know them"),
    ]);
    expect(preflightProblems({ ...given, adopt: true })).toHaveLength(1);
    expect(adoption(existing, undefined, true)).toHaveLength(4);
    expect(adoption(existing, undefined, false)).toEqual([]);
  });
});

describe("the next lines", () => {
  it("have real values, and only those that are needed", () => {
    const text = nextSteps({
      names,
      kmsKeyArn: "arn:key",
      secrets: { ...all(VALUED), "oauth2-client-id": { kind: "present", hasValue: false } },
      adopted: ["lock-table"],
      stateIsLocal: false,
      env: { TF_VAR_dns_record_name: "ml", TF_VAR_domain: "example.com" },
    });
    expect(text).toContain("export TF_STATE_BUCKET=states TF_STATE_LOCK_TABLE=locks");
    expect(text).toContain("export TF_VAR_kms_key_arn=arn:key");
    expect(text).toContain("https://ml.example.com/oauth2/callback");
    expect(text).toContain('adopt: ["lock-table"],');
    expect(text.match(/put-secret-value --secret-id (\S+)/g)).toEqual([
      "put-secret-value --secret-id mlflow/oauth2-client-id",
    ]);
    expect(text).not.toContain("bootstrap:migrate");
  });
});
