import { Testing } from "cdktf";
import { MlflowStack, MlflowStackProps } from "../../src";
import { synthesizeBootstrap, synthesizeBootstrapShapes } from "../support/bootstrap-shapes";
import { object, StackJson, text } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";
import { tableUnder, uncode } from "./markdown";

const HOURS = 730;
const page = readText(PROJECT, "docs/cost.md");
const prices = new Map(tableUnder(page, "Prices").map(([price, dollars]) => [uncode(price), Number(dollars)]));

const app = Testing.app();
const shape = (id: string, props: Partial<MlflowStackProps>): StackJson =>
  new StackJson(
    Testing.synth(
      new MlflowStack(app, `mlflow-${id}`, { identityProvider: { type: "google" }, state: { type: "s3" }, ...props }),
    ),
  );
/** In the order of the columns. */
const shapes = [
  StackJson.default(),
  shape("production", { profile: "production" }),
  shape("shared", { profile: "production", natGateways: "shared" }),
];

const bootstrapShapes = [StackJson.bootstrap(), synthesizeBootstrap({ encryptionKey: "new" })];

/** A cell such as `2 · $7.30`. */
interface Amount {
  readonly quantity: number;
  readonly dollars: string;
}

interface Row {
  readonly price: string;
  readonly what: string;
  readonly amounts: readonly Amount[];
}

function rowsOf(heading: string): Row[] {
  const rows = tableUnder(page, heading).filter(([price]) => price !== "`total`");
  expect(rows.length).toBeGreaterThan(1);
  return rows.map(([price, what = "", ...cells]) => ({ price: uncode(price), what, amounts: cells.map(amount) }));
}

function amount(cell: string): Amount {
  const [, quantity, dollars] = /^([\d.]+) · (\$\d+\.\d\d)$/.exec(cell) ?? [];
  if (quantity === undefined || dollars === undefined) throw new Error(`not "quantity · $dollars": ${cell}`);
  return { quantity: Number(quantity), dollars };
}

/** Whole cents, halves upwards. */
function dollars(value: number): string {
  return `$${(Math.round(value * 100 + 1e-6) / 100).toFixed(2)}`;
}

function priceOf(key: string): number {
  const price = prices.get(key);
  if (price === undefined) throw new Error(`docs/cost.md has no price ${key}`);
  return price;
}

const monthly = (key: string): number => priceOf(key) * (key.endsWith("-hour") ? HOURS : 1);

/** The default of a variable of numbers. */
function defaultOf(stack: StackJson, name: string): number {
  const value = object(stack.section("variable")[name]).default;
  if (typeof value !== "number") throw new Error(`${name} has no number as default`);
  return value;
}

type Count = (stack: StackJson) => number;

function count(type: string): Count {
  return (stack) => stack.resources(type).length;
}

function tasks(stack: StackJson): number {
  return defaultOf(stack, "service_min_capacity");
}

function taskAddresses(stack: StackJson): number {
  const service = JSON.stringify(stack.only("aws_ecs_service").attributes);
  return service.includes('"assign_public_ip":true') ? tasks(stack) : 0;
}

/** The quantities of the fixed part, by how its rows begin and in their order, as the JSON says them. */
const QUANTITIES: Readonly<Record<string, Count>> = {
  "load balancer": count("aws_lb"),
  "its addresses": (stack) =>
    stack.resources("aws_subnet").filter(({ address }) => address.includes("_public_")).length,
  "`service_cpu`": (stack) => (defaultOf(stack, "service_cpu") / 1024) * tasks(stack),
  "`service_memory`": (stack) => (defaultOf(stack, "service_memory") / 1024) * tasks(stack),
  "address of each task": taskAddresses,
  "NAT gateways": count("aws_nat_gateway"),
  "their addresses": count("aws_eip"),
  "database, paused": leastCapacity,
  "the four given secrets": (stack) =>
    stack.dataSources("aws_secretsmanager_secret").length + stack.resources("aws_secretsmanager_secret").length,
};

const BOOTSTRAP_QUANTITIES: Readonly<Record<string, Count>> = {
  "the four secrets": count("aws_secretsmanager_secret"),
  "KMS key": count("aws_kms_key"),
};

/** ACU below which the default database does not go, over all instances. */
function leastCapacity(stack: StackJson): number {
  expect(object(stack.section("variable").database_auto_pause).default).toBe(true);
  const scaling = JSON.stringify(stack.only("aws_rds_cluster").attributes.serverlessv2_scaling_configuration);
  const least = /"min_capacity":"\$\{\(var\.database_auto_pause \? ([\d.]+) : 0\.5\)\}"/.exec(scaling)?.[1];
  return Number(least) * stack.resources("aws_rds_cluster_instance").length;
}

