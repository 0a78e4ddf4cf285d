import { StackJson, text } from "../support/stack-json";

const stack = StackJson.default();

describe.each([
  ["artifacts", stack],
  ["state-bucket", StackJson.bootstrap()],
])("the bucket %s", (name, json) => {
  const settings = json.resources().filter(({ type }) => type.startsWith("aws_s3_bucket_"));

  it("is one, with six settings, all of them its own", () => {
    expect(json.only("aws_s3_bucket").address).toBe(`aws_s3_bucket.${name}`);
    expect(settings.map(({ type }) => type.replace("aws_s3_bucket_", "")).sort()).toEqual([
      "lifecycle_configuration",
      "ownership_controls",
      "policy",
      "public_access_block",
      "server_side_encryption_configuration",
      "versioning",
    ]);
    expect(settings.filter(({ attributes }) => attributes.bucket !== `\${aws_s3_bucket.${name}.id}`)).toEqual([]);
  });
});

describe("the artifact bucket", () => {
  it("is reached without leaving AWS's network", () => {
    expect(stack.only("aws_vpc_endpoint").attributes).toMatchObject({
      vpc_id: "${aws_vpc.network.id}",
      service_name: "com.amazonaws.${data.aws_region.account_region_154F2A67.id}.s3",
      vpc_endpoint_type: "Gateway",
    });
  });
});

describe("the metadata database", () => {
  it("is Aurora Serverless v2 of the pinned version, in the cluster and in its instance", () => {
    expect(stack.only("aws_rds_cluster").attributes).toMatchObject({
      engine_mode: "provisioned",
      engine_version: "${var.database_engine_version}",
    });
    expect(stack.only("aws_rds_cluster_instance").attributes).toMatchObject({
      cluster_identifier: "${aws_rds_cluster.database.id}",
      engine: "${aws_rds_cluster.database.engine}",
      engine_version: "${aws_rds_cluster.database.engine_version}",
      instance_class: "db.serverless",
      // AWS raising the version would show as a downgrade in the next plan.
      auto_minor_version_upgrade: false,
    });
  });

  it.each(["short", "x".repeat(42), "with space", "sla/sh", "at@sign1", 'quo"te12', "newline1\n", "umläut12", ""])(
    "is never given a password that it refuses: %j",
    (password) => {
      const accepted = new RegExp(passwordCheck().pattern);
      expect([accepted.test("Aa1!#$%&'()*+,-.:;<=>?"), accepted.test(password)]).toEqual([true, false]);
    },
  );

  it("is given the password or nothing: the message that refuses it does not show it", () => {
    const { checked, given, message } = passwordCheck();
    expect(checked).toBe("ephemeral.aws_secretsmanager_secret_version.secret_prefix_store-db-password.secret_string");
    expect(given).toBe(checked);
    expect(message).toMatch(/^[\w ,.@-]+$/);
  });
});

describe("the server keys", () => {
  it("can be restored for as long as the variable says", () => {
    expect(stack.only("aws_secretsmanager_secret").attributes.recovery_window_in_days).toBe(
      "${var.server_keys_recovery_window_in_days}",
    );
  });
});

/** The parts of `can(regex(PATTERN, CHECKED)) ? GIVEN : tobool(MESSAGE)`, which becomes the database's password. */
function passwordCheck(): { pattern: string; checked: string; given: string; message: string } {
  const password = text(stack.only("aws_rds_cluster").attributes.master_password_wo);
  const parts = /^\$\{\(can\(regex\("(.*)", (.*)\)\) \? (.*) : tobool\("(.*)"\)\)\}$/.exec(password);
  const [, pattern = "", checked = "", given = "", message = ""] = parts ?? [];
  return { pattern, checked, given, message };
}
