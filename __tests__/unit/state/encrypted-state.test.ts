import { addBackend, State, stateFromEnvironment, stateProblems } from "../../../src/state/state";
import { synthesizePart } from "../../support/small-stack";

const KMS_KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012";

describe("the KMS key of a state", () => {
  const backend = (state: State): unknown =>
    synthesizePart((stack) => {
      addBackend(stack, state);
    }).section("terraform").backend;

  test("comes from the environment; without it Terraform asks S3 for S3's own encryption", () => {
    expect(stateFromEnvironment({ TF_STATE_KMS_KEY_ARN: KMS_KEY_ARN })).toEqual({
      type: "s3",
      kmsKeyArn: KMS_KEY_ARN,
    });
  });

  test("is written into the backend", () => {
    expect(backend({ type: "s3", key: "mlflow/dev.tfstate", kmsKeyArn: KMS_KEY_ARN })).toEqual({
      s3: { encrypt: true, key: "mlflow/dev.tfstate", kms_key_id: KMS_KEY_ARN },
    });
  });

  test.each([["alias/mlflow"], ["12345678-1234-1234-1234-123456789012"], [`${KMS_KEY_ARN}\n`], [""]])(
    "is never %j",
    (kmsKeyArn) => {
      expect(stateProblems({ type: "s3", kmsKeyArn })).toEqual([
        {
          where: "state.kmsKeyArn (TF_STATE_KMS_KEY_ARN)",
          given: JSON.stringify(kmsKeyArn),
          allowed: "the ARN of a key, arn:aws:kms:REGION:ACCOUNT:key/ID",
          fix: "copy the output kms_key_arn of bootstrap; an alias or a bare id is not enough",
        },
      ]);
    },
  );
});
