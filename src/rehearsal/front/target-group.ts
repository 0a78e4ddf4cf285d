import type * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { followed } from "./attributes";
import { oneOf, onlyKnown, required } from "./refusal";

/** How targets are asked for their health, by HTTP on the port that gets the requests. */
export interface HealthCheck {
  readonly path: string;
  /** Status codes that pass, as AWS writes them: `200`, `200,302`, `200-299`. */
  readonly matcher: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Checks in a row that must pass before an unhealthy target counts as healthy again. */
  readonly healthyThreshold: number;
  /** Checks in a row that must fail before a target counts as unhealthy. */
  readonly unhealthyThreshold: number;
}

/** What requests are forwarded to, over HTTP/1.1. */
export interface TargetGroup {
  readonly arn: string;
  readonly port: number;
  readonly healthCheck: HealthCheck;
  /** Seconds that requests in flight have to finish when their target is deregistered. */
  readonly deregistrationDelaySeconds: number;
}

/** Attributes that the front follows when they have these values, which are AWS's defaults. */
const FOLLOWED = {
  "stickiness.enabled": ["false"],
  "load_balancing.algorithm.type": ["round_robin"],
  "load_balancing.algorithm.anomaly_mitigation": ["off"],
  "slow_start.duration_seconds": ["0"],
  "target_group_health.dns_failover.minimum_healthy_targets.count": ["1"],
  "target_group_health.dns_failover.minimum_healthy_targets.percentage": ["off"],
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": ["1"],
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": ["off"],
};

/** Attributes that say nothing while stickiness is off, or about zones, of which the front has one. */
const WITHOUT_EFFECT = /^(stickiness\.(type|lb_cookie|app_cookie).*|load_balancing\.cross_zone\.enabled|waf\..*)$/;

/**
 * A target group as the front sees it.
 *
 * @throws RefusedPartError when something of it is not known
 */
export function targetGroup(
  registered: elb.TargetGroup,
  attributes: readonly elb.TargetGroupAttribute[] = [],
): TargetGroup {
  onlyKnown("a target group", registered, [
    ...["TargetGroupArn", "TargetGroupName", "Protocol", "Port", "VpcId", "LoadBalancerArns", "TargetType"],
    ...["HealthCheckProtocol", "HealthCheckPort", "HealthCheckEnabled", "HealthCheckIntervalSeconds"],
    ...["HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount", "HealthCheckPath", "Matcher"],
    ...["ProtocolVersion", "IpAddressType"],
  ]);
  oneOf("a target group of protocol", registered.Protocol, ["HTTP"]);
  oneOf("a target group of protocol version", registered.ProtocolVersion, ["HTTP1"]);
  oneOf("a target group of type", registered.TargetType, ["ip"]);
  const values = followed("a target group", attributes, FOLLOWED, WITHOUT_EFFECT, [
    "deregistration_delay.timeout_seconds",
  ]);
  return {
    arn: required(registered.TargetGroupArn, "the ARN of a target group"),
    port: required(registered.Port, "the port of a target group"),
    healthCheck: healthCheck(registered),
    deregistrationDelaySeconds: Number(values.get("deregistration_delay.timeout_seconds") ?? 300),
  };
}

function healthCheck(registered: elb.TargetGroup): HealthCheck {
  oneOf("health checks enabled:", String(registered.HealthCheckEnabled), ["true"]);
  oneOf("health checks by", registered.HealthCheckProtocol, ["HTTP"]);
  oneOf("health checks on port", registered.HealthCheckPort, ["traffic-port"]);
  return {
    path: required(registered.HealthCheckPath, "the path of health checks"),
    matcher: required(registered.Matcher?.HttpCode, "the matcher of health checks"),
    intervalSeconds: required(registered.HealthCheckIntervalSeconds, "the interval of health checks"),
    timeoutSeconds: required(registered.HealthCheckTimeoutSeconds, "the timeout of health checks"),
    healthyThreshold: required(registered.HealthyThresholdCount, "the healthy threshold"),
    unhealthyThreshold: required(registered.UnhealthyThresholdCount, "the unhealthy threshold"),
  };
}
