import { FlowLog } from "../../../src/network/flow-log";
import { SecurityGroup } from "../../../src/network/security-group";
import { SubnetTier } from "../../../src/network/subnet-tier";
import { Vpc } from "../../../src/network/vpc";
import { LOGS, roleSettings } from "../../support/parts";
import { newStack, resolved, statements, synthesized, synthesizePart } from "../../support/small-stack";
import { JsonObject, object, text } from "../../support/stack-json";

describe("an edge between two security groups", () => {
  const json = synthesizePart((stack) => {
    const group = (id: string): SecurityGroup =>
      new SecurityGroup(stack, id, { name: `demo-${id}`, description: `The ${id}`, vpcId: "vpc-1" });
    group("server").allowFrom(group("client"), "client-to-server", 3306, "Clients to their server");
    group("bystander");
  });
  const rules = (direction: "ingress" | "egress"): readonly JsonObject[] =>
    json.resources(`aws_vpc_security_group_${direction}_rule`).map(({ attributes }) => attributes);

  test("is one way in at the server and one way out at the client, for one port and with the same reason", () => {
    const tcp = { ip_protocol: "tcp", from_port: 3306, to_port: 3306, description: "Clients to their server" };
    expect(rules("ingress")).toEqual([
      {
        security_group_id: "${aws_security_group.server.id}",
        referenced_security_group_id: "${aws_security_group.client.id}",
        ...tcp,
      },
    ]);
    expect(rules("egress")).toEqual([
      {
        security_group_id: "${aws_security_group.client.id}",
        referenced_security_group_id: "${aws_security_group.server.id}",
        ...tcp,
      },
    ]);
  });

  test("is the only thing that a group has: without one nothing comes in and nothing goes out", () => {
    expect(json.resources("aws_security_group").map(({ attributes }) => attributes)).toEqual(
      ["bystander", "client", "server"].map((id) => ({
        name: `demo-${id}`,
        description: `The ${id}`,
        vpc_id: "vpc-1",
      })),
    );
    expect(json.text).not.toContain("aws_security_group.bystander");
  });
});

describe("a way to networks", () => {
  const group = (build: (made: SecurityGroup) => void): ReturnType<typeof synthesizePart> =>
    synthesizePart((stack) => {
      build(new SecurityGroup(stack, "door", { name: "door", description: "Door", vpcId: "vpc-1" }));
    });

  test("in is one rule for each network, so that a plan names the network that comes or goes", () => {
    const json = group((door) => {
      door.allowFromNetworks(["192.0.2.0/24", "203.0.113.0/24"], "https", 443, "People");
    });
    expect(json.only("aws_vpc_security_group_ingress_rule").attributes).toEqual({
      for_each: '${toset(["192.0.2.0/24", "203.0.113.0/24"])}',
      security_group_id: "${aws_security_group.door.id}",
      cidr_ipv4: "${each.value}",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      description: "People",
    });
    expect(json.resources("aws_vpc_security_group_egress_rule")).toEqual([]);
  });

  test("out is one port, and opens nothing on the way in", () => {
    const json = group((door) => {
      door.allowToInternet("https-out", 443, "APIs");
    });
    expect(json.only("aws_vpc_security_group_egress_rule").attributes).toEqual({
      security_group_id: "${aws_security_group.door.id}",
      cidr_ipv4: "0.0.0.0/0",
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      description: "APIs",
    });
    expect(json.resources("aws_vpc_security_group_ingress_rule")).toEqual([]);
  });
});

describe("a tier of subnets", () => {
  const stack = newStack();
  const tier = new SubnetTier(stack, "tier", {
    name: "demo-tier",
    vpcId: "vpc-1",
    places: [
      { letter: "a", zone: "eu-west-1a", cidr: "10.0.1.0/24" },
      { letter: "b", zone: "eu-west-1b", cidr: "10.0.2.0/24" },
    ],
  });
  const json = synthesized(stack);

  test("is one subnet in each place, and gives no machine a public address by itself", () => {
    expect(json.resources("aws_subnet").map(({ attributes }) => attributes)).toEqual(
      ["a", "b"].map((letter, index) => ({
        vpc_id: "vpc-1",
        availability_zone: `eu-west-1${letter}`,
        cidr_block: `10.0.${index + 1}.0/24`,
        map_public_ip_on_launch: false,
        tags: { Name: `demo-tier-${letter}` },
      })),
    );
    expect(resolved(tier.ids, stack)).toEqual(json.resources("aws_subnet").map(({ address }) => `\${${address}.id}`));
  });

  test("has a route table of its own for all of its subnets, with no route that leads out", () => {
    const table = `\${${json.only("aws_route_table").address}.id}`;
    const associated = json.resources("aws_route_table_association").map(({ attributes }) => attributes);
    expect(associated).toEqual(
      json.resources("aws_subnet").map(({ address }) => ({ route_table_id: table, subnet_id: `\${${address}.id}` })),
    );
    expect(json.resources("aws_route")).toEqual([]);
    expect(json.only("aws_route_table").attributes).not.toHaveProperty("route");
  });
});

