import { BootstrapShape, synthesizeBootstrapShapes } from "../support/bootstrap-shapes";
import { withoutNotes } from "../support/json-walk";
import { Json, object, StackJson, text } from "../support/stack-json";
import { holdsInAnyStack } from "./any-stack";
import { ephemeralCarriers, ephemerals, statements } from "./stack-view";

const SECRETS = ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"];
const KEY_ARN: Readonly<Record<BootstrapShape["encryptionKey"], Json | undefined>> = {
  aws: undefined,
  new: "${aws_kms_key.encryption-key.arn}",
  given: "${var.kms_key_arn}",
};

/** How what exists is imported: bucket and table by name, secrets by the ARN that a look-up finds. */
function importId(name: string): readonly [address: string, id: string] {
  if (name === "state-bucket") return ["aws_s3_bucket.state-bucket", "${var.state_bucket_name}"];
  if (name === "lock-table") return ["aws_dynamodb_table.lock-table", "${var.state_lock_table_name}"];
  return [`aws_secretsmanager_secret.${name}`, `\${data.aws_secretsmanager_secret.secret_prefix_${name}.arn}`];
}

describe.each(synthesizeBootstrapShapes())("the bootstrap stack: $name", ({ json, encryptionKey, adopt }) => {
  holdsInAnyStack(json);

  const key = KEY_ARN[encryptionKey];
  const written = SECRETS.filter((name) => !adopt.some((adopted) => adopted === name));

  it("encrypts states, lock table and secrets with the key", () => {
    expect(json.only("aws_s3_bucket_server_side_encryption_configuration").attributes.rule).toEqual([
      key === undefined
        ? { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }
        : {
            apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: key },
            bucket_key_enabled: true,
          },
    ]);
    expect(json.only("aws_dynamodb_table").attributes.server_side_encryption).toEqual(
      key === undefined ? undefined : { enabled: true, kms_key_arn: key },
    );
    const secrets = json.resources("aws_secretsmanager_secret");
    expect(secrets.map(({ attributes }) => attributes.kms_key_id)).toEqual(SECRETS.map(() => key));
    expect(outputOf(json, "kms_key_arn")).toBe(encryptionKey === "new" ? key : undefined);
    expect(text(outputOf(json, "environment")).includes("TF_VAR_kms_key_arn")).toBe(key !== undefined);
  });

  it("imports exactly what is adopted, at addresses that are there", () => {
    expect(json.imports()).toEqual(Object.fromEntries(adopt.map(importId)));
    const addresses = json.resources().map(({ address }) => address);
    expect(Object.keys(json.imports()).filter((address) => !addresses.includes(address))).toEqual([]);
    expect(json.dataSources("aws_secretsmanager_secret")).toHaveLength(SECRETS.length - written.length);
  });

  it("writes the value of every secret that is not adopted, and never of one that is", () => {
    const versions = json.resources("aws_secretsmanager_secret_version").map(({ attributes }) => attributes);
    expect(versions.map(({ secret_id: id }) => id)).toEqual(
      written.map((name) => `\${aws_secretsmanager_secret.${name}.id}`),
    );
    for (const version of versions) {
      expect(text(version.secret_string_wo_version)).toMatch(/^\$\{\(var\.\w+_version\)\}$/);
    }
    const carriers = ephemeralCarriers(json).map((carrier) => carrier.replace(/^\w+\.(.*)_version_\w+\./, "$1."));
    expect(carriers).toEqual(written.map((name) => `${name}.secret_string_wo`));
    const tagged = json.resources("aws_secretsmanager_secret").filter(({ attributes }) => "tags" in attributes);
    expect(tagged.map(({ address }) => address.replace(/^\w+\./, ""))).toEqual(
      SECRETS.filter((name) => !written.includes(name)),
    );
  });

  it("asks for the OAuth client by ephemeral, sensitive variables, and only for what it writes of it", () => {
    const secret = Object.entries(json.section("variable")).filter(([, variable]) =>
      JSON.stringify(variable).includes('"ephemeral":true'),
    );
    expect(secret.map(([name]) => name)).toEqual(
      written.filter((name) => name.startsWith("oauth2-client")).map((name) => name.replaceAll("-", "_")),
    );
    for (const [, variable] of secret)
      expect(variable).toMatchObject({ ephemeral: true, sensitive: true, default: "" });
  });

  it("makes random values by Secrets Manager, of letters and digits, as long as their readers take them", () => {
    const lengths = ephemerals(json).map(({ type, attributes }) => {
      const { password_length: length, ...rest } = attributes;
      expect({ type, rest }).toEqual({
        type: "aws_secretsmanager_random_password",
        rest: { exclude_punctuation: true, include_space: false },
      });
      return length;
    });
    const expected: Readonly<Record<string, number>> = { "oauth2-cookie-secret": 43, "store-db-password": 40 };
    expect(lengths).toEqual(written.flatMap((name) => expected[name] ?? []));
  });

  it("has a lock table of Terraform's one key, billed by use, with backups", () => {
    const { server_side_encryption: encryption, ...table } = withoutNotes(json.only("aws_dynamodb_table").attributes);
    expect(encryption === undefined).toBe(key === undefined);
    expect(table).toEqual({
      name: "${var.state_lock_table_name}",
      hash_key: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      billing_mode: "PAY_PER_REQUEST",
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("lets its own key be used by this account and by the logs of it alone, if it makes one", () => {
    const keys = json.resources("aws_kms_key");
    expect(keys.map(({ attributes }) => attributes.enable_key_rotation)).toEqual(encryptionKey === "new" ? [true] : []);
    const principals = statements(json)
      .filter(({ block }) => block.type === "aws_kms_key")
      .map(({ body }) => body.Principal);
    const partition = "${data.aws_partition.account_partition_32ACE770.partition}";
    const account = "${data.aws_caller_identity.account_caller-identity_8116C870.account_id}";
    expect(principals).toEqual(
      keys.flatMap(() => [
        { AWS: `arn:${partition}:iam::${account}:root` },
        { Service: "logs.${data.aws_region.account_region_154F2A67.id}.amazonaws.com" },
      ]),
    );
  });

  it("prints commands for what is set by hand: those secrets of the client that are not adopted", () => {
    const commands = outputOf(json, "put_client_commands");
    const named = SECRETS.filter((name) => text(commands ?? "").includes(name));
    expect(named).toEqual(written.filter((name) => name.startsWith("oauth2-client")));
    expect(commands === undefined).toBe(named.length === 0);
  });
});

function outputOf(json: StackJson, name: string): Json | undefined {
  const output = json.section("output")[name];
  return output === undefined ? undefined : object(output).value;
}
