import { argumentProblems, resolveNames } from "../../../src/cli/bootstrap/names";
import { parseState } from "../../../src/cli/bootstrap/state-file";

const HERE = { account: "123456789012", region: "eu-west-1" };
const state = parseState(
  JSON.stringify({
    lineage: "a",
    serial: 1,
    resources: [
      {
        mode: "managed",
        type: "aws_s3_bucket",
        name: "state-bucket",
        instances: [{ attributes: { bucket: "in-state" } }],
      },
      {
        mode: "managed",
        type: "aws_secretsmanager_secret",
        name: "store-db-password",
        instances: [{ attributes: { name: "team/store-db-password" } }],
      },
    ],
  }),
);

describe("the names of the bootstrap stack", () => {
  it("depend on account and region alone when nothing is said", () => {
    expect(resolveNames({}, HERE, undefined)).toEqual({
      names: {
        bucket: "mlflow-terraform-state-123456789012-eu-west-1",
        table: "mlflow-terraform-lock",
        secretPrefix: "mlflow/",
      },
      problems: [],
    });
  });

  it("come from either variable, else from the state", () => {
    expect(resolveNames({ TF_VAR_state_bucket_name: "b", TF_STATE_LOCK_TABLE: "t" }, HERE, undefined).names).toEqual({
      bucket: "b",
      table: "t",
      secretPrefix: "mlflow/",
    });
    expect(resolveNames({ TF_STATE_BUCKET: "" }, HERE, state).names).toMatchObject({
      bucket: "in-state",
      secretPrefix: "team/",
    });
  });

  it("may not be two, nor others than in the state", () => {
    const twice = { TF_STATE_LOCK_TABLE: "one", TF_VAR_state_lock_table_name: "two" };
    expect(resolveNames(twice, HERE, undefined).problems).toEqual([expect.stringContaining("is one, but")]);
    const { problems } = resolveNames({ TF_STATE_BUCKET: "b", TF_VAR_secret_prefix: "" }, HERE, state);
    expect(problems).toEqual([expect.stringContaining("has in-state"), expect.stringContaining('has "team/"')]);
  });
});

describe("arguments for Terraform", () => {
  it.each([
    [["-var", "oauth2_client_secret=canary"], "oauth2_client_secret"],
    [["--var=oauth2_client_id=canary"], "oauth2_client_id"],
    [["-var=state_bucket_name=b"], "state_bucket_name"],
  ])("%p are refused, without the value", (args, name) => {
    const problems = argumentProblems(args);
    expect(problems).toEqual([expect.stringContaining(`TF_VAR_${name}`)]);
    expect(problems.join()).not.toContain("canary");
  });

  it("may be anything else", () => {
    expect(argumentProblems(["-var-file=prod.tfvars", "-var=tags={}", "-no-color"])).toEqual([]);
  });
});
