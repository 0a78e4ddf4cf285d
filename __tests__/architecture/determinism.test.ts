import { join } from "node:path";
import { readTree } from "../support/files";
import { JsonObject, object, StackJson } from "../support/stack-json";
import { MLFLOW_JSON, readText, scratchFolder, synthesizeProject, trySynthesize } from "../support/synthesis";

describe("synthesis", () => {
  const first = readTree(synthesizeProject());

  it("writes the stack and the manifest, and nothing else", () => {
    expect(Object.keys(first)).toEqual(["manifest.json", MLFLOW_JSON]);
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

  it("leave what an earlier synthesis wrote", () => {
    const outdir = synthesizeProject();
    const before = readTree(outdir);
    expect(trySynthesize(outdir, { TF_STATE_KEY: "state" }).status).toBe(1);
    expect(readTree(outdir)).toEqual(before);
  });
});

function synthesizeWith(env: Readonly<Record<string, string>>): StackJson {
  return new StackJson(readText(join(synthesizeProject(env), MLFLOW_JSON)));
}

function withoutBackend({ root }: StackJson): JsonObject {
  const settings = Object.entries(object(root.terraform)).filter(([name]) => name !== "backend");
  return { ...root, terraform: Object.fromEntries(settings) };
}
