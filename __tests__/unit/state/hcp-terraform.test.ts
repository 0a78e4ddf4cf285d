import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { hcpTerraform, HcpTerraformSettings, HcpTerraformState, State, synthesize } from "../../../src";
import { addBackend, stateProblems } from "../../../src/state/state";
import { readTree } from "../../support/files";
import { synthesizePart } from "../../support/small-stack";

const ACME = { organization: "acme", workspace: "mlflow" } as const;

describe("the state in HCP Terraform", () => {
  const terraform = (settings: HcpTerraformSettings): unknown =>
    synthesizePart((stack) => {
      addBackend(stack, hcpTerraform(settings));
    }).section("terraform");

  it("is a cloud block with one named workspace, without a backend and never with a token", () => {
    expect(hcpTerraform(ACME)).toEqual({ type: "hcp-terraform", ...ACME });
    expect(terraform(ACME)).toMatchObject({ cloud: { organization: "acme", workspaces: { name: "mlflow" } } });
    expect(terraform({ ...ACME, project: "ml", hostname: "tfe.example.com" })).toMatchObject({
      cloud: { hostname: "tfe.example.com", workspaces: { name: "mlflow", project: "ml" } },
    });
    expect(JSON.stringify(terraform(ACME))).not.toMatch(/token|"backend"|hostname|project/);
  });

  it("is a cloud block with tags, from which TF_WORKSPACE chooses", () => {
    expect(terraform({ organization: "acme", tags: ["mlflow", "team:ml"], project: "ml" })).toEqual({
      cloud: { organization: "acme", workspaces: { tags: ["mlflow", "team:ml"], project: "ml" } },
    });
  });

  it("takes a workspace or tags, and not both", () => {
    // @ts-expect-error: both at once
    const both: HcpTerraformSettings = { ...ACME, tags: ["a"] };
    // @ts-expect-error: neither of both
    const neither: HcpTerraformSettings = { organization: "acme" };
    expect([both, neither].map((settings) => problems({ ...settings, type: "hcp-terraform" }))).toEqual(
      ["both", "neither"].map((given) => [["state.workspace, state.tags", given]]),
    );
  });
});

function problems(state: State): readonly (readonly [string, string])[] {
  return stateProblems(state).map(({ where, given }) => [where, given]);
}

describe("wrong settings of HCP Terraform", () => {
  const tagged = (...tags: readonly string[]): HcpTerraformState => hcpTerraform({ organization: "acme", tags });

  it("are told at once, each with what is allowed", () => {
    const wrong = hcpTerraform({ organization: "a b", workspace: "", project: "x", hostname: "https://x" });
    expect(stateProblems(wrong)[1]).toEqual({
      where: "state.workspace",
      given: '""',
      allowed: "at most 90 letters, digits, _ and -",
      fix: "copy it from the address of the workspace",
    });
    expect(problems(wrong)).toEqual([
      ["state.organization", '"a b"'],
      ["state.workspace", '""'],
      ["state.project", '"x"'],
      ["state.hostname", '"https://x"'],
    ]);
  });

  it.each(["organization", "project", "hostname"])("are an empty %s, which is never meant", (name) => {
    expect(problems({ ...hcpTerraform(ACME), [name]: "" })).toEqual([[`state.${name}`, '""']]);
  });

  it.each([["mlflow"], ["team:ml"], ["a"], ["0_1-2"], ["a".repeat(255)]])("are not the tag %s", (tag) => {
    expect(problems(tagged(tag))).toEqual([]);
  });

  it.each(["", "A", "a b", "-a", "a-", "a,b", "a".repeat(256), "a\n"])("are the tag %j", (tag) => {
    expect(problems(tagged(tag))).toEqual([["state.tags", JSON.stringify(tag)]]);
  });

  it("are no tag at all, and a tag twice, because Terraform would not say which list is meant", () => {
    expect(problems(tagged())).toEqual([["state.tags", "[]"]]);
    expect(problems(tagged("a", "b", "a"))).toEqual([["state.tags", '"a"']]);
  });
});

describe("the files beside the JSON", () => {
  const written = (state: State): Readonly<Record<string, string>> => {
    const outdir = mkdtempSync(join(tmpdir(), "hcp-state-"));
    process.env.CDKTF_OUTDIR = outdir;
    try {
      synthesize((app) => {
        addBackend(new TerraformStack(app, "small"), state);
      });
      return readTree(join(outdir, "stacks/small"));
    } finally {
      delete process.env.CDKTF_OUTDIR;
      rmSync(outdir, { recursive: true });
    }
  };

  it("are .terraformignore for HCP Terraform, which leaves out all but configuration, the same at each synth", () => {
    const files = written(hcpTerraform(ACME));
    expect(Object.keys(files)).toEqual([".terraformignore", "cdk.tf.json"]);
    expect(files[".terraformignore"]?.split("\n").filter((line) => !line.startsWith("#"))).toEqual([
      "*",
      "!/*.tf.json",
      "!/*.tf",
      "!/.terraform.lock.hcl",
      "!/assets/",
      ".env*",
      "*.tfstate*",
      "*.tfvars*",
      ".terraform/",
      "",
    ]);
    expect(written(hcpTerraform({ organization: "acme", tags: ["a"] }))[".terraformignore"]).toBe(
      files[".terraformignore"],
    );
  });

  it.each<State>([{ type: "s3" }, { type: "local" }])(
    "are none for the state $type, which uploads nothing",
    (state) => {
      expect(Object.keys(written(state))).toEqual(["cdk.tf.json"]);
    },
  );
});
