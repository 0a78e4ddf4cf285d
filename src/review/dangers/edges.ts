import { Plan, ResourceChange } from "../plan";
import { isObject, listAt, numberAt, PlanObject, PlanValue, textAt, textsAt, UNKNOWN, valueAt } from "../plan-value";

/** Where packets come from or go to. `stack`: another group that this plan makes. */
export type Peer =
  | { readonly kind: "network"; readonly cidr: string }
  | { readonly kind: "group" | "prefix-list"; readonly id: string }
  | { readonly kind: "self" | "stack" | "unknown" };

/** What one rule of a security group lets through. */
export interface Edge {
  readonly address: string;
  readonly type: string;
  readonly direction: "ingress" | "egress";
  /** Id of the security group that has the rule; `undefined` before it is made. */
  readonly group: string | undefined;
  readonly peer: Peer;
  /** `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

type Rule = Omit<Edge, "address" | "type" | "direction" | "group">;

/** What is let through afterwards and was not before, as far as the plan's own changes go. */
export function newEdges(plan: Plan, direction: Edge["direction"]): readonly Edge[] {
  const changes = plan.resources.filter(({ mode, action }) => mode === "managed" && action !== "no-op");
  const old = new Set(plan.resources.flatMap((change) => edges(change, "before")).map(key));
  return changes
    .flatMap((change) => edges(change, "after"))
    .filter((edge) => edge.direction === direction && !old.has(key(edge)));
}

/** Everything that is let through before. */
export function oldEdges(plan: Plan): readonly Edge[] {
  return plan.resources.flatMap((change) => edges(change, "before"));
}

function edges(change: ResourceChange, side: "before" | "after"): readonly Edge[] {
  const values = change[side];
  if (values === null) return [];
  const { address, type } = change;
  const edge = (direction: Edge["direction"], group: string | undefined, rules: readonly Rule[]): readonly Edge[] =>
    rules.map((rule) => ({ address, type, direction, group, ...rule }));
  switch (type) {
    case "aws_vpc_security_group_ingress_rule":
      return edge("ingress", textAt(values, "security_group_id"), [singleRule(values)]);
    case "aws_vpc_security_group_egress_rule":
      return edge("egress", textAt(values, "security_group_id"), [singleRule(values)]);
    case "aws_security_group_rule":
      return edge(
        textAt(values, "type") === "egress" ? "egress" : "ingress",
        textAt(values, "security_group_id"),
        rules(values),
      );
    case "aws_security_group":
    case "aws_default_security_group":
      return (["ingress", "egress"] as const).flatMap((direction) =>
        edge(direction, textAt(values, "id"), listAt(values, direction).filter(isObject).flatMap(rules)),
      );
    default:
      return [];
  }
}

function singleRule(values: PlanObject): Rule {
  return { ...ports(values), protocol: textAt(values, "ip_protocol") ?? "-1", peer: singlePeer(values) };
}

function singlePeer(values: PlanObject): Peer {
  const cidr = textAt(values, "cidr_ipv4") ?? textAt(values, "cidr_ipv6");
  if (cidr !== undefined) return { kind: "network", cidr };
  const id = textAt(values, "referenced_security_group_id");
  if (id !== undefined) return { kind: "group", id };
  const list = textAt(values, "prefix_list_id");
  if (list !== undefined) return { kind: "prefix-list", id: list };
  return { kind: valueAt(values, "referenced_security_group_id") === UNKNOWN ? "stack" : "unknown" };
}

/** The older form, with several peers in one rule. */
function rules(values: PlanObject): readonly Rule[] {
  const shape = { ...ports(values), protocol: textAt(values, "protocol") ?? "-1" };
  const networks = [...textsAt(values, "cidr_blocks"), ...textsAt(values, "ipv6_cidr_blocks")];
  const single = valueAt(values, "source_security_group_id");
  const groups = [...textsAt(values, "security_groups"), ...(typeof single === "string" ? [single] : [])];
  const peers: readonly Peer[] = [
    ...networks.map((cidr) => ({ kind: "network" as const, cidr })),
    ...groups.map((id) => ({ kind: "group" as const, id })),
    ...textsAt(values, "prefix_list_ids").map((id) => ({ kind: "prefix-list" as const, id })),
    ...(valueAt(values, "self") === true ? [{ kind: "self" as const }] : []),
    ...(single === UNKNOWN || listAt(values, "security_groups").some(isUnknown) ? [{ kind: "stack" as const }] : []),
    ...(NETWORKS.some((name) => holdsUnknown(valueAt(values, name))) ? [{ kind: "unknown" as const }] : []),
  ];
  return peers.map((peer) => ({ ...shape, peer }));
}

const NETWORKS = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"];

function isUnknown(value: PlanValue): boolean {
  return value === UNKNOWN;
}

function holdsUnknown(value: PlanValue): boolean {
  return value === UNKNOWN || (Array.isArray(value) && value.some(isUnknown));
}

function ports(values: PlanObject): { readonly from: number; readonly to: number } {
  return { from: numberAt(values, "from_port") ?? -1, to: numberAt(values, "to_port") ?? -1 };
}

/** The same edge, whichever resource draws it; a rule for all protocols has no ports. */
function key({ direction, group, peer, protocol, from, to }: Edge): string {
  return JSON.stringify([direction, group, peer, protocol, ...(isEverything(protocol) ? [] : [from, to])]);
}

/** Whether a rule is for all protocols and ports. */
export function isEverything(protocol: string): boolean {
  return protocol === "-1" || protocol === "all";
}

/** The rule in words, for example `tcp 443 from 203.0.113.0/24`. */
export function describeEdge({ direction, peer, protocol, from, to }: Edge): string {
  const port = from === to ? String(from) : `${from} to ${to}`;
  const traffic = isEverything(protocol) ? "everything" : `${protocol} ${port}`;
  return `${traffic} ${direction === "ingress" ? "from" : "to"} ${describePeer(peer)}`;
}

function describePeer(peer: Peer): string {
  switch (peer.kind) {
    case "network":
      return peer.cidr;
    case "group":
      return `the security group ${peer.id}`;
    case "prefix-list":
      return `the prefix list ${peer.id}`;
    case "self":
      return "its own members";
    case "stack":
      return "a security group of this plan";
    case "unknown":
      return "a place that is known after the apply only";
  }
}

/** Longest public prefixes that count as the internet: no organization has as many addresses. */
const WIDEST_IPV4 = 8;
const WIDEST_IPV6 = 16;

/** Whether a peer is the internet, or so much of it that it makes no difference. */
export function isInternet(peer: Peer): boolean {
  if (peer.kind !== "network") return false;
  const [network = "", length = ""] = peer.cidr.split("/");
  if (network.includes(":")) return Number(length) <= WIDEST_IPV6 && !/^f[cd]/i.test(network);
  return Number(length) <= WIDEST_IPV4 && !(network.startsWith("10.") && Number(length) === WIDEST_IPV4);
}
