import { number } from "../support/json-walk";
import { list, object, StackJson, text } from "../support/stack-json";
import { container, environmentOf, proxyFlag } from "./stack-view";

const stack = StackJson.default();
const HOST = "${var.dns_record_name}.${var.domain}";

describe("the load balancer", () => {
  const loadBalancer = stack.only("aws_lb").attributes;
  const listener = stack.only("aws_lb_listener").attributes;
  const rule = stack.only("aws_lb_listener_rule").attributes;
  const targets = stack.only("aws_lb_target_group").attributes;

  it("speaks HTTPS on 443 and nothing else, with TLS 1.2 or 1.3", () => {
    expect(listener).toMatchObject({ port: 443, protocol: "HTTPS" });
    expect(listener.ssl_policy).toMatch(/^ELBSecurityPolicy-TLS13-1-[23]-(Res-)?2021-06$/);
  });

  it("answers 404 to whoever does not ask for the public name", () => {
    expect(listener.default_action).toEqual([
      {
        type: "fixed-response",
        fixed_response: { content_type: "text/plain", message_body: "Not found", status_code: "404" },
      },
    ]);
  });

  it("passes on requests for the public name, to the one target group", () => {
    expect(rule).toMatchObject({
      priority: 1,
      listener_arn: `\${${stack.only("aws_lb_listener").address}.arn}`,
      condition: [{ host_header: { values: [HOST] } }],
      action: [{ type: "forward", target_group_arn: `\${${stack.only("aws_lb_target_group").address}.arn}` }],
    });
  });

  it("drops headers that are not valid", () => {
    expect(loadBalancer.drop_invalid_header_fields).toBe(true);
  });

  it("stands in public subnets, or in private ones when it is internal", () => {
    const subnets = (tier: string): string =>
      stack
        .resources("aws_subnet")
        .filter(({ address }) => address.includes(`_${tier}_`))
        .map(({ address }) => `${address}.id`)
        .join(", ");
    expect(loadBalancer.internal).toBe("${var.load_balancer_is_internal}");
    expect(loadBalancer.subnets).toBe(
      `\${var.load_balancer_is_internal ? [${subnets("private")}] : [${subnets("public")}]}`,
    );
  });

  it("waits a little longer than oauth2-proxy does, and lets requests of a stopping task end", () => {
    const upstream = Number(/^(\d+)s$/.exec(proxyFlag(stack, "upstream-timeout"))?.[1]);
    expect(upstream).toBeGreaterThanOrEqual(300);
    expect(number(loadBalancer.idle_timeout)).toBeGreaterThan(upstream);
    expect(Number(text(targets.deregistration_delay))).toBeGreaterThanOrEqual(upstream);
  });

  it("can replace its target group: the new one comes first, under another name", () => {
    expect(targets.lifecycle).toMatchObject({ create_before_destroy: true });
    expect(text(targets.name_prefix).length).toBeLessThanOrEqual(6);
    expect(targets).not.toHaveProperty("name");
  });

  it("asks oauth2-proxy for its health, on the path where it answers", () => {
    expect(targets.health_check).toEqual({
      path: proxyFlag(stack, "ping-path"),
      matcher: "200",
      interval: 15,
      timeout: 5,
      healthy_threshold: 2,
      unhealthy_threshold: 3,
    });
  });
});

describe("the public host", () => {
  it("is one and the same for the listener, the record, MLflow's checks, the redirect and the outputs", () => {
    const mlflow = environmentOf(container(stack, "mlflow"));
    expect({
      rule: stack.only("aws_lb_listener_rule").attributes.condition,
      record: stack.only("aws_route53_record").attributes.name,
      allowedHosts: mlflow.MLFLOW_SERVER_ALLOWED_HOSTS,
      allowedOrigins: mlflow.MLFLOW_SERVER_CORS_ALLOWED_ORIGINS,
      redirect: proxyFlag(stack, "redirect-url"),
      uri: object(stack.section("output").mlflow_uri).value,
      registeredRedirect: object(stack.section("output").oauth2_redirect_uri).value,
    }).toEqual({
      rule: [{ host_header: { values: [HOST] } }],
      record: HOST,
      allowedHosts: HOST,
      allowedOrigins: `https://${HOST}`,
      redirect: `https://${HOST}/oauth2/callback`,
      uri: `https://${HOST}`,
      registeredRedirect: `https://${HOST}/oauth2/callback`,
    });
  });

  it("has no IPv6 record, which would lead nowhere", () => {
    expect(stack.resources("aws_route53_record").map(({ attributes }) => attributes.type)).toEqual(["A"]);
    expect(stack.only("aws_lb").attributes).not.toHaveProperty("ip_address_type");
  });
});

describe("what the stack looks up", () => {
  const data = (type: string): unknown => stack.dataSources(type).map(({ attributes }) => attributes)[0];

  it("are zones that need no opting in, which leaves out Local and Wavelength Zones, two or more", () => {
    expect(data("aws_availability_zones")).toMatchObject({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      exclude_zone_ids: "${var.exclude_zone_ids}",
      lifecycle: { postcondition: [{ condition: "${length(self.names) >= 2}" }] },
    });
    expect(list(object(stack.section("variable").exclude_zone_ids).default)).toEqual([
      "use1-az3",
      "apne1-az3",
      "usw1-az2",
    ]);
  });

  it("is the newest issued certificate, with any kind of key", () => {
    expect(data("aws_acm_certificate")).toMatchObject({
      statuses: ["ISSUED"],
      most_recent: true,
      key_types: ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
    });
  });

  it("is the public zone, never a private one of the same name", () => {
    expect(data("aws_route53_zone")).toMatchObject({ private_zone: false });
  });
});
