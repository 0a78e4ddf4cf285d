import { DangerRule, Finding } from "../danger";
import { ResourceChange } from "../plan";
import { listAt, PlanObject, PlanValue, textAt, textsAt, UNKNOWN, valueAt } from "../plan-value";
import { beforeAfter, isLost, listed, lost, text, touched, turning, turns } from "./changes";

const LISTENERS = ["aws_lb_listener", "aws_alb_listener"];
const RULES = ["aws_lb_listener_rule", "aws_alb_listener_rule"];

/**
 * TLS 1.2 or later with forward secrecy in every cipher. The policies that end on Ext1 and Ext2 have ciphers without.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const STRONG = /^ELBSecurityPolicy-TLS13-1-[23](-Res)?(-FIPS)?(-PQ)?-\d{4}-\d{2}$/;

export const TLS_WEAKENED: DangerRule = {
  id: "tls-weakened",
  verdict: "refuse",
  title: "The load balancer accepts weak TLS",
  why: "Sessions and tokens could be read by whoever records the traffic.",
  fix: "Use a policy for TLS 1.2 and 1.3 with forward secrecy only, such as ELBSecurityPolicy-TLS13-1-2-2021-06.",
  find: ({ plan }) =>
    touched(plan, ...LISTENERS)
      .filter((change) => turns(change, hasWeakTls))
      .map((change) => ({ address: change.address, what: `ssl_policy: ${beforeAfter(change, "ssl_policy")}.` })),
};

function hasWeakTls(side: PlanObject): boolean {
  // Not said, it is AWS's own default, which accepts TLS 1.0.
  const policy = valueAt(side, "ssl_policy") === UNKNOWN ? "" : textAt(side, "ssl_policy");
  return isHttps(side) && policy !== undefined && !STRONG.test(policy);
}

function isHttps(side: PlanObject): boolean {
  return /^(HTTPS|TLS)$/.test(textAt(side, "protocol") ?? "");
}

export const LISTENER_PLAIN: DangerRule = {
  id: "listener-without-tls",
  verdict: "refuse",
  title: "The load balancer serves without TLS",
  why: "Session cookies, tokens and data cross the internet readable.",
  fix: "Serve HTTPS only; a listener for HTTP may redirect there and nothing else.",
  find: ({ plan }) =>
    turning(
      plan,
      LISTENERS,
      servesPlain,
      (change) => `It serves ${textAt(change.after, "protocol") ?? ""}, unencrypted.`,
    ),
};

function servesPlain(side: PlanObject): boolean {
  const protocol = textAt(side, "protocol");
  return protocol !== undefined && !isHttps(side) && !actions(side).every(redirectsToHttps);
}

function actions(side: PlanObject | null): readonly PlanValue[] {
  return [...listAt(side, "default_action"), ...listAt(side, "action")];
}

function redirectsToHttps(action: PlanValue): boolean {
  return textAt(action, "type") === "redirect" && textAt(action, "redirect", 0, "protocol") === "HTTPS";
}

export const LISTENER_FORWARDS: DangerRule = {
  id: "listener-default-forwards",
  verdict: "refuse",
  title: "The load balancer answers for every host name",
  why: "Whoever does not ask for the public host name gets 404: scanners learn nothing, and names cannot be rebound.",
  fix: "Leave the default action at the fixed response, and forward by a rule with a host name.",
  find: ({ plan }) =>
    turning(
      plan,
      LISTENERS,
      (side) => listAt(side, "default_action").some((action) => textAt(action, "type") === "forward"),
      "The default action forwards to a target group.",
    ),
};

export const HOST_WIDENED: DangerRule = {
  id: "listener-rule-widened",
  verdict: "refuse",
  title: "The load balancer forwards more than the public host name",
  why: "MLflow answers to names that nobody meant, some of which somebody else may own.",
  fix: "Forward by one exact host name.",
  find: ({ plan }) =>
    touched(plan, ...RULES)
      .filter(({ after }) => actions(after).some((action) => textAt(action, "type") === "forward"))
      .filter((change) => turns(change, isWide))
      .map((change) => ({
        address: change.address,
        what: `Host names: ${hosts(change.before)} -> ${hosts(change.after)}.`,
      })),
};

function hostNames(side: PlanObject | null): readonly string[] {
  return listAt(side, "condition").flatMap((condition) => textsAt(condition, "host_header", 0, "values"));
}

function isWide(side: PlanObject): boolean {
  const names = hostNames(side);
  return names.length === 0 ? !hasUnknownHost(side) : names.some((name) => /[*?]/.test(name));
}

function hasUnknownHost(side: PlanObject): boolean {
  return listAt(side, "condition").some(
    (condition) => typeof valueAt(condition, "host_header", 0, "values") === "symbol",
  );
}

function hosts(side: PlanObject | null): string {
  if (side === null) return "none";
  const names = hostNames(side);
  return names.length === 0 ? "every name" : listed(names);
}

export const TARGET_CHANGED: DangerRule = {
  id: "load-balancer-target-changed",
  verdict: "refuse",
  title: "The load balancer talks to something else than before",
  why: "It must talk to oauth2-proxy: behind that there is no login.",
  fix: "Leave the container and the port of the service, and the targets of the rules, as they are.",
  find: ({ plan }) => [
    ...touched(plan, "aws_ecs_service").flatMap((change) => repointed(change, "load_balancer", TARGET_OF_SERVICE)),
    ...touched(plan, ...RULES).flatMap((change) => repointed(change, "action", ["type", "target_group_arn"])),
    ...touched(plan, "aws_lb_target_group_attachment")
      .filter(({ action }) => action === "create" || action === "replace")
      .map(({ address, after }) => ({ address, what: `It also talks to ${text(valueAt(after, "target_id"))}.` })),
  ],
};

const TARGET_OF_SERVICE = ["container_name", "container_port"];

/** Parts of a block that were known and are now known to be something else. */
function repointed(change: ResourceChange, block: string, parts: readonly string[]): readonly Finding[] {
  const { address, before, after } = change;
  if (before === null || after === null) return [];
  const moved = parts.filter((part) => {
    const [old, young] = [valueAt(before, block, 0, part), valueAt(after, block, 0, part)];
    return typeof young !== "symbol" && old !== null && young !== null && old !== young;
  });
  return moved.length === 0
    ? []
    : [{ address, what: `${moved.map((part) => `${part}: ${beforeAfter(change, block, 0, part)}`).join("; ")}.` }];
}

