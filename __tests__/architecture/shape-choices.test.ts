import { OWN_SERVER_KEYS } from "../../src/secrets/server-keys";
import { OWN_DATABASE } from "../../src/storage/given-database";
import { leaves, many } from "../support/json-walk";
import { synthesizeShapes } from "../support/shapes";
import { JsonObject, list, object, StackJson, text } from "../support/stack-json";
import { permissions, target } from "./stack-view";

const shapes = synthesizeShapes();
const withKey = shapes.filter(({ props }) => props.encryptionKey === "given");
const withoutKey = shapes.filter(({ props }) => props.encryptionKey !== "given");
const inGivenNetwork = shapes.filter(({ props }) => props.network === "given");

const KEY = "${data.aws_kms_key.kms_key_arn.arn}";

describe("the database of a stack", () => {
  const own = shapes.filter(({ props }) => props.database !== "given");
  const given = shapes.filter(({ props }) => props.database === "given");

  it.each(own)(
    "is encrypted, protected, out of the internet's reach and entered by the tasks only: $name",
    ({ json }) => {
      expect(json.only("aws_rds_cluster").attributes).toMatchObject({
        storage_encrypted: true,
        deletion_protection: true,
        lifecycle: {
          prevent_destroy: true,
          ignore_changes: ["snapshot_identifier", "master_username", "database_name"],
        },
      });
      for (const { attributes } of json.resources("aws_rds_cluster_instance")) {
        expect(attributes.publicly_accessible).toBe(false);
      }
      const [group] = many(json.only("aws_rds_cluster").attributes.vpc_security_group_ids);
      const ways = json
        .resources("aws_vpc_security_group_ingress_rule")
        .filter(({ attributes }) => attributes.security_group_id === group);
      expect(ways.map(({ attributes }) => attributes.referenced_security_group_id)).toEqual([tasksGroup(json)]);
    },
  );

  it.each(given)("that is given is not touched, and reached at its networks and port alone: $name", ({ json }) => {
    expect(json.resources().filter(({ type }) => /^aws_(rds|db)_/.test(type))).toEqual([]);
    const ways = json
      .resources("aws_vpc_security_group_egress_rule")
      .filter(({ attributes }) => attributes.for_each === "${toset(var.database_cidrs)}");
    expect(ways.map(({ attributes: rule }) => [rule.security_group_id, rule.from_port, rule.to_port])).toEqual([
      [tasksGroup(json), "${var.database_port}", "${var.database_port}"],
    ]);
    expect(object(json.section("output").task_security_group).value).toBe(tasksGroup(json));
  });
});

describe("a network that is given", () => {
  it.each(inGivenNetwork)(
    "is changed in nothing: the stack adds security groups and what wears them: $name",
    ({ json }) => {
      const network =
        /^aws_(vpc|subnet|route|route_table.*|internet_gateway|nat_gateway|eip|vpc_endpoint|flow_log|default_.*|network_.*)$/;
      expect(json.resources().filter(({ type }) => network.test(type))).toEqual([]);
      const groups = json.resources("aws_security_group").map(({ attributes }) => attributes.vpc_id);
      expect(new Set(groups)).toEqual(new Set(["${data.aws_vpc.vpc_id.id}"]));
    },
  );
});

describe("a key that is given", () => {
  it.each(withKey)("encrypts everything that a key can be named for: $name", ({ json, props }) => {
    const keys = json
      .resources()
      .flatMap(({ type, attributes }) =>
        leaves(attributes).flatMap(({ path, value }) =>
          /^kms_(master_)?key_id$/.test(path.at(-1) ?? "") ? [[type, value]] : [],
        ),
      );
    const expected = [
      ...json.resources("aws_cloudwatch_log_group").map(({ type }) => type),
      ...(props.database === "given" ? [] : ["aws_rds_cluster"]),
      "aws_s3_bucket_server_side_encryption_configuration",
      ...(props.serverKeys === "given" ? [] : ["aws_secretsmanager_secret"]),
    ];
    expect(keys.map(([type]) => type)).toEqual(expected);
    expect(new Set(keys.map(([, value]) => value))).toEqual(new Set([KEY]));
  });

  it.each(withKey)("is used by two roles, each by way of one service: $name", ({ json }) => {
    const { execution_role_arn: execution, task_role_arn: task } = json.only("aws_ecs_task_definition").attributes;
    const used = permissions(json).filter(({ actions }) => actions.some((action) => action.startsWith("kms:")));
    const via = (service: string): JsonObject => ({
      StringEquals: { "kms:ViaService": `${service}.\${data.aws_region.account_region_154F2A67.id}.amazonaws.com` },
    });
    expect(
      used.map(({ block, actions, resources, body }) => [
        target(block.attributes.role),
        actions,
        resources,
        body.Condition,
      ]),
    ).toEqual([
      [target(execution), ["kms:Decrypt"], [KEY], via("secretsmanager")],
      [target(task), ["kms:GenerateDataKey", "kms:Decrypt"], [KEY], via("s3")],
    ]);
  });

  it.each(withoutKey)("is nowhere when none is given: $name", ({ json }) => {
    expect(json.text).not.toMatch(/kms:|kms_|aws:kms/);
  });
});

/** Id of the security group of the tasks, as others name it. */
function tasksGroup(json: StackJson): string {
  const [group, ...others] = list(
    object(json.only("aws_ecs_service").attributes.network_configuration).security_groups,
  );
  if (others.length > 0) throw new Error("the tasks are in more groups than one");
  return text(group);
}

describe("what a stack made in another shape", () => {
  const forgotten = (name: string): unknown => shapes.find((shape) => shape.name === name)?.json.root.removed ?? [];
  const made = shapes.find(({ name }) => name === "production")?.json.resources() ?? [];
  const blocks = (addresses: readonly string[]): unknown =>
    addresses.map((from) => ({ from, lifecycle: { destroy: false } }));

  it("is named by the addresses that it has", () => {
    const addresses = made.map(({ address }) => address);
    expect([...OWN_DATABASE, ...OWN_SERVER_KEYS].filter((address) => !addresses.includes(address))).toEqual([]);
    const ofDatabase = addresses.filter(
      (address) => /^\w+\.(database|server-keys)/.test(address) && !address.includes("_rule."),
    );
    expect([...OWN_DATABASE, ...OWN_SERVER_KEYS].sort()).toEqual(ofDatabase.sort());
  });

  it("is forgotten and not destroyed where the stack is given another", () => {
    expect(forgotten("default")).toEqual([]);
    expect(forgotten("given database")).toEqual(blocks(OWN_DATABASE));
    expect(forgotten("given server keys")).toEqual(blocks(OWN_SERVER_KEYS));
    expect(forgotten("everything given")).toEqual(blocks([...OWN_SERVER_KEYS, ...OWN_DATABASE]));
  });
});
