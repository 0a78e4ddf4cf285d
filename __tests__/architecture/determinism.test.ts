import { join } from "node:path";
import { readTree } from "../support/files";
import { JsonObject, object, StackJson } from "../support/stack-json";
import {
  BOOTSTRAP_JSON,
  MLFLOW_JSON,
  readText,
  scratchFolder,
  synthesizeProject,
  trySynthesize,
} from "../support/synthesis";

describe("synthesis", () => {
  const first = readTree(synthesizeProject());

  it("writes both stacks and the manifest, and nothing else", () => {
    expect(Object.keys(first).sort()).toEqual(["manifest.json", BOOTSTRAP_JSON, MLFLOW_JSON]);
  });

  it("writes the same bytes again", () => {
    expect(readTree(synthesizeProject())).toEqual(first);
  });

  it("writes the same bytes for somebody else, elsewhere: folder, home, user, locale and time zone", () => {
    const outdir = scratchFolder();
    const somebody = {
      HOME: scratchFolder(),
      TMPDIR: scratchFolder(),
      USER: "somebody",
      LANG: "tr_TR.UTF-8",
      LC_ALL: "tr_TR.UTF-8",
      TZ: "Pacific/Kiritimati",
      CI: "true",
    };
    expect(trySynthesize(outdir, somebody, scratchFolder())).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readTree(outdir)).toEqual(first);
  });

  it("takes TF_STATE_* for the backend, and for nothing but the backend", () => {
    const stack = synthesizeWith({
      TF_STATE_BUCKET: "example-state",
      TF_STATE_LOCK_TABLE: "example-lock",
      TF_STATE_KEY: "mlflow/dev.tfstate",
    });
    const settings = stack.section("terraform");
    expect(settings.backend).toEqual({
      s3: { bucket: "example-state", dynamodb_table: "example-lock", key: "mlflow/dev.tfstate", encrypt: true },
    });
    expect(withoutBackend(stack)).toEqual(withoutBackend(StackJson.default()));
  });

  it("keeps the state of bootstrap on the machine whatever TF_STATE_* says, until TF_STATE_BOOTSTRAP is s3", () => {
    const names = { TF_STATE_BUCKET: "example-state", TF_STATE_KEY: "mlflow/dev.tfstate" };
    const [local, moved] = [names, { ...names, TF_STATE_BOOTSTRAP: "s3" }].map((env) =>
      synthesizeWith(env, BOOTSTRAP_JSON),
    );
    expect(local?.text).toBe(StackJson.bootstrap().text);
    expect(local?.section("terraform").backend).toEqual({ local: { path: "../../../terraform.bootstrap.tfstate" } });
    // Never TF_STATE_KEY, which is an environment of mlflow.
    expect(moved?.section("terraform").backend).toEqual({
      s3: { bucket: "example-state", key: "bootstrap/terraform.tfstate", encrypt: true },
    });
  });

  it("adopts what MLFLOW_BOOTSTRAP_ADOPT names, and nothing without it", () => {
    const stack = synthesizeWith({ MLFLOW_BOOTSTRAP_ADOPT: "lock-table" }, BOOTSTRAP_JSON);
    expect(stack.imports()).toEqual({ "aws_dynamodb_table.lock-table": "${var.state_lock_table_name}" });
    expect(StackJson.bootstrap().imports()).toEqual({});
  });

  it("leaves bucket and lock table to `terraform init` when they are not given, also when they are empty", () => {
    const empty = synthesizeWith({ TF_STATE_BUCKET: "", TF_STATE_LOCK_TABLE: "", TF_STATE_KEY: "" });
    expect(empty.section("terraform").backend).toEqual({ s3: { key: "mlflow/terraform.tfstate", encrypt: true } });
    expect(empty.text).toBe(StackJson.default().text);
  });
});

describe("bad settings", () => {
  it("are refused by name, with what is allowed and no stack trace, and nothing is written", () => {
    const outdir = scratchFolder();
    const { status, stdout, stderr } = trySynthesize(outdir, { TF_STATE_KEY: "state" });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /^invalid settings, 1 problem:\n {2}mlflow: .*TF_STATE_KEY.*\n +given: +"state"\n +allowed: .+\n +fix: .+\n\nNothing was written\.\n$/,
    );
    expect(Object.keys(readTree(outdir))).toEqual([]);
  });

  it("are refused all at once", () => {
    const outdir = scratchFolder();
    const { status, stderr } = trySynthesize(outdir, {
      TF_STATE_BUCKET: "s3://Example",
      TF_STATE_LOCK_TABLE: "arn:aws:dynamodb:eu-west-1:1:table/lock",
      TF_STATE_KEY: "/mlflow/",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^invalid settings, 3 problems:\n/);
    const named = [...stderr.matchAll(/\((TF_\w+)\)/g)].map(([, name]) => name);
    expect(named).toEqual(["TF_STATE_BUCKET", "TF_STATE_LOCK_TABLE", "TF_STATE_KEY"]);
    expect(Object.keys(readTree(outdir))).toEqual([]);
  });

  it("are told of both stacks in one list, whatever variable they come from, and nothing is written", () => {
    const outdir = scratchFolder();
    const { status, stdout, stderr } = trySynthesize(outdir, {
      TF_STATE_BOOTSTRAP: "S3",
      MLFLOW_BOOTSTRAP_ADOPT: "bucket,state-bucket,table",
      TF_STATE_KEY: "bootstrap/terraform.tfstate",
    });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^invalid settings, 3 problems:\n/);
    const given = [...stderr.matchAll(/^ {2}(\S.*)\n +given: +(.*)$/gm)].map(([, where, value]) => [where, value]);
    expect(given).toEqual([
      ["TF_STATE_BOOTSTRAP", '"S3"'],
      ["MLFLOW_BOOTSTRAP_ADOPT", '"bucket,table"'],
      ["mlflow: state.key (TF_STATE_KEY)", '"bootstrap/terraform.tfstate"'],
    ]);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(Object.keys(readTree(outdir))).toEqual([]);
  });

  it("leave what an earlier synthesis wrote", () => {
    const outdir = synthesizeProject();
    const before = readTree(outdir);
    expect(trySynthesize(outdir, { TF_STATE_KEY: "state" }).status).toBe(1);
    expect(readTree(outdir)).toEqual(before);
  });
});

function synthesizeWith(env: Readonly<Record<string, string>>, path = MLFLOW_JSON): StackJson {
  return new StackJson(readText(join(synthesizeProject(env), path)));
}

function withoutBackend({ root }: StackJson): JsonObject {
  const settings = Object.entries(object(root.terraform)).filter(([name]) => name !== "backend");
  return { ...root, terraform: Object.fromEntries(settings) };
}