export const HEADERS_KEPT: DangerRule = {
  id: "load-balancer-headers",
  verdict: "refuse",
  title: "The load balancer passes malformed requests on",
  why: "Headers that two servers read in two ways are how requests are smuggled past a login.",
  fix: "Leave drop_invalid_header_fields on and desync_mitigation_mode at defensive or strictest.",
  find: ({ plan }) => [
    ...turning(
      plan,
      ["aws_lb", "aws_alb"],
      (side) => valueAt(side, "drop_invalid_header_fields") === false,
      "drop_invalid_header_fields is off.",
    ),
    ...turning(
      plan,
      ["aws_lb", "aws_alb"],
      (side) => textAt(side, "desync_mitigation_mode") === "monitor",
      "desync_mitigation_mode is monitor: it looks on.",
    ),
  ],
};

export const CERTIFICATE_CHANGED: DangerRule = {
  id: "certificate-changed",
  verdict: "human",
  title: "The load balancer shows another certificate",
  why: "If it is not for the public host name, no browser or client connects.",
  fix: "Look at the names of the new certificate.",
  find: ({ plan }) =>
    touched(plan, ...LISTENERS)
      .filter(({ before, after }) => {
        const [old, young] = [textAt(before, "certificate_arn"), textAt(after, "certificate_arn")];
        return old !== undefined && young !== undefined && old !== young;
      })
      .map((change) => ({
        address: change.address,
        what: `certificate_arn: ${beforeAfter(change, "certificate_arn")}.`,
      })),
};

export const DOOR_LOST: DangerRule = {
  id: "load-balancer-lost",
  verdict: "human",
  title: "The way in is replaced or goes",
  why: "Nobody reaches MLflow until the new one is there, and clients hold on to the old address for a while.",
  fix: "Apply it when nobody trains.",
  find: ({ plan }) => [
    ...lost(plan, "aws_lb", "aws_alb", "aws_route53_record", "aws_route53_zone"),
    ...lost(plan, ...LISTENERS),
    ...touched(plan, ...RULES)
      .filter((change) => isLost(change) && change.action !== "replace")
      .map(({ address }) => ({ address, what: "The rule that forwards requests is removed." })),
  ],
};

export const RECORD_CHANGED: DangerRule = {
  id: "dns-record-changed",
  verdict: "human",
  title: "A public name leads somewhere else",
  why: "Whoever answers under the public name gets the sessions and tokens of everybody.",
  fix: "Look whose address the new one is.",
  find: ({ plan }) =>
    touched(plan, "aws_route53_record").flatMap((change) => {
      const { address, before, after } = change;
      if (before === null || after === null) return [];
      const known = TARGETS.filter((path) => {
        const [old, young] = [valueAt(before, ...path), valueAt(after, ...path)];
        return (
          typeof young !== "symbol" && old !== null && young !== null && JSON.stringify(old) !== JSON.stringify(young)
        );
      });
      return known.map((path) => ({ address, what: `It leads to ${beforeAfter(change, ...path)}.` }));
    }),
};

const TARGETS: readonly (readonly (string | number)[])[] = [["alias", 0, "name"], ["records"]];
