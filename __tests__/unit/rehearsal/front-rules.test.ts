import type * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { Answers, describeLoadBalancer } from "../../../src/rehearsal/front/description";
import { RefusedPartError } from "../../../src/rehearsal/front/refusal";
import { Action, Listener, route } from "../../../src/rehearsal/front/rules";
import { answers, description, HOST } from "../../support/front-description";

const NOT_FOUND: Action = { type: "fixed-response", status: 404, contentType: "text/plain", body: "Not found" };
const FORWARD: Action = { type: "forward", targetGroupArn: "arn:group" };

function listenerFor(...patterns: string[]): Listener {
  const rules = patterns.map((pattern, at) => ({
    hosts: [[pattern]],
    action: { type: "forward" as const, targetGroupArn: `group ${at}` },
  }));
  return { port: 443, protocol: "HTTPS", tlsPolicy: "any", rules, defaultAction: NOT_FOUND };
}

/** The answers with the only rule, target group or listener changed. */
function changed(change: {
  rule?: Partial<elb.Rule>;
  listener?: Partial<elb.Listener>;
  targetGroup?: Partial<elb.TargetGroup>;
  attribute?: [key: string, value: string];
  targetGroupAttribute?: [key: string, value: string];
}): Answers {
  const all = answers();
  const extra = (pair: [string, string] | undefined): { Key: string; Value: string }[] =>
    pair === undefined ? [] : [{ Key: pair[0], Value: pair[1] }];
  return {
    ...all,
    attributes: [...all.attributes, ...extra(change.attribute)],
    listeners: all.listeners.map(({ listener, rules }) => ({
      listener: { ...listener, ...(listener.Port === 443 ? change.listener : {}) },
      rules: rules.map((rule) => ({ ...rule, ...(rule.IsDefault === true ? {} : change.rule) })),
    })),
    targetGroups: all.targetGroups.map(({ targetGroup, attributes }) => ({
      targetGroup: { ...targetGroup, ...change.targetGroup },
      attributes: [...attributes, ...extra(change.targetGroupAttribute)],
    })),
  };
}

describe("the description of a load balancer", () => {
  it("has what the front follows", () => {
    const { listeners, targetGroup, ...rest } = description();
    expect(rest).toEqual({ idleTimeoutSeconds: 310, dropInvalidHeaderFields: true });
    expect(listeners.map(({ port, protocol }) => [port, protocol])).toEqual([
      [443, "HTTPS"],
      [80, "HTTP"],
    ]);
    expect(listeners[0]).toMatchObject({ rules: [{ hosts: [[HOST]], action: FORWARD }], defaultAction: NOT_FOUND });
    expect(targetGroup).toEqual({
      arn: "arn:group",
      port: 4180,
      deregistrationDelaySeconds: 300,
      healthCheck: {
        path: "/ping",
        matcher: "200",
        intervalSeconds: 15,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
  });

  it("has AWS's defaults where nothing is said", () => {
    const quiet = describeLoadBalancer({ ...answers(), attributes: [] });
    expect(quiet).toMatchObject({ idleTimeoutSeconds: 60, dropInvalidHeaderFields: false });
  });

  const pathPattern = [{ Field: "path-pattern", PathPatternConfig: { Values: ["/x"] } }];
  const regex = [{ Field: "host-header", HostHeaderConfig: { RegexValues: ["x"] } }];
  const oidc = [{ Type: "authenticate-oidc" as const }, { Type: "forward" as const, TargetGroupArn: "arn:group" }];
  const jwt = [{ Type: "forward" as const, TargetGroupArn: "arn:group", JwtValidationConfig: {} }];
  it.each<[what: string, change: Parameters<typeof changed>[0], named: string]>([
    ["a condition on the path", { rule: { Conditions: pathPattern } }, "path-pattern"],
    ["a regular expression", { rule: { Conditions: [{ ...regex[0] }] } }, "RegexValues"],
    ["authentication", { rule: { Actions: oidc } }, "more than one action"],
    ["an action of another type", { rule: { Actions: [{ Type: "authenticate-cognito" }] } }, "authenticate-cognito"],
    ["something new in an action", { rule: { Actions: jwt } }, "JwtValidationConfig"],
    ["transforms", { rule: { Transforms: [{ Type: "url-rewrite" }] } }, "Transforms"],
    ["client certificates", { listener: { MutualAuthentication: { Mode: "verify" } } }, "verify"],
    ["another protocol", { listener: { Protocol: "TCP" } }, "TCP"],
    ["targets that speak TLS", { targetGroup: { Protocol: "HTTPS" } }, "HTTPS"],
    ["checks on another port", { targetGroup: { HealthCheckPort: "81" } }, "81"],
    ["gRPC", { targetGroup: { ProtocolVersion: "GRPC" } }, "GRPC"],
    ["stickiness", { targetGroupAttribute: ["stickiness.enabled", "true"] }, "stickiness.enabled"],
    ["another way to treat headers", { attribute: ["routing.http.xff_header_processing.mode", "remove"] }, "remove"],
    ["an unknown attribute", { attribute: ["routing.http.new.enabled", "true"] }, "routing.http.new.enabled"],
  ])("is refused for %s", (_what, change, named) => {
    expect(() => describeLoadBalancer(changed(change))).toThrow(RefusedPartError);
    expect(() => describeLoadBalancer(changed(change))).toThrow(named);
  });

  it("is refused when the load balancer forwards to nothing", () => {
    expect(() => describeLoadBalancer({ ...answers(), targetGroups: [] })).toThrow("target group");
  });
});

describe("a rule", () => {
  it.each([
    ["mlflow.example.com", "mlflow.example.com", true],
    ["mlflow.example.com", "MLflow.Example.COM", true],
    ["mlflow.example.com", "mlflow.example.com:443", true],
    ["mlflow.example.com", "mlflow.example.com:8443", false],
    ["mlflow.example.com", "mlflowxexample.com", false],
    ["mlflow.example.com", "mlflow.example.com.evil.test", false],
    ["mlflow.example.com", "", false],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["mlflow-?.example.com", "mlflow-1.example.com", true],
    ["mlflow-?.example.com", "mlflow-12.example.com", false],
  ])("for %s is asked for %s: %s", (pattern, host, isMatch) => {
    expect(route(listenerFor(pattern), host).type).toBe(isMatch ? "forward" : "fixed-response");
  });

  it("counts before those of a higher number", () => {
    const all = answers();
    const everyHost = [{ Field: "host-header", Values: ["*"] }];
    const gone: elb.Action = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "410" } };
    const rules: elb.Rule[] = [
      { Priority: "10", Conditions: everyHost, Actions: [gone] },
      { Priority: "9", Conditions: everyHost, Actions: [{ Type: "forward", TargetGroupArn: "arn:group" }] },
    ];
    const [https] = describeLoadBalancer({
      ...all,
      listeners: all.listeners.map(({ listener }) => ({ listener, rules })),
    }).listeners;
    expect(https && route(https, "any.test")).toEqual(FORWARD);
  });
});
