import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { suppress } from "../../../src/terraform/suppress";
import { newStack } from "../../support/small-stack";

function synthesized(build: (stack: ReturnType<typeof newStack>) => void): string {
  const stack = newStack();
  build(stack);
  return JSON.stringify(stack.toTerraform());
}

describe("a suppressed check", () => {
  test("stands in the notes of the resource, beside cdktf's own, each with its reason", () => {
    const json = synthesized((stack) => {
      const bucket = new S3Bucket(stack, "some-bucket");
      suppress(bucket, "CKV_AWS_144", "One region.");
      suppress(bucket, "CKV2_AWS_62", "Nobody listens.");
    });
    expect(json).toMatch(
      /"some-bucket":\{.*"\/\/":\{"metadata":\{"path":"[^"]*some-bucket",.*"checkov":\{"CKV_AWS_144":"One region.","CKV2_AWS_62":"Nobody listens."\}/,
    );
  });

  test("stands in those of a data source, too", () => {
    const json = synthesized((stack) => {
      suppress(new DataAwsRegion(stack, "region"), "CKV_AWS_394", "Every region.");
    });
    expect(json).toMatch(/"data":\{"aws_region":\{"region":\{.*"checkov":\{"CKV_AWS_394":"Every region."\}/);
  });
});
