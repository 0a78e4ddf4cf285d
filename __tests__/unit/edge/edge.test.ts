import { conditional } from "cdktf";
import { addCertificate } from "../../../src/edge/certificate";
import { DnsRecord } from "../../../src/edge/dns-record";
import { HostedZone } from "../../../src/edge/hosted-zone";
import { LoadBalancer } from "../../../src/edge/load-balancer";
import { OAUTH2_PROXY_PORT, REQUEST_TIMEOUT_SECONDS } from "../../../src/ecs/request-path";
import { Vpc } from "../../../src/network/vpc";
import { expression } from "../../../src/terraform/expression";
import { LOGS, roleSettings } from "../../support/parts";
import { newStack, resolved, synthesized } from "../../support/small-stack";
import { list, object, text } from "../../support/stack-json";

const stack = newStack();
const vpc = new Vpc(stack, "network", {
  name: "demo",
  excludeZoneIds: [],
  logs: LOGS,
  natGateways: undefined,
  roles: roleSettings(stack),
});
const host = "mlflow.example.com";
const zone = new HostedZone(stack, "hosted-zone", { name: "example.com", id: "Z0123456789ABCDEFGHIJ" });
const internal = expression("var.internal");
const loadBalancer = new LoadBalancer(stack, "load-balancer", {
  name: "demo",
  network: vpc,
  internal,
  certificate: addCertificate(stack, "certificate", {
    source: "lookup",
    reference: "example.com",
    host,
    zone,
    region: "eu-west-1",
  }),
  host,
  ingressCidrs: ["192.0.2.0/24"],
  redirectHttp: false,
});
new DnsRecord(stack, "dns-record", { zone, host, loadBalancer });
const json = synthesized(stack);

describe("the load balancer", () => {
  const attributes = json.only("aws_lb").attributes;

  test("lies in the private subnets when it is internal, because a public address there would be of no use", () => {
    expect(attributes.internal).toBe("${(var.internal)}");
    expect(attributes.subnets).toBe(
      resolved(conditional(internal, vpc.privateSubnets.ids, vpc.publicSubnets.ids), stack),
    );
  });

  test("drops headers that programs read in different ways", () => {
    expect(attributes.drop_invalid_header_fields).toBe(true);
  });

  test("waits a little longer than oauth2-proxy, so that the proxy's own answer arrives", () => {
    expect(attributes.idle_timeout).toBeGreaterThan(REQUEST_TIMEOUT_SECONDS);
    expect(attributes.idle_timeout).toBeLessThanOrEqual(4000);
  });

  test("is made after the way to the internet, without which AWS refuses a public one", () => {
    expect(list(attributes.depends_on)).toEqual(
      expect.arrayContaining([json.only("aws_internet_gateway").address, json.only("aws_route").address]),
    );
  });

  test("lets the named networks in on 443 and nobody on any other port", () => {
    const rule = json.only("aws_vpc_security_group_ingress_rule").attributes;
    expect([rule.from_port, rule.to_port, rule.ip_protocol]).toEqual([443, 443, "tcp"]);
    expect(rule.for_each).toBe('${toset(["192.0.2.0/24"])}');
    expect(json.resources("aws_vpc_security_group_egress_rule")).toEqual([]);
    expect(attributes.security_groups).toEqual([`\${${json.only("aws_security_group").address}.id}`]);
  });
});

describe("the listener", () => {
  test("speaks TLS 1.2 and 1.3 alone, on the only port that is open", () => {
    expect(json.only("aws_lb_listener").attributes).toMatchObject({
      load_balancer_arn: "${aws_lb.load-balancer.arn}",
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificate_arn: "${data.aws_acm_certificate.certificate_domain.arn}",
    });
  });

  test("answers 404 to whoever does not ask for the public name, so that a scanner learns nothing", () => {
    expect(json.only("aws_lb_listener").attributes.default_action).toEqual([
      {
        type: "fixed-response",
        fixed_response: { content_type: "text/plain", message_body: "Not found", status_code: "404" },
      },
    ]);
  });

  test("has one rule, for the public name, and only that one leads to the tasks", () => {
    expect(json.only("aws_lb_listener_rule").attributes).toMatchObject({
      listener_arn: `\${${json.only("aws_lb_listener").address}.arn}`,
      priority: 1,
      condition: [{ host_header: { values: ["mlflow.example.com"] } }],
      action: [{ type: "forward", target_group_arn: `\${${json.only("aws_lb_target_group").address}.arn}` }],
    });
  });
});

describe("the target group", () => {
  const attributes = json.only("aws_lb_target_group").attributes;

  test("leads to oauth2-proxy by address, as tasks of Fargate have no other", () => {
    expect(attributes).toMatchObject({ port: OAUTH2_PROXY_PORT, protocol: "HTTP", target_type: "ip" });
  });

  test("lets a stopping task finish the longest request", () => {
    expect(Number(attributes.deregistration_delay)).toBeGreaterThanOrEqual(REQUEST_TIMEOUT_SECONDS);
  });

  test("can be replaced while it is in use: a prefix of at most six characters, and the new one first", () => {
    expect(text(attributes.name_prefix).length).toBeLessThanOrEqual(6);
    expect(attributes).not.toHaveProperty("name");
    expect(attributes.lifecycle).toEqual({ create_before_destroy: true });
  });

  test("asks oauth2-proxy itself for its health, within the limits of AWS", () => {
    const check = object(attributes.health_check);
    expect(check).toMatchObject({ path: "/ping", matcher: "200" });
    expect(Number(check.timeout)).toBeLessThan(Number(check.interval));
    for (const threshold of [check.healthy_threshold, check.unhealthy_threshold]) {
      expect(threshold).toBeGreaterThanOrEqual(2);
      expect(threshold).toBeLessThanOrEqual(10);
    }
  });
});

test("a certificate is found whatever its key, because AWS looks for small RSA keys alone unless told otherwise", () => {
  expect(json.dataSources("aws_acm_certificate")[0]?.attributes).toEqual({
    domain: "example.com",
    statuses: ["ISSUED"],
    most_recent: true,
    key_types: ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
  });
});

test("a zone by its id is refused at plan when it is private or has another name, which records would never be found in", () => {
  const [zone] = json.dataSources("aws_route53_zone");
  const [condition, ...others] = list(object(zone?.attributes.lifecycle).postcondition).map(object);
  expect(others).toEqual([]);
  expect(condition?.condition).toBe(
    '${trimsuffix(self.name, ".") == trimsuffix(var.hosted_zone, ".") && !self.private_zone}',
  );
  expect(text(condition?.error_message)).toMatch(
    /^The zone of hosted_zone_id is \$\{self\.name\}.*name of hosted_zone, \$\{var\.hosted_zone\}\.$/,
  );
});

test("the public name is one IPv4 alias in the public zone, because an IPv6 one would lead nowhere", () => {
  const [zone] = json.dataSources("aws_route53_zone");
  expect(zone?.attributes).toMatchObject({
    name: "example.com",
    zone_id: "Z0123456789ABCDEFGHIJ",
    private_zone: false,
  });
  expect(json.only("aws_route53_record").attributes).toEqual({
    zone_id: `\${${zone?.address ?? "no zone"}.zone_id}`,
    name: "mlflow.example.com",
    type: "A",
    alias: {
      name: "${aws_lb.load-balancer.dns_name}",
      zone_id: "${aws_lb.load-balancer.zone_id}",
      evaluate_target_health: true,
    },
  });
});
