import { GivenNetwork } from "../../../src/network/given-network";
import { addNetwork } from "../../../src/network/network";
import { Vpc } from "../../../src/network/vpc";
import { LOGS, roleSettings } from "../../support/parts";
import { newStack, resolved, synthesized } from "../../support/small-stack";
import { Block, list, object, StackJson, text } from "../../support/stack-json";

const IDS = {
  vpcId: "${var.vpc_id}",
  loadBalancerSubnetIds: ["subnet-l1", "subnet-l2"],
  taskSubnetIds: ["subnet-t1", "subnet-t2"],
  databaseSubnetIds: ["subnet-d1", "subnet-d2"],
};

interface Made {
  readonly json: StackJson;
  readonly network: GivenNetwork;
  readonly resolve: (value: unknown) => unknown;
}

function make(tasksHavePublicAddress: boolean, ids: Partial<typeof IDS> = IDS): Made {
  const stack = newStack();
  const databaseSubnetIds = ids.databaseSubnetIds;
  const network = new GivenNetwork(stack, "network", { ...IDS, databaseSubnetIds, tasksHavePublicAddress });
  return { json: synthesized(stack), network, resolve: (value) => resolved(value, stack) };
}

/** The data source of a type that belongs to one tier. */
function ofTier(json: StackJson, type: string, tier: string): Block {
  const [found, ...others] = json.dataSources(type).filter(({ address }) => address.includes(`.network_${tier}_`));
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} or none of ${type}, ${tier}`);
  return found;
}

/** Conditions with their messages. */
function checks(block: Block | undefined, kind: "precondition" | "postcondition"): readonly (readonly string[])[] {
  const conditions = object(block?.attributes.lifecycle)[kind];
  return list(conditions)
    .map(object)
    .map(({ condition, error_message: message }) => [text(condition), text(message)]);
}

const economy = make(true);
const production = make(false);

const TIERS = [
  ["load-balancer", "load_balancer_subnet_ids", IDS.loadBalancerSubnetIds],
  ["tasks", "task_subnet_ids", IDS.taskSubnetIds],
  ["database", "database_subnet_ids", IDS.databaseSubnetIds],
] as const;

describe("a given network", () => {
  test("is only looked at: nothing of it is a resource, so that no apply and no destroy touches it", () => {
    expect(economy.json.resources()).toEqual([]);
    expect(production.json.resources()).toEqual([]);
    expect(economy.network.internetAccess).toEqual([]);
    expect(economy.network.tasks.internetAccess).toEqual([]);
  });

  test("is the VPC of vpc_id, with an address for names", () => {
    const [vpc, ...others] = economy.json.dataSources("aws_vpc");
    expect(others).toEqual([]);
    expect(vpc?.attributes.id).toBe("${var.vpc_id}");
    expect(economy.resolve(economy.network.id)).toBe(`\${${String(vpc?.address)}.id}`);
    const [[condition, message] = [], ...more] = checks(vpc, "postcondition");
    expect(more).toEqual([]);
    expect(condition).toBe("${self.enable_dns_support}");
    expect(message).toMatch(/^The VPC of vpc_id has DNS support switched off, .* Switch it on \(enableDnsSupport\)\.$/);
  });

  test.each(TIERS)(
    "looks the subnets of %s up in that VPC, and names in the message which of %s are not there",
    (...row) => {
      const [tier, variable, ids] = row;
      const found = ofTier(economy.json, "aws_subnets", tier);
      expect(found.attributes.filter).toEqual([
        { name: "vpc-id", values: ["${var.vpc_id}"] },
        { name: "subnet-id", values: ids },
      ]);
      const missing = `setsubtract(var.${variable}, self.ids)`;
      expect(checks(found, "postcondition")).toEqual([
        [
          `\${length(${missing}) == 0}`,
          `${variable} names \${join(", ", ${missing})}, which the VPC \${var.vpc_id} does not have in this region. Give subnets of that VPC, or correct vpc_id.`,
        ],
      ]);
      expect(ofTier(economy.json, "aws_subnet", tier).attributes).toEqual({
        for_each: `\${toset(${found.address}.ids)}`,
        id: "${(each.value)}",
      });
    },
  );

  test("gives the subnets that were found, so that whoever uses them waits for the check", () => {
    const ids = (tier: string): string => `\${${ofTier(economy.json, "aws_subnets", tier).address}.ids}`;
    expect(economy.resolve(economy.network.tasks.subnetIds)).toBe(ids("tasks"));
    expect(economy.resolve(economy.network.loadBalancerSubnetIds())).toBe(ids("load-balancer"));
    expect(economy.resolve(economy.network.databaseSubnetIds)).toEqual(ids("database"));
  });

  test("takes one subnet a zone for the load balancer, as AWS does, and two zones for tasks and database", () => {
    const [vpc] = economy.json.dataSources("aws_vpc");
    const zones = (tier: string): string =>
      `distinct([for subnet in ${ofTier(economy.json, "aws_subnet", tier).address} : subnet.availability_zone])`;
    const rules = checks(vpc, "precondition").map(([condition, message]) => [condition, message?.split(" ")[0]]);
    expect(rules).toEqual([
      [`\${length(${zones("load-balancer")}) == length(var.load_balancer_subnet_ids)}`, "load_balancer_subnet_ids"],
      [`\${length(${zones("tasks")}) >= 2}`, "task_subnet_ids"],
      [`\${length(${zones("database")}) >= 2}`, "database_subnet_ids"],
    ]);
  });

  test("has no database subnets, and asks for none, where the database is given, too", () => {
    const { json, network } = make(true, {});
    expect(network.databaseSubnetIds).toEqual([]);
    expect(json.text).not.toMatch(/database_subnet_ids|network_database/);
    expect(checks(json.dataSources("aws_vpc")[0], "precondition")).toHaveLength(2);
  });
});

describe("the default route of given subnets", () => {
  const route = (made: Made, tier: string): readonly string[] => {
    const [first = [], ...others] = checks(ofTier(made.json, "aws_route_table", tier), "postcondition");
    expect(others).toEqual([]);
    return first;
  };
  const any = (goes: string): string =>
    `anytrue([for route in self.routes : route.cidr_block == "0.0.0.0/0" && ${goes}])`;
  const toGateway = 'try(startswith(route.gateway_id, "igw-"), false)';

  test.each(["load-balancer", "tasks"])("is that of the subnet's own table, or of the VPC's main one: %s", (tier) => {
    const subnets = ofTier(economy.json, "aws_subnets", tier).address;
    const own = ofTier(economy.json, "aws_route_tables", tier);
    expect(own.attributes).toEqual({
      for_each: `\${toset(${subnets}.ids)}`,
      filter: [{ name: "association.subnet-id", values: ["${(each.value)}"] }],
    });
    expect(ofTier(economy.json, "aws_route_table", tier).attributes).toMatchObject({
      for_each: `\${toset(${subnets}.ids)}`,
      route_table_id: `\${(coalesce(one(${own.address}[each.key].ids), data.aws_vpc.vpc_id.main_route_table_id))}`,
    });
  });

  test("of a public load balancer leads to an internet gateway; of an internal one wherever it likes", () => {
    for (const made of [economy, production]) {
      const [condition, message] = route(made, "load-balancer");
      expect(condition).toBe(`\${var.load_balancer_is_internal || ${any(toGateway)}}`);
      expect(message).toMatch(/^load_balancer_subnet_ids: \$\{each\.key\} has no default route to an internet gateway/);
      expect(message).toMatch(/or set load_balancer_is_internal = true\.$/);
    }
  });

  test("of tasks with public addresses leads to an internet gateway, since an address alone leads nowhere", () => {
    const [condition, message] = route(economy, "tasks");
    expect(condition).toBe(`\${false || ${any(toGateway)}}`);
    expect(message).toMatch(/^task_subnet_ids: \$\{each\.key\} has no default route to an internet gateway/);
    expect(message).toMatch(/or choose profile: "production", whose tasks have private addresses\.$/);
    expect(economy.network.tasks.publicAddress).toBe(true);
  });

  test("of tasks with private addresses leads elsewhere, since an internet gateway drops what they send", () => {
    const [condition, message] = route(production, "tasks");
    expect(condition).toBe(`\${false || ${any(`!${toGateway}`)}}`);
    expect(message).toMatch(/^task_subnet_ids: \$\{each\.key\} has no default route that a task with a private/);
    expect(production.network.tasks.publicAddress).toBe(false);
  });

  test("of the database is nobody's business: it needs no way out", () => {
    const tables = economy.json.dataSources("aws_route_table").map(({ address }) => address);
    expect(tables).toHaveLength(2);
    expect(tables.filter((address) => address.includes("database"))).toEqual([]);
  });
});

describe("the network from where the settings say", () => {
  const add = (source: "own" | "given", privateTasks: boolean): Vpc | GivenNetwork => {
    const stack = newStack();
    const network = addNetwork(stack, "network", {
      name: "demo",
      settings: source === "own" ? { source, excludeZoneIds: [] } : { source, ...IDS },
      natGateways: privateTasks ? "shared" : undefined,
      privateTasks,
      logs: LOGS,
      roles: roleSettings(stack),
    });
    if (network instanceof Vpc || network instanceof GivenNetwork) return network;
    throw new Error("another network");
  };

  test.each([
    ["own", Vpc],
    ["given", GivenNetwork],
  ] as const)(
    "%s is a network of that kind, whose tasks have public addresses unless they are private",
    (source, kind) => {
      expect(add(source, false)).toBeInstanceOf(kind);
      expect(add(source, false).tasks.publicAddress).toBe(true);
      expect(add(source, true).tasks.publicAddress).toBe(false);
    },
  );
});
