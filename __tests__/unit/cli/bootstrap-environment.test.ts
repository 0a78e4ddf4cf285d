import { terraformEnvironment } from "../../../src/cli/bootstrap/environment";
import { BootstrapState } from "../../../src/cli/bootstrap/state-file";

const names = { bucket: "states", table: "locks", secretPrefix: "" };

const state: BootstrapState = {
  lineage: "a",
  serial: 1,
  resources: 3,
  bucket: "states",
  table: "locks",
  secretPrefix: "",
  kmsKeyArn: "arn:key",
  secrets: ["oauth2-client-id", "oauth2-client-secret", "store-db-password"],
  secretArns: [],
  adopted: [],
  versions: { "oauth2-client-id": 3, "oauth2-client-secret": 2, "store-db-password": 4 },
};

const environment = (env: Record<string, string>, known: BootstrapState | undefined = state): NodeJS.ProcessEnv =>
  terraformEnvironment({ env, region: "eu-west-1", names, state: known, adopted: ["lock-table"] });

describe("the environment of Terraform for the bootstrap stack", () => {
  it("has the names that were looked at, also an empty prefix", () => {
    expect(environment({ TF_VAR_secret_prefix: "other/" }, undefined)).toMatchObject({
      AWS_REGION: "eu-west-1",
      TF_VAR_state_bucket_name: "states",
      TF_VAR_state_lock_table_name: "locks",
      TF_VAR_secret_prefix: "",
      MLFLOW_BOOTSTRAP_ADOPT: "lock-table",
    });
  });

  it("remembers versions and key from the state, the later version of the client's two", () => {
    expect(environment({})).toMatchObject({
      TF_VAR_oauth2_client_version: "3",
      TF_VAR_database_password_version: "4",
      TF_VAR_kms_key_arn: "arn:key",
    });
    expect(environment({}).TF_VAR_oauth2_cookie_secret_version).toBeUndefined();
    expect(environment({ TF_VAR_database_password_version: "5" }).TF_VAR_database_password_version).toBe("5");
  });

  it("adopts beside what the environment names", () => {
    expect(environment({ MLFLOW_BOOTSTRAP_ADOPT: "state-bucket,lock-table" }).MLFLOW_BOOTSTRAP_ADOPT).toBe(
      "state-bucket,lock-table",
    );
  });

  it.each([
    [{}, undefined],
    [{ TF_LOG: "ERROR" }, undefined],
    [{ TF_LOG: "trace" }, "INFO"],
    [{ TF_LOG: "DEBUG", TF_LOG_PROVIDER: "TRACE" }, "TRACE"],
  ])("keeps the provider's log free of secrets with %p", (env, level) => {
    expect(environment(env).TF_LOG_PROVIDER).toBe(level);
  });
});
