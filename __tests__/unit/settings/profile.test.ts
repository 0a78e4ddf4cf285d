import { Testing } from "cdktf";
import { profileProblems, ProfileProps } from "../../../src/settings/profile";
import { MlflowStack } from "../../../src/stacks/mlflow-stack";
import { synthesized } from "../../support/small-stack";
import { list, object, StackJson } from "../../support/stack-json";

const app = Testing.app();

function mlflow(name: string, props: ProfileProps): StackJson {
  const common = { identityProvider: { type: "google" }, state: { type: "s3" } } as const;
  return synthesized(new MlflowStack(app, `mlflow-${name}`, { ...common, ...props }));
}

const economy = mlflow("economy", {});
const production = mlflow("production", { profile: "production" });
const shared = mlflow("shared", { profile: "production", natGateways: "shared" });

/** Ids of the subnets of a tier, as references. */
const tier = (json: StackJson, name: string): string[] =>
  json
    .resources("aws_subnet")
    .filter(({ address }) => address.includes(`network_${name}_`))
    .map(({ address }) => `\${${address}.id}`);

const placement = (json: StackJson): unknown => json.only("aws_ecs_service").attributes.network_configuration;

test("tasks of the economy profile have a public address, because there is no other way out", () => {
  expect(placement(economy)).toMatchObject({ assign_public_ip: true, subnets: tier(economy, "public") });
  expect(economy.resources("aws_nat_gateway")).toEqual([]);
});

describe.each([
  ["one gateway in each zone", production, 2],
  ["one gateway for both zones", shared, 1],
])("the production profile with %s", (_, json, gateways) => {
  test("keeps tasks in the private subnets, without public addresses", () => {
    expect(placement(json)).toMatchObject({ assign_public_ip: false, subnets: tier(json, "private") });
  });

  test("gives every private route table a way out through a gateway of its own zone, and the database none", () => {
    expect(json.resources("aws_nat_gateway")).toHaveLength(gateways);
    expect(json.resources("aws_eip")).toHaveLength(gateways);
    const nat = json.resources("aws_route").filter(({ attributes }) => attributes.nat_gateway_id !== undefined);
    const tables = nat.map(({ attributes }) => attributes.route_table_id);
    expect(new Set(tables).size).toBe(gateways);
    expect(JSON.stringify(tables)).not.toMatch(/public|database/);
    const letters = nat.map(({ attributes }) => /gateway-(.)_/.exec(JSON.stringify(attributes.nat_gateway_id))?.[1]);
    expect(letters).toEqual(["a", "b"].slice(0, gateways));
    const subnets = json.resources("aws_nat_gateway").map(({ attributes }) => attributes.subnet_id);
    expect(subnets).toEqual(tier(json, "public").slice(0, gateways));
  });

  test("starts no task before its way out exists", () => {
    const routes = json.resources("aws_route").filter(({ attributes }) => attributes.nat_gateway_id !== undefined);
    expect(list(json.only("aws_ecs_service").attributes.depends_on)).toEqual(
      expect.arrayContaining(routes.map(({ address }) => address)),
    );
  });

  test("reaches S3 through the gateway endpoint from every route table of tasks", () => {
    const tables = json.resources("aws_route_table").filter(({ address }) => /_(public|private)_/.test(address));
    expect(json.only("aws_vpc_endpoint").attributes.route_table_ids).toEqual(
      expect.arrayContaining(tables.map(({ address }) => `\${${address}.id}`)),
    );
  });

  test("has a second database instance, made after the writer, and Container Insights", () => {
    const [writer, reader, ...others] = json.resources("aws_rds_cluster_instance");
    expect(others).toEqual([]);
    expect(writer?.attributes.depends_on).toBeUndefined();
    expect(reader?.attributes.depends_on).toEqual([writer?.address]);
    expect(reader?.attributes.identifier).not.toBe(writer?.attributes.identifier);
    expect(object(list(json.only("aws_ecs_cluster").attributes.setting)[0]).value).toBe("enabled");
  });
});

test("NAT gateways beside the economy profile are refused, because they would be ignored", () => {
  expect(profileProblems({ natGateways: "shared" })).toEqual([
    {
      where: "natGateways",
      given: '"shared"',
      allowed: 'nothing, with the profile "economy"',
      fix: 'leave it out, or set profile: "production"',
    },
  ]);
  expect(profileProblems({ profile: "production", natGateways: "shared" })).toEqual([]);
  expect(profileProblems({})).toEqual([]);
});
