import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { MlflowStack } from "../../../src/stacks/mlflow-stack";
import { mlflowStackProblems, MlflowStackProps, variableSources } from "../../../src/stacks/mlflow-stack-props";
import { sharedStateProblems } from "../../../src/stacks/shared-state";
import { hcpTerraform } from "../../../src/state/hcp-terraform-state";
import { State, stateFromEnvironment, statePlace } from "../../../src/state/state";
import { InvalidSettingsError } from "../../../src/terraform/problem";
import { StackFactory, synthesize } from "../../../src/terraform/synthesize";

const GOOD: MlflowStackProps = { identityProvider: { type: "google" }, state: { type: "s3" } };
const newApp = (): App => new App({ outdir: join(tmpdir(), "cdktf-unit") });

describe("the choices of a stack", () => {
  test("are those of the article when nothing is said", () => {
    expect(variableSources(GOOD)).toEqual({
      certificate: "lookup",
      redirectHttp: false,
      network: "own",
      database: "new",
      serverKeys: "new",
      encryptionKey: "aws",
    });
  });

  test("are each the one that is said", () => {
    const said = {
      certificate: "issued",
      redirectHttp: true,
      network: "given",
      database: "restored",
      serverKeys: "given",
      encryptionKey: "given",
    } as const;
    expect(variableSources({ ...GOOD, ...said })).toEqual(said);
  });

  test("leave no say about NAT gateways in a given network, which has its own way out", () => {
    const given = { ...GOOD, profile: "production", network: "given" } as const;
    expect(mlflowStackProblems("mlflow", given)).toEqual([]);
    expect(mlflowStackProblems("mlflow", { ...given, natGateways: "shared" })).toEqual([
      {
        where: "mlflow: natGateways",
        given: '"shared"',
        allowed: 'nothing, with network: "given"',
        fix: "leave it out; the routes of task_subnet_ids lead to the internet by themselves",
      },
    ]);
    expect(mlflowStackProblems("mlflow", { ...given, network: "own", natGateways: "shared" })).toEqual([]);
  });

  test("must say whose server keys a restored database is read with, because nobody would notice wrong ones", () => {
    const restored = { ...GOOD, database: "restored" } as const;
    const [problem, ...others] = mlflowStackProblems("mlflow", restored);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      where: "mlflow: serverKeys",
      given: 'nothing, while database is "restored"',
      allowed: '"given" or "new"',
    });
    expect(problem?.fix).toMatch(/^"given" for .*; "new" for .*/);
    for (const serverKeys of ["given", "new"] as const) {
      expect(mlflowStackProblems("mlflow", { ...restored, serverKeys })).toEqual([]);
    }
    for (const database of ["new", "given"] as const) {
      expect(mlflowStackProblems("mlflow", { ...GOOD, database })).toEqual([]);
    }
  });
});

describe("the place of a state", () => {
  const place = (state: State, id = "mlflow"): string => statePlace(id, state);
  const hcp = { type: "hcp-terraform", organization: "acme", workspace: "mlflow" } as const;

  test("in S3 is the key, which follows the id of the stack unless it is said, whatever the bucket", () => {
    expect(place({ type: "s3", bucket: "b" })).toBe("mlflow/terraform.tfstate");
    expect(place({ type: "s3", bucket: "b" }, "mlflow-github")).toBe("mlflow-github/terraform.tfstate");
    expect(place({ type: "s3", bucket: "b", key: "x" }, "mlflow-github")).toBe(
      place({ type: "s3", bucket: "b", key: "x" }),
    );
    // One bucket may be named here and the other by `-backend-config`.
    expect(place({ type: "s3", key: "x" })).toBe(place({ type: "s3", bucket: "b", key: "x" }));
  });

  test("is the same whatever the lock, because a lock does not keep two stacks apart", () => {
    expect(place({ type: "s3", lockTable: "t", lockFile: true })).toBe(place({ type: "s3" }));
  });

  test("on this machine is the file that is named after the stack", () => {
    expect(place({ type: "local" }, "mlflow-a")).not.toBe(place({ type: "local" }, "mlflow-b"));
  });

  test("in HCP Terraform is the workspace, of one host and one organization", () => {
    expect(place(hcp, "mlflow-github")).toBe(place(hcp));
    expect(place({ ...hcp, project: "ml" })).toBe(place(hcp));
    expect(place({ ...hcp, hostname: "app.terraform.io" })).toBe(place(hcp));
    const others = [{ workspace: "other" }, { organization: "other" }, { hostname: "tfe.example.com" }];
    expect(new Set([hcp, ...others].map((other) => place({ ...hcp, ...other }))).size).toBe(4);
  });
});

