import { many, number, references, withoutNotes } from "../support/json-walk";
import { Block, Json, object, StackJson, text } from "../support/stack-json";
import { target } from "./stack-view";

const stack = StackJson.default();

/** The three security groups, by the part of the request path that is in them. */
const GROUPS: Readonly<Record<string, string>> = {
  "aws_security_group.load-balancer_security-group_80A0008E": "load balancer",
  "aws_security_group.service_security-group_3A537956": "tasks",
  "aws_security_group.database_security-group_BF0DE645": "database",
};

const VPC = "${aws_vpc.network.id}";

const RULE_TYPES = ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];
const rules = RULE_TYPES.flatMap((type) => stack.resources(type));

describe("the security groups", () => {
  it("are three", () => {
    expect(stack.resources("aws_security_group").map(({ address }) => address)).toEqual(
      expect.arrayContaining(Object.keys(GROUPS)),
    );
    expect(stack.resources("aws_security_group")).toHaveLength(3);
  });

  it("let in exactly this: the allowed networks to the load balancer, it to the tasks, they to the database", () => {
    expect(edges("aws_vpc_security_group_ingress_rule")).toEqual([
      "database <- tasks, tcp 3306",
      "load balancer <- each of var.load_balancer_ingress_cidrs, tcp 443",
      "tasks <- load balancer, tcp 8080",
    ]);
  });

  it("let out exactly this: the load balancer to the tasks, they to the database and to HTTPS anywhere", () => {
    expect(edges("aws_vpc_security_group_egress_rule")).toEqual([
      "load balancer -> tasks, tcp 8080",
      "tasks -> 0.0.0.0/0, tcp 443",
      "tasks -> database, tcp 3306",
    ]);
  });

  it("open nothing by any other means: no inline rules, no older rule resources, no IPv6, no prefix lists", () => {
    const ruleTypes = Object.keys(stack.section("resource")).filter((type) => /security_group.*rule/.test(type));
    expect(ruleTypes.sort()).toEqual([...RULE_TYPES].sort());
    const groups = ["aws_security_group", "aws_default_security_group"].flatMap((type) => stack.resources(type));
    expect(groups.filter(({ attributes }) => "ingress" in attributes || "egress" in attributes)).toEqual([]);
    expect(rules.filter(({ attributes }) => "cidr_ipv6" in attributes || "prefix_list_id" in attributes)).toEqual([]);
  });

  it("leave the VPC's default group without a rule", () => {
    const { attributes } = stack.only("aws_default_security_group");
    expect(withoutNotes(attributes)).toEqual({ vpc_id: VPC });
  });

  it("are each worn by the one part they are named after", () => {
    const wearers = stack.resources().flatMap((block) => {
      const {
        security_groups: ofBalancer,
        vpc_security_group_ids: ofDatabase,
        security_group_ids: others,
      } = block.attributes;
      const worn = [ofBalancer, ofDatabase, others, serviceGroups(block)];
      const groups = worn.flatMap(many).map((group) => GROUPS[target(group)]);
      return groups.map((group) => `${block.type}: ${group}`);
    });
    expect(wearers.sort()).toEqual(["aws_ecs_service: tasks", "aws_lb: load balancer", "aws_rds_cluster: database"]);
  });

  it.each([...rules, ...stack.resources("aws_security_group")])(
    "describe themselves in characters that AWS takes: $address",
    ({ attributes }) => {
      expect(attributes.description).toMatch(/^[A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,255}$/);
    },
  );
});

