import type * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { followed } from "./attributes";
import { oneOf, RefusedPartError, required } from "./refusal";
import { Listener, listener, Rule } from "./rules";
import { TargetGroup, targetGroup } from "./target-group";

/** What AWS answers about one load balancer. */
export interface Answers {
  readonly loadBalancer: elb.LoadBalancer;
  readonly attributes: readonly elb.LoadBalancerAttribute[];
  /** Each listener with its rules. */
  readonly listeners: readonly { readonly listener: elb.Listener; readonly rules: readonly elb.Rule[] }[];
  /** Each target group with its attributes. */
  readonly targetGroups: readonly {
    readonly targetGroup: elb.TargetGroup;
    readonly attributes: readonly elb.TargetGroupAttribute[];
  }[];
}

/** A load balancer as the front sees it. */
export interface LoadBalancerDescription {
  /** Seconds without a byte after which a connection is given up. */
  readonly idleTimeoutSeconds: number;
  /** true: headers with other names than letters, digits and hyphens are removed. */
  readonly dropInvalidHeaderFields: boolean;
  readonly listeners: readonly Listener[];
  /** What every forward action forwards to. */
  readonly targetGroup: TargetGroup;
}

const IDLE_TIMEOUT = "idle_timeout.timeout_seconds";
const DROP_INVALID = "routing.http.drop_invalid_header_fields.enabled";

/** Attributes that the front follows when they have these values, which are AWS's defaults. */
const FOLLOWED = {
  "routing.http.desync_mitigation_mode": ["defensive", "strictest"],
  "routing.http.preserve_host_header.enabled": ["false"],
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": ["false"],
  "routing.http.xff_client_port.enabled": ["false"],
  "routing.http.xff_header_processing.mode": ["append"],
};

/** Attributes about logs, protection, zones, protocols that clients may choose, and how long a connection may live. */
const WITHOUT_EFFECT =
  /^(access_logs|connection_logs|health_check_logs|deletion_protection|load_balancing\.cross_zone|ipv6|zonal_shift|waf)\.|^(routing\.http2\.enabled|client_keep_alive\.seconds)$/;

/**
 * Reduces what AWS answers to what the front follows.
 *
 * @throws RefusedPartError when something is registered that the front does not know
 */
export function describeLoadBalancer(answers: Answers): LoadBalancerDescription {
  oneOf("a load balancer of type", answers.loadBalancer.Type, ["application"]);
  const values = followed("a load balancer", answers.attributes, FOLLOWED, WITHOUT_EFFECT, [
    IDLE_TIMEOUT,
    DROP_INVALID,
  ]);
  const listeners = answers.listeners.map((one) => listener(one.listener, one.rules));
  return {
    idleTimeoutSeconds: Number(values.get(IDLE_TIMEOUT) ?? 60),
    dropInvalidHeaderFields: values.get(DROP_INVALID) === "true",
    listeners,
    targetGroup: onlyTargetGroup(answers, listeners),
  };
}

function onlyTargetGroup(answers: Answers, listeners: readonly Listener[]): TargetGroup {
  const actions = listeners.flatMap(({ rules, defaultAction }) => [
    ...rules.map(({ action }: Rule) => action),
    defaultAction,
  ]);
  const arns = new Set(actions.flatMap((action) => (action.type === "forward" ? [action.targetGroupArn] : [])));
  if (arns.size > 1) throw new RefusedPartError("more than one target group");
  const found = answers.targetGroups.find((group) => arns.has(group.targetGroup.TargetGroupArn ?? ""));
  const { targetGroup: registered, attributes } = required(found, "a target group that a rule forwards to");
  return targetGroup(registered, attributes);
}