describe("the network", () => {
  const stack = newStack();
  const vpc = new Vpc(stack, "network", {
    name: "demo",
    excludeZoneIds: ["use1-az3"],
    logs: LOGS,
    natGateways: undefined,
    roles: roleSettings(stack),
  });
  const json = synthesized(stack);

  test("has the article's addresses, one block for each tier and zone", () => {
    expect(json.only("aws_vpc").attributes.cidr_block).toBe("10.1.0.0/16");
    const blocks = json
      .resources("aws_subnet")
      .map(({ attributes }) => [object(attributes.tags).Name, attributes.cidr_block]);
    expect(Object.fromEntries(blocks.map(([name, block]) => [text(name), block]))).toEqual({
      "demo-public-a": "10.1.11.0/24",
      "demo-public-b": "10.1.12.0/24",
      "demo-private-a": "10.1.1.0/24",
      "demo-private-b": "10.1.2.0/24",
      "demo-database-a": "10.1.201.0/24",
      "demo-database-b": "10.1.202.0/24",
    });
  });

  test("lies in two zones that AWS opens to everybody, because Fargate and Aurora run in no Local Zone", () => {
    expect(json.dataSources("aws_availability_zones")[0]?.attributes).toMatchObject({
      state: "available",
      exclude_zone_ids: ["use1-az3"],
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    const zones = json.resources("aws_subnet").map(({ attributes }) => text(attributes.availability_zone));
    expect(zones.map((zone) => / (\d)\)\}$/.exec(zone)?.[1])).toEqual(["0", "1", "0", "1", "0", "1"]);
  });

  test("says before an apply when fewer than two zones are left", () => {
    const zones = json.dataSources("aws_availability_zones")[0]?.attributes;
    expect(object(zones?.lifecycle).postcondition).toEqual([
      {
        condition: "${length(self.names) >= 2}",
        error_message: "Fewer than two availability zones are left in this region. Shorten exclude_zone_ids.",
      },
    ]);
  });

  test("leads to the internet from the public subnets alone", () => {
    expect(json.only("aws_route").attributes).toEqual({
      route_table_id: resolved(vpc.publicSubnets.routeTable.id, stack),
      destination_cidr_block: "0.0.0.0/0",
      gateway_id: `\${${json.only("aws_internet_gateway").address}.id}`,
    });
  });

  test("locks its default security group, which AWS opens between all of its members", () => {
    expect(json.only("aws_default_security_group").attributes).toEqual({ vpc_id: "${aws_vpc.network.id}" });
  });

  test("reaches S3 without the internet from every tier that runs tasks, and from no other", () => {
    expect(json.only("aws_vpc_endpoint").attributes).toMatchObject({
      vpc_endpoint_type: "Gateway",
      service_name: "com.amazonaws.${data.aws_region.account_region_154F2A67.id}.s3",
      route_table_ids: resolved([vpc.publicSubnets.routeTable.id, vpc.privateSubnets.routeTable.id], stack),
    });
  });
});

describe("the flow log", () => {
  const json = synthesizePart((stack) => {
    const logs = { ...LOGS, retentionInDays: 7 };
    new FlowLog(stack, "flow-log", { name: "demo", vpcId: "vpc-1", logs, roles: roleSettings(stack) });
  });

  test("notes accepted and refused connections, and waits for the right to write them", () => {
    const policy = json.only("aws_iam_role_policy").address;
    expect(json.only("aws_flow_log").attributes).toMatchObject({
      vpc_id: "vpc-1",
      traffic_type: "ALL",
      max_aggregation_interval: 600,
      log_destination: `\${${json.only("aws_cloudwatch_log_group").address}.arn}`,
      depends_on: [policy],
    });
    expect(json.only("aws_cloudwatch_log_group").attributes).toEqual({
      name: "/aws/vpc/flow-log/demo",
      retention_in_days: 7,
    });
  });

  test("is written by a role that only flow logs of this account may assume, and that writes to one group", () => {
    const [trust] = statements(json.only("aws_iam_role").attributes.assume_role_policy);
    expect(trust?.Principal).toEqual({ Service: "vpc-flow-logs.amazonaws.com" });
    expect(text(object(object(trust?.Condition).ArnLike)["aws:SourceArn"])).toMatch(/:ec2:<.*>:<.*>:vpc-flow-log\/\*$/);
    const [write, look] = statements(json.only("aws_iam_role_policy").attributes.policy);
    const group = `<${json.only("aws_cloudwatch_log_group").address}.arn>`;
    expect(write?.Resource).toEqual([group, `${group}:*`]);
    expect(look?.Action).toBe("logs:DescribeLogGroups");
  });
});