describe("two stacks of one app", () => {
  /** Builds stacks one after the other; the problems of the last one. */
  const problems = (...stacks: readonly (readonly [string, State])[]): readonly (readonly [string, string])[] => {
    const app = newApp();
    try {
      for (const [id, state] of stacks) new MlflowStack(app, id, { ...GOOD, state });
    } catch (error) {
      if (!(error instanceof InvalidSettingsError)) throw error;
      return error.problems.map(({ where, given }) => [where, given]);
    }
    return [];
  };
  const hcp = { type: "hcp-terraform", organization: "acme", workspace: "mlflow" } as const;

  test("have each a state of their own by default", () => {
    expect(problems(["mlflow", { type: "s3" }], ["mlflow-github", { type: "s3" }])).toEqual([]);
    expect(problems(["mlflow", { type: "local" }], ["mlflow-github", { type: "local" }])).toEqual([]);
  });

  test("with one TF_STATE_KEY are refused, because each would plan the destruction of the other", () => {
    const state = stateFromEnvironment({ TF_STATE_KEY: "mlflow/dev.tfstate", TF_STATE_BUCKET: "bucket" });
    expect(problems(["mlflow", state], ["mlflow-github", state])).toEqual([
      ["mlflow-github: state.key (TF_STATE_KEY)", "mlflow/dev.tfstate, which is the state of the stack mlflow, too"],
    ]);
  });

  test("are refused when one names the default of the other", () => {
    expect(problems(["mlflow", { type: "s3" }], ["mlflow-b", { type: "s3", key: "mlflow/terraform.tfstate" }])).toEqual(
      [["mlflow-b: state.key (TF_STATE_KEY)", "mlflow/terraform.tfstate, which is the state of the stack mlflow, too"]],
    );
  });

  test("in one workspace of HCP Terraform are refused, in two or in two kinds of place they are not", () => {
    expect(problems(["mlflow", hcp], ["mlflow-b", hcp])).toEqual([
      ["mlflow-b: state", "app.terraform.io/acme/mlflow, which is the state of the stack mlflow, too"],
    ]);
    expect(problems(["mlflow", hcp], ["mlflow-b", { ...hcp, workspace: "b" }])).toEqual([]);
    expect(problems(["mlflow", hcp], ["mlflow-b", { type: "s3" }])).toEqual([]);
  });

  test("by tags of HCP Terraform are refused where a workspace of the one is one of the other for sure", () => {
    const tagged = (...tags: string[]): State => hcpTerraform({ organization: "acme", tags });
    expect(problems(["mlflow", tagged("b", "a")], ["mlflow-b", tagged("a", "b")])).toEqual([
      ["mlflow-b: state", "app.terraform.io/acme/tags:a,b, which is the state of the stack mlflow, too"],
    ]);
    const meets =
      "app.terraform.io/acme/tags:a,b, whose workspaces are those of app.terraform.io/acme/tags:b, of the stack mlflow, too";
    expect(problems(["mlflow", tagged("b")], ["mlflow-b", tagged("a", "b")])).toEqual([["mlflow-b: state", meets]]);
    expect(problems(["mlflow", tagged("a", "b")], ["mlflow-b", tagged("a")])).toHaveLength(1);
    expect(problems(["mlflow", tagged("a", "b")], ["mlflow-b", tagged("a", "c")])).toEqual([]);
    expect(problems(["mlflow", tagged("mlflow")], ["mlflow-b", hcp])).toEqual([]);
    expect(
      problems(["mlflow", tagged("a")], ["mlflow-b", hcpTerraform({ organization: "other", tags: ["a"] })]),
    ).toEqual([]);
  });

  test("are told what to do: no key from the environment, a place for each in main.ts", () => {
    const app = newApp();
    new MlflowStack(app, "mlflow", GOOD);
    const [problem, ...others] = sharedStateProblems(app, "mlflow-b", { type: "s3", key: "mlflow/terraform.tfstate" });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      allowed: "a state of its own for each stack",
      fix: "leave TF_STATE_KEY unset in an app of several stacks, and give each its own place in main.ts",
    });
  });

  test("say all that is wrong with both of them in one run, and nothing is written", () => {
    const outdir = mkdtempSync(join(tmpdir(), "choices-"));
    process.env.CDKTF_OUTDIR = outdir;
    let printed = "";
    const write = jest.spyOn(process.stderr, "write").mockImplementation((chunk) => {
      printed += String(chunk);
      return true;
    });
    const stack =
      (id: string, props: Partial<MlflowStackProps>): StackFactory =>
      (app) =>
        new MlflowStack(app, id, { ...GOOD, ...props });
    const key = { state: { type: "s3", key: "one" } } as const;
    synthesize(
      stack("mlflow", key),
      stack("mlflow-b", { ...key, database: "restored" }),
      stack("mlflow-c", { profile: "production", network: "given", natGateways: "shared" }),
    );
    write.mockRestore();
    delete process.env.CDKTF_OUTDIR;
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
    expect(printed.match(/^ {2}mlflow.*$/gm)).toEqual([
      "  mlflow-b: serverKeys",
      "  mlflow-b: state.key (TF_STATE_KEY)",
      "  mlflow-c: natGateways",
    ]);
    expect(printed).toContain("invalid settings, 3 problems:");
    const files = readdirSync(outdir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toEqual([]);
    rmSync(outdir, { recursive: true });
  });
});
