import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SecretFound } from "../../../src/cli/bootstrap/existing";
import { forgetImports, importedNext } from "../../../src/cli/bootstrap/imports";
import { plannedNameProblems, planProblems, valueChanges } from "../../../src/cli/bootstrap/plan-guard";
import { adoption, preflightProblems } from "../../../src/cli/bootstrap/preflight";
import { nextSteps } from "../../../src/cli/bootstrap/next-steps";
import { Adoptable } from "../../../src/settings/adoption";
import { SECRET_NAMES } from "../../../src/settings/secrets";

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

const problems = (
  plan: unknown,
  found: SecretFound,
  env: Record<string, string> = {},
  imported: readonly Adoptable[] = [],
): readonly string[] =>
  planProblems({ changes: valueChanges(plan), secrets: all(found), state: undefined, names, env, imported });

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

  it("may write over what a killed run of its own has left", () => {
    expect(problems(planned("store-db-password", "create"), VALUED, {}, ["store-db-password"])).toEqual([]);
    expect(problems(planned("store-db-password", "create"), VALUED, {}, ["oauth2-cookie-secret"])).toHaveLength(1);
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
    const given = { names, region: "eu-west-1", existing, state: undefined, imported: [] };
    expect(preflightProblems({ ...given, adopt: false })).toEqual([
      expect.stringContaining("Table locks exists and is no lock table"),
      expect.stringContaining("exist already, and the state of the bootstrap stack does not know them"),
    ]);
    expect(preflightProblems({ ...given, adopt: true })).toHaveLength(1);
    expect(adoption({ ...given, adopt: true })).toHaveLength(4);
    expect(adoption({ ...given, adopt: false })).toEqual([]);
  });

  it("is neither, where import blocks of doctor bring it into the state", () => {
    const given = { names, region: "eu-west-1", existing, state: undefined, imported: SECRET_NAMES };
    expect(preflightProblems({ ...given, adopt: false })).toEqual([
      expect.stringContaining("Table locks exists and is no lock table"),
    ]);
    expect(adoption({ ...given, adopt: true })).toEqual([]);
  });

  it("is found in those blocks by its address", () => {
    const folder = mkdtempSync(join(tmpdir(), "imports-"));
    expect(importedNext(folder)).toEqual([]);
    writeFileSync(
      join(folder, "imports.tf"),
      'import {\n  to = aws_s3_bucket.state-bucket\n  id = "states"\n}\n\nimport {\n  to = aws_secretsmanager_secret.store-db-password\n  id = "arn"\n}\n',
    );
    expect(importedNext(folder)).toEqual(["state-bucket", "store-db-password"]);
    forgetImports(folder);
    expect(importedNext(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe("the next lines", () => {
  it("have real values, and only those that are needed", () => {
    const text = nextSteps({
      names,
      outputs: {
        environment: { value: "export TF_STATE_BUCKET=states\nexport TF_VAR_kms_key_arn=arn:key" },
        init_command: { value: "terraform init" },
      },
      secrets: { ...all(VALUED), "oauth2-client-id": { kind: "present", hasValue: false } },
      adopted: ["lock-table"],
      stateIsLocal: false,
      env: { TF_VAR_dns_record_name: "ml", TF_VAR_domain: "example.com" },
    });
    expect(text).toContain("\n  export TF_STATE_BUCKET=states\n  export TF_VAR_kms_key_arn=arn:key\n");
    expect(text).toContain("once per clone:\n  terraform init\n");
    expect(text).not.toContain("CI");
    expect(text).toContain("https://ml.example.com/oauth2/callback");
    expect(text).toContain('adopt: ["lock-table"],');
    expect(text.match(/put-secret-value --secret-id (\S+)/g)).toEqual([
      "put-secret-value --secret-id mlflow/oauth2-client-id",
    ]);
    expect(text).not.toContain("bootstrap:migrate");
  });
});