/** What AWS takes nothing for, or only for use: logs, storage, requests. */
const WITHOUT_FIXED_PRICE =
  /^aws_(appautoscaling_(policy|target)|cloudwatch_log_group|db_subnet_group|dynamodb_table|default_security_group|ecs_(cluster|service|task_definition)|flow_log|iam_(openid_connect_provider|policy|role|role_policy|role_policy_attachment)|internet_gateway|lb_(listener|listener_rule|target_group)|rds_cluster|rds_cluster_(instance|parameter_group)|route|route53_record|route_table|route_table_association|s3_bucket\w*|secretsmanager_secret_version|security_group|subnet|vpc|vpc_endpoint|vpc_security_group_(egress|ingress)_rule)$/;
const WITH_FIXED_PRICE = ["aws_lb", "aws_nat_gateway", "aws_eip", "aws_kms_key", "aws_secretsmanager_secret"];

describe("the page of costs", () => {
  test("has every kind of resource in the bill, or none of it costs while it idles", () => {
    const types = new Set(
      [...shapes, ...synthesizeBootstrapShapes().map(({ json }) => json)].flatMap((stack) =>
        stack.resources().map(({ type }) => type),
      ),
    );
    expect([...types].filter((type) => !WITHOUT_FIXED_PRICE.test(type) && !WITH_FIXED_PRICE.includes(type))).toEqual(
      [],
    );
    expect(WITH_FIXED_PRICE.filter((type) => !types.has(type))).toEqual([]);
  });

  test.each([
    ["The fixed part", QUANTITIES, shapes],
    ["Bootstrap", BOOTSTRAP_QUANTITIES, bootstrapShapes],
  ])("%s: counts what the JSON has", (heading, quantities, stacks) => {
    const rows = rowsOf(heading);
    const documented = rows.map(({ amounts }) => amounts.map(({ quantity }) => quantity));
    expect(documented).toEqual(Object.values(quantities).map((quantity) => stacks.map(quantity)));
    const names = Object.keys(quantities);
    expect(rows.filter(({ what }, row) => !what.startsWith(names[row] ?? "?"))).toEqual([]);
  });

  test("counts the secrets of bootstrap once: they are those that mlflow looks up", () => {
    const looked = shapes[0]?.dataSources("aws_secretsmanager_secret").map(({ attributes }) => attributes.name);
    const made = bootstrapShapes[0]?.resources("aws_secretsmanager_secret").map(({ attributes }) => attributes.name);
    expect([...(made ?? [])].sort()).toEqual([...(looked ?? ["none"])].sort());
    // The key is billed by use and by month; the table by use, as long as it is on demand.
    expect(bootstrapShapes[0]?.only("aws_dynamodb_table").attributes.billing_mode).toBe("PAY_PER_REQUEST");
  });

  test("counts the addresses of a load balancer that is public by default", () => {
    // A load balancer has public addresses only while it is not internal.
    expect(object(shapes[0]?.section("variable").load_balancer_is_internal).default).toBe(false);
  });

  test.each(["The fixed part", "Bootstrap", "Cheaper"])("%s: quantity × price × hours, to the cent", (heading) => {
    for (const { price, amounts } of rowsOf(heading)) {
      expect(amounts.map((cell) => [price, cell.dollars])).toEqual(
        amounts.map(({ quantity }) => [price, dollars(quantity * monthly(price))]),
      );
    }
  });

  test("The part that grows: quantity × price, to the cent, and twice the database with two instances", () => {
    const rows = rowsOf("The part that grows");
    for (const { price, amounts } of rows) {
      expect(amounts.map((cell) => [price, cell.dollars])).toEqual(
        amounts.map(({ quantity }) => [price, dollars(quantity * priceOf(price))]),
      );
    }
    const instances = shapes.slice(0, 2).map(count("aws_rds_cluster_instance"));
    const acuHours = rows.filter(({ price }) => price === "acu-hour");
    expect(acuHours.map(({ amounts }) => amounts.map(({ quantity }) => quantity))).toEqual([
      instances.map((each) => each * 0.5 * 8 * 22),
      instances.map((each) => each * 0.5 * HOURS),
    ]);
  });

  test("adds up", () => {
    const rows = rowsOf("The fixed part");
    const [total = []] = tableUnder(page, "The fixed part").filter(([price]) => price === "`total`");
    const sums = shapes.map((_, column) =>
      rows.reduce((sum, { amounts }) => sum + Number(text(amounts[column]?.dollars).slice(1)), 0),
    );
    expect(total.slice(2)).toEqual(sums.map(dollars));
    expect(page).toContain(`$${0.6 * HOURS} a month`);
  });

  test("has no price that is not used, and says where and when each was looked up", () => {
    const used = ["The fixed part", "Bootstrap", "The part that grows", "Cheaper"]
      .flatMap(rowsOf)
      .map(({ price }) => price);
    expect([...prices.keys()].filter((price) => !used.includes(price))).toEqual([]);
    const sources = tableUnder(page, "Prices").map(([, , , source = ""]) => source);
    expect(sources.filter((source) => !/^the same$|\]\(https:\/\/.*20\d\d$/.test(source))).toEqual([]);
  });

  test("is short", () => {
    expect(page.trimEnd().split("\n").length).toBeLessThanOrEqual(100);
  });
});
