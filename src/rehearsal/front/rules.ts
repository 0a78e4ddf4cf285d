import type * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { oneOf, onlyKnown, RefusedPartError, required } from "./refusal";

/** What a listener does with a request. Redirects have every part, with placeholders such as `#{host}`. */
export type Action =
  | { readonly type: "forward"; readonly targetGroupArn: string }
  | {
      readonly type: "fixed-response";
      readonly status: number;
      readonly contentType: string | undefined;
      readonly body: string;
    }
  | {
      readonly type: "redirect";
      readonly status: number;
      readonly protocol: string;
      readonly host: string;
      readonly port: string;
      readonly path: string;
      readonly query: string;
    };

/** A rule of a listener. */
export interface Rule {
  /** Conditions that must all hold; each is a list of host names with `*` and `?`, of which one must match. */
  readonly hosts: readonly (readonly string[])[];
  readonly action: Action;
}

/** A port that clients connect to. */
export interface Listener {
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  /** Name of the policy that has TLS versions and ciphers; only for HTTPS. */
  readonly tlsPolicy: string | undefined;
  /** In the order of their priorities. */
  readonly rules: readonly Rule[];
  readonly defaultAction: Action;
}

/**
 * A listener as the front sees it.
 *
 * @throws RefusedPartError when something of it is not known
 */
export function listener(registered: elb.Listener, rules: readonly elb.Rule[]): Listener {
  onlyKnown("a listener", registered, [
    ...["ListenerArn", "LoadBalancerArn", "Port", "Protocol", "Certificates", "SslPolicy", "DefaultActions"],
    "MutualAuthentication",
  ]);
  oneOf("mutual authentication", registered.MutualAuthentication?.Mode ?? "off", ["off"]);
  const protocol = oneOf("a listener of protocol", registered.Protocol, ["HTTP", "HTTPS"]);
  return {
    port: required(registered.Port, "the port of a listener"),
    protocol,
    tlsPolicy: protocol === "HTTPS" ? required(registered.SslPolicy, "the TLS policy of a listener") : undefined,
    rules: rules
      .filter(({ IsDefault }) => IsDefault !== true)
      .map((one) => ({ priority: Number(one.Priority), rule: rule(one) }))
      .sort((a, b) => a.priority - b.priority)
      .map((one) => one.rule),
    defaultAction: onlyAction(registered.DefaultActions),
  };
}

/** The action of the first rule that a Host header satisfies, or the default action. */
export function route({ port, rules, defaultAction }: Listener, hostHeader: string): Action {
  // Values of a condition cannot have a port, and clients leave out the standard one. A client that spells it out must
  // not be told apart; any other port is another host.
  const host = hostHeader.endsWith(`:${port}`) ? hostHeader.slice(0, -`:${port}`.length) : hostHeader;
  const found = rules.find(({ hosts }) => hosts.every((values) => values.some((value) => matches(value, host))));
  return found?.action ?? defaultAction;
}

function matches(pattern: string, host: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\-]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${source}$`, "is").test(host);
}

function rule(registered: elb.Rule): Rule {
  onlyKnown("a rule", registered, ["RuleArn", "Priority", "Conditions", "Actions", "IsDefault"]);
  const hosts = required(registered.Conditions, "the conditions of a rule").map(hostNames);
  return { hosts, action: onlyAction(registered.Actions) };
}

function hostNames(condition: elb.RuleCondition): readonly string[] {
  oneOf("a condition on", condition.Field, ["host-header"]);
  onlyKnown("a condition", condition, ["Field", "Values", "HostHeaderConfig"]);
  onlyKnown("a condition on host-header", condition.HostHeaderConfig ?? {}, ["Values"]);
  return required(condition.HostHeaderConfig?.Values ?? condition.Values, "the host names of a condition");
}

function onlyAction(actions: readonly elb.Action[] | undefined): Action {
  const [first, ...others] = actions ?? [];
  // The others would authenticate.
  if (others.length > 0) throw new RefusedPartError("more than one action");
  return action(required(first, "an action"));
}

function action(registered: elb.Action): Action {
  const type = oneOf("an action of type", registered.Type, ["forward", "fixed-response", "redirect"]);
  const common = ["Type", "Order"];
  switch (type) {
    case "forward":
      onlyKnown("a forward action", registered, [...common, "TargetGroupArn", "ForwardConfig"]);
      return { type, targetGroupArn: onlyTargetGroup(registered) };
    case "fixed-response": {
      onlyKnown("a fixed-response action", registered, [...common, "FixedResponseConfig"]);
      const fixed = required(registered.FixedResponseConfig, "the response of an action");
      onlyKnown("a fixed response", fixed, ["StatusCode", "ContentType", "MessageBody"]);
      return { type, status: Number(fixed.StatusCode), contentType: fixed.ContentType, body: fixed.MessageBody ?? "" };
    }
    case "redirect":
      onlyKnown("a redirect action", registered, [...common, "RedirectConfig"]);
      return redirect(required(registered.RedirectConfig, "the target of a redirect"));
  }
}

function redirect(registered: elb.RedirectActionConfig): Action {
  onlyKnown("a redirect", registered, ["StatusCode", "Protocol", "Host", "Port", "Path", "Query"]);
  return {
    type: "redirect",
    status: oneOf("a redirect with", registered.StatusCode, ["HTTP_301", "HTTP_302"]) === "HTTP_301" ? 301 : 302,
    protocol: registered.Protocol ?? "#{protocol}",
    host: registered.Host ?? "#{host}",
    port: registered.Port ?? "#{port}",
    path: registered.Path ?? "/#{path}",
    query: registered.Query ?? "#{query}",
  };
}

/** AWS says the same target group in two places when there is one. */
function onlyTargetGroup({ TargetGroupArn, ForwardConfig }: elb.Action): string {
  onlyKnown("a forward action", ForwardConfig ?? {}, ["TargetGroups", "TargetGroupStickinessConfig"]);
  if (ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true) throw new RefusedPartError("stickiness of a rule");
  const arns = new Set([
    ...(TargetGroupArn === undefined ? [] : [TargetGroupArn]),
    ...(ForwardConfig?.TargetGroups ?? []).flatMap((group) => group.TargetGroupArn ?? []),
  ]);
  if (arns.size > 1) throw new RefusedPartError("a forward action with weighted target groups");
  return required([...arns][0], "the target group of a forward action");
}