describe("the routes", () => {
  const tableOf = (subnet: string): string => {
    const [association, ...others] = stack
      .resources("aws_route_table_association")
      .filter(({ attributes }) => target(attributes.subnet_id) === subnet);
    if (association === undefined || others.length > 0) throw new Error(`${subnet} needs one route table`);
    return target(association.attributes.route_table_id);
  };
  const tablesOf = (tier: string): string[] => [...new Set(subnetsOf(tier).map((subnet) => tableOf(subnet.address)))];

  it("are one: from the public subnets to the internet gateway", () => {
    const route = stack.only("aws_route").attributes;
    expect(tablesOf("public")).toEqual([target(route.route_table_id)]);
    expect(route.destination_cidr_block).toBe("0.0.0.0/0");
    expect(target(route.gateway_id)).toBe(stack.only("aws_internet_gateway").address);
    const inline = stack.resources("aws_route_table").filter(({ attributes }) => "route" in attributes);
    expect(inline).toEqual([]);
  });

  it.each(["private", "database"])("do not lead out of the %s subnets", (tier) => {
    const routed = stack.resources("aws_route").map(({ attributes }) => target(attributes.route_table_id));
    const tables = tablesOf(tier);
    expect(tables).toHaveLength(1);
    expect(routed).not.toContain(tables[0]);
  });

  it("keep the database in subnets of its own, which not even S3's endpoint reaches", () => {
    const group = stack.only("aws_db_subnet_group").attributes;
    expect(references(group.subnet_ids)).toEqual(subnetsOf("database").map(({ address }) => address));
    const reached = references(stack.only("aws_vpc_endpoint").attributes.route_table_ids);
    expect(reached).toEqual([...tablesOf("public"), ...tablesOf("private")]);
  });

  it("start in two zones a tier, from subnets that give out no public address by themselves", () => {
    for (const tier of ["public", "private", "database"]) {
      const zones = subnetsOf(tier).map(
        ({ attributes }) => /, (\d)\)\}$/.exec(text(attributes.availability_zone))?.[1],
      );
      expect(zones).toEqual(["0", "1"]);
    }
    const open = stack.resources("aws_subnet").filter(({ attributes }) => attributes.map_public_ip_on_launch !== false);
    expect(open).toEqual([]);
    expect(stack.only("aws_rds_cluster_instance").attributes.publicly_accessible).toBe(false);
  });

  it("all lie in the one VPC, which answers names", () => {
    const elsewhere = stack.resources().filter(({ attributes }) => (attributes.vpc_id ?? VPC) !== VPC);
    expect(elsewhere).toEqual([]);
    const inVpc = ["aws_subnet", "aws_route_table", "aws_internet_gateway", "aws_vpc_endpoint", "aws_security_group"];
    expect(
      inVpc.flatMap((type) => stack.resources(type)).filter(({ attributes }) => attributes.vpc_id !== VPC),
    ).toEqual([]);
    expect(stack.only("aws_vpc").attributes).toMatchObject({ enable_dns_support: true, enable_dns_hostnames: true });
  });

  it("are logged, accepted and rejected traffic alike", () => {
    const [logs, ...others] = stack
      .resources("aws_cloudwatch_log_group")
      .filter(({ address }) => address.includes("_flow-log_"));
    expect(others).toEqual([]);
    expect(logs?.attributes).toMatchObject({
      name: "/aws/vpc/flow-log/${var.unique_name}",
      retention_in_days: "${var.service_log_retention_in_days}",
    });
    expect(stack.only("aws_flow_log").attributes).toMatchObject({
      traffic_type: "ALL",
      vpc_id: VPC,
      log_destination_type: "cloud-watch-logs",
      log_destination: `\${${logs?.address ?? ""}.arn}`,
      max_aggregation_interval: 600,
    });
  });
});

/** Rules as sentences, sorted. */
function edges(type: string): string[] {
  const arrow = type.includes("ingress") ? "<-" : "->";
  return stack
    .resources(type)
    .map(({ attributes }) => {
      const own = GROUPS[target(attributes.security_group_id)];
      const [from, to] = [number(attributes.from_port), number(attributes.to_port)];
      const ports = from === to ? String(from) : `${from} to ${to}`;
      return `${own} ${arrow} ${peers(attributes)}, ${text(attributes.ip_protocol)} ${ports}`;
    })
    .sort();
}

function peers(rule: Block["attributes"]): string {
  if (rule.cidr_ipv4 === undefined) return GROUPS[target(rule.referenced_security_group_id)] ?? "an unknown group";
  if (rule.cidr_ipv4 !== "${each.value}") return text(rule.cidr_ipv4);
  return `each of ${text(rule.for_each).replace(/^\$\{toset\((.*)\)\}$/, "$1")}`;
}

function subnetsOf(tier: string): Block[] {
  return stack.resources("aws_subnet").filter(({ address }) => address.includes(`_${tier}_`));
}

function serviceGroups({ type, attributes }: Block): Json | undefined {
  return type === "aws_ecs_service" ? object(attributes.network_configuration).security_groups : undefined;
}
