import { declareVariables } from "../../support/declared-variables";
import { JsonObject, object, text } from "../../support/stack-json";
import { validations } from "../../support/variable-rules";

const usual = declareVariables();
const given = declareVariables({
  network: "given",
  database: "given",
  serverKeys: "given",
  encryptionKey: "given",
  certificate: "given",
});
const restored = declareVariables({ network: "given", database: "restored" });
const all: JsonObject = { ...usual.json, ...restored.json, ...given.json };

describe("how many", () => {
  test.each(["load_balancer_subnet_ids", "task_subnet_ids", "database_subnet_ids"])(
    "%s: 2 to 16, each once",
    (name) => {
      const [, { condition } = { condition: "" }, ...others] = validations(all[name]);
      const ids = `var.${name}`;
      expect(others).toEqual([]);
      expect(condition).toBe(
        `\${length(distinct(${ids})) == length(${ids}) && length(${ids}) >= 2 && length(${ids}) <= 16}`,
      );
    },
  );

  test.each([
    ["load_balancer_ingress_cidrs", 50],
    ["database_cidrs", 20],
  ])("%s: 1 to %d networks of IPv4, by their base address and each once", (name, most) => {
    const ids = `var.${name}`;
    expect(validations(all[name]).map(({ condition }) => condition)).toEqual([
      `\${length(${ids}) >= 1 && length(${ids}) <= ${most} && length(distinct(${ids})) == length(${ids})}`,
      `\${alltrue([for cidr in ${ids} : can(cidrnetmask(cidr)) && try(cidrsubnet(cidr, 0, 0) == cidr, false)])}`,
    ]);
  });

  test("database_port: one whole number that is a port", () => {
    const port = "var.database_port";
    expect(validations(all.database_port).map(({ condition }) => condition)).toEqual([
      `\${${port} == floor(${port}) && ${port} >= 1 && ${port} <= 65535}`,
    ]);
  });
});

describe("what the variables become", () => {
  test("is null for a boundary that is not given, which Terraform takes as none", () => {
    expect(usual.resolve(usual.values.roles.permissionsBoundaryArn)).toBe(
      '${(var.iam_permissions_boundary_arn == "" ? null : var.iam_permissions_boundary_arn)}',
    );
    expect(usual.resolve(usual.values.roles.path)).toBe("${var.iam_role_path}");
  });

  test("is either name or id of the zone, since a look-up takes one of them", () => {
    expect(usual.resolve(usual.values.address.hostedZone)).toEqual({
      name: '${(var.hosted_zone_id == "" ? var.hosted_zone : null)}',
      id: '${(var.hosted_zone_id == "" ? null : var.hosted_zone_id)}',
    });
  });

  test("is the port of a given database as text for its containers, and as number for its rule", () => {
    expect(given.resolve(given.values.database.settings)).toMatchObject({
      source: "given",
      host: "${var.database_host}",
      port: { text: "${tostring(var.database_port)}", number: "${var.database_port}" },
      databaseName: "${var.database_name}",
      username: "${var.database_username}",
      cidrs: "${var.database_cidrs}",
    });
  });

  test("is a snapshot only where one is asked for", () => {
    expect(restored.resolve(restored.values.database.settings)).toMatchObject({
      source: "restored",
      snapshotIdentifier: "${var.database_snapshot_identifier}",
    });
    expect(usual.values.database.settings).toMatchObject({ source: "new", snapshotIdentifier: undefined });
    expect(Object.keys(usual.json)).not.toContain("database_snapshot_identifier");
  });

  test("are database subnets only where the stack makes the database", () => {
    expect(restored.resolve(restored.values.network)).toMatchObject({
      databaseSubnetIds: "${var.database_subnet_ids}",
    });
    expect(given.values.network).toMatchObject({ source: "given", databaseSubnetIds: undefined });
    expect(Object.keys(given.json)).not.toContain("database_subnet_ids");
  });

  test("is a key and given server keys only where the stack has them", () => {
    expect(usual.values.storage.kmsKeyArn).toBeUndefined();
    expect(given.resolve(given.values.storage)).toMatchObject({
      kmsKeyArn: "${var.kms_key_arn}",
      serverKeys: { source: "given", arn: "${var.server_keys_secret_arn}" },
    });
    expect(Object.keys(given.json)).not.toContain("server_keys_recovery_window_in_days");
  });
});

test("every message of a new variable names it, what was given and an example or a way to find one", () => {
  const fresh = Object.entries(all).filter(([name]) => !(name in usual.json) || /^iam_|_zone_id$/.test(name));
  expect(fresh).toHaveLength(16);
  for (const [name, variable] of fresh) {
    expect(validations(variable)).not.toEqual([]);
    expect(text(object(variable).description)).toMatch(/^\S.{19,}[.]$/);
    for (const { message } of validations(variable)) expect(message).toMatch(new RegExp(`^${name} (is|needs) .*\\.$`));
  }
});
