import { withStableIds } from "../../support/stable-ids";

describe("stable ids", () => {
  it.each([
    ["a suffix of Terraform", '"mlflow2026112807334461870000000a"', '"mlflow00000000000000000000000001"'],
    ["a group", "sg-0123456789abcdef0 sg-0123456789abcdef0", "sg-00000000000000001 sg-00000000000000001"],
    ["a secret", '":secret:a-AbCdEf:key:: :secret:a-AbCdEf|v"', '":secret:a-000001:key:: :secret:a-000001|v"'],
    ["an endpoint", "db.cluster-7gq4uomqlm4k.eu-west-1.rds.x", "db.cluster-000000000001.eu-west-1.rds.x"],
    ["a moment", "2026-11-28T07:33:44.618Z", "2026-01-01T00:00:00Z"],
  ])("take the place of %s", (_what, madeUp, stable) => {
    expect(withStableIds(madeUp)).toBe(stable);
  });

  it("leave digests as they are", () => {
    const digest = `sha256:${"1".repeat(64)}`;
    expect(withStableIds(digest)).toBe(digest);
  });
});
