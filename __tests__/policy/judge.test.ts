import { JsonObject, StackJson } from "../support/stack-json";
import { Finding } from "./checkov";
import { judge } from "./judge";

const ADDRESS = "aws_s3_bucket.artifacts";
const REASON = "One region by design, and versions bring back what was deleted.";

function stackWith(suppressed: JsonObject): StackJson {
  const bucket = { "//": { checkov: suppressed, metadata: { path: "mlflow/artifacts/Default" } } };
  return new StackJson("", { resource: { aws_s3_bucket: { artifacts: bucket } } });
}

function finding(passed: boolean, stack = "economy", check = "CKV_AWS_144"): Finding {
  return { stack, address: ADDRESS, check, title: "Ensure that S3 bucket has replication", passed };
}

function verdict(suppressed: JsonObject, ...findings: readonly Finding[]): string[] {
  return judge(new Map([["economy", stackWith(suppressed)]]), findings);
}

describe("the verdict", () => {
  it("is empty when everything passes, or fails for a reason", () => {
    expect(verdict({}, finding(true))).toEqual([]);
    expect(verdict({ CKV_AWS_144: REASON }, finding(false))).toEqual([]);
  });

  it("says of a failure where it is, what was checked, and what to do", () => {
    expect(verdict({}, finding(false))).toEqual([
      [
        "mlflow/artifacts/Default (aws_s3_bucket.artifacts) fails CKV_AWS_144: Ensure that S3 bucket has replication",
        "  fix:  change the resource; or, where the check is wrong or what it asks for costs money, say why where it is made:",
        '        suppress(resource, "CKV_AWS_144", "What protects instead, or why not.")',
        "  in:   economy",
      ].join("\n"),
    ]);
  });

  it("says the same of several stacks once", () => {
    const stacks = new Map(["economy", "production"].map((name) => [name, stackWith({})]));
    const problems = judge(stacks, [finding(false, "economy"), finding(false, "production")]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/in: {3}economy, production$/);
  });

  it("does not take a suppression for another check", () => {
    expect(verdict({ CKV_AWS_144: REASON }, finding(false), finding(false, "economy", "CKV_AWS_18"))).toHaveLength(1);
  });

  it.each([
    ["passes", [finding(true)]],
    ["checkov does not look at there", []],
  ])("refuses a suppression of a check that %s", (words, findings) => {
    expect(verdict({ CKV_AWS_144: REASON }, ...findings).join()).toContain(
      `suppresses CKV_AWS_144, which ${words}\n  fix:  delete this call`,
    );
  });

  it.each(["", "TODO", "not needed", "because it costs money in every region", "Too expensive."])(
    "refuses a reason that is no sentence: %j",
    (reason) => {
      expect(verdict({ CKV_AWS_144: reason }, finding(false)).join()).toContain("give a reason as a sentence");
    },
  );

  it("refuses what is no check", () => {
    const problems = verdict({ CKV_AWS_0144: REASON }, finding(false, "economy", "CKV_AWS_0144"));
    expect(problems.join()).toContain("not the id of a check");
  });
});
