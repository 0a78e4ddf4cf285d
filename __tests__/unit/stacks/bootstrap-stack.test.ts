import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { bootstrapFromEnvironment } from "../../../src/stacks/bootstrap-environment";
import { BootstrapStack } from "../../../src/stacks/bootstrap-stack";
import { bootstrapStackProblems, BootstrapStackProps } from "../../../src/stacks/bootstrap-stack-props";
import { MlflowStack } from "../../../src/stacks/mlflow-stack";
import { State, stateFromEnvironment } from "../../../src/state/state";
import { describeProblems, InvalidSettingsError, problemsOf } from "../../../src/terraform/problem";
import { synthesizeBootstrap } from "../../support/bootstrap-shapes";
import { object } from "../../support/stack-json";

const GOOD: BootstrapStackProps = { state: { type: "local" } };
const newApp = (): App => new App({ outdir: join(tmpdir(), "cdktf-unit") });

/** Something of the right type with wrong members, as a program without types could give it. */
function wrongly(wrong: object): BootstrapStackProps {
  return Object.assign({ ...GOOD }, wrong);
}

const BAD = wrongly({
  state: { type: "s3", bucket: "s3://bucket", lockTable: "t", key: "state" },
  adopt: ["state-bucket", "bucket", "kms"],
  encryptionKey: "New",
  forceDestroyStates: true,
});

describe("the props of the bootstrap stack", () => {
  test("are told all of their problems at once, each with the stack and the path of the prop", () => {
    expect(bootstrapStackProblems("bootstrap-2", BAD).map(({ where, given }) => [where, given])).toEqual([
      ["bootstrap-2: id", '"bootstrap-2"'],
      ["bootstrap-2: state.bucket (TF_STATE_BUCKET)", '"s3://bucket"'],
      ["bootstrap-2: state.lockTable (TF_STATE_LOCK_TABLE)", '"t"'],
      ["bootstrap-2: state.key (TF_STATE_KEY)", '"state"'],
      ["bootstrap-2: adopt", '"bucket,kms"'],
      ["bootstrap-2: encryptionKey", '"New"'],
      ["bootstrap-2: forceDestroyStates", "true, while protectData is true"],
    ]);
  });

  test("that are wrong keep the stack from being built at all, so that nothing of it can be written", () => {
    const app = newApp();
    const build = (): BootstrapStack => new BootstrapStack(app, "bootstrap", BAD);
    expect(build).toThrow(InvalidSettingsError);
    expect(build).toThrow(describeProblems(bootstrapStackProblems("bootstrap", BAD)));
    expect(app.node.children).toEqual([]);
  });

  test.each<[string, Partial<BootstrapStackProps>]>([
    ["nothing but a state", {}],
    ["its own bucket", { state: { type: "s3", bucket: "example-state", lockTable: "locks" } }],
    ["a key that it makes", { encryptionKey: "new" }],
    ["a given key", { encryptionKey: "given" }],
    ["everything adopted", { adopt: ["state-bucket", "lock-table", "oauth2-client-id", "store-db-password"] }],
    ["no protection", { protectData: false, forceDestroyStates: true }],
    ["provider 6", { awsProvider: ">= 5.100.0, < 7.0.0" }],
  ])("that are right build it: %s", (_what, props) => {
    expect(bootstrapStackProblems("bootstrap", { ...GOOD, ...props })).toEqual([]);
    expect(synthesizeBootstrap(props).resources("aws_s3_bucket")).toHaveLength(1);
  });

  test("offer one id, because a second stack would make the same names", () => {
    expect(bootstrapStackProblems("bootstrap", GOOD)).toEqual([]);
    expect(bootstrapStackProblems("mlflow", GOOD)).toMatchObject([
      { where: "mlflow: id", given: '"mlflow"', allowed: "bootstrap" },
    ]);
  });
});

describe("the provider of the bootstrap stack", () => {
  test.each([
    [undefined, "~> 5.100"],
    [">= 5.100.0, < 7.0.0", ">= 5.100.0, < 7.0.0"],
  ] as const)("%s is %s", (awsProvider, version) => {
    const json = synthesizeBootstrap(awsProvider === undefined ? {} : { awsProvider });
    expect(object(json.section("terraform").required_providers).aws).toMatchObject({ version });
  });
});

describe("bootstrap and mlflow in one app", () => {
  /** What is wrong with the second of them. */
  const problems = (bootstrap: BootstrapStackProps["state"], mlflow: State): readonly string[] => {
    const app = newApp();
    new BootstrapStack(app, "bootstrap", { state: bootstrap });
    const build = (): unknown =>
      new MlflowStack(app, "mlflow", { identityProvider: { type: "google" }, state: mlflow });
    return problemsOf(build).map(({ where }) => where);
  };
  const env = { TF_STATE_BUCKET: "example-state", TF_STATE_LOCK_TABLE: "locks" };

  test("have states of their own: on this machine and in S3, or both in one bucket", () => {
    expect(problems({ type: "local" }, { type: "s3" })).toEqual([]);
    expect(problems({ type: "local" }, { type: "local" })).toEqual([]);
    expect(problems(stateFromEnvironment(env), stateFromEnvironment(env))).toEqual([]);
  });

  test("are refused with one state, whoever names that of the other", () => {
    const key = "mlflow/terraform.tfstate";
    expect(problems({ type: "s3", key }, { type: "s3" })).toEqual(["mlflow: state.key (TF_STATE_KEY)"]);
    expect(problems({ type: "s3" }, { type: "s3", key: "bootstrap/terraform.tfstate" })).toContain(
      "mlflow: state.key (TF_STATE_KEY)",
    );
  });
});

describe("the environment of the bootstrap stack", () => {
  test("says nothing by default: local state, nothing adopted, everything protected", () => {
    expect(bootstrapFromEnvironment({})).toEqual({ state: { type: "local" } });
  });

  test("says where its state lies, what is adopted and what may be destroyed", () => {
    expect(
      bootstrapFromEnvironment({
        TF_STATE_BOOTSTRAP: "s3",
        TF_STATE_BUCKET: "example-state",
        MLFLOW_BOOTSTRAP_ADOPT: "store-db-password,lock-table",
        MLFLOW_DESTROY_PHRASE: "destroy bootstrap and every state",
      }),
    ).toEqual({
      state: { type: "s3", bucket: "example-state" },
      adopt: ["lock-table", "store-db-password"],
      protectData: false,
      forceDestroyStates: true,
    });
  });

  test("is told all of its problems at once", () => {
    const build = (): unknown => bootstrapFromEnvironment({ TF_STATE_BOOTSTRAP: "S3", MLFLOW_BOOTSTRAP_ADOPT: "all" });
    expect(problemsOf(build).map(({ where }) => where)).toEqual(["TF_STATE_BOOTSTRAP", "MLFLOW_BOOTSTRAP_ADOPT"]);
  });
});
