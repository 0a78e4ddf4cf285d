import { Addresses } from "./addresses";
import { Edge } from "./edge";
import { ResourceChange } from "./plan";
import {
  isList,
  isObject,
  listAt,
  numberAt,
  PlanObject,
  PlanValue,
  SENSITIVE,
  textAt,
  UNKNOWN,
  valueAt,
} from "./plan-value";

/** A group that this plan creates, where nothing says which. */
const NEW_GROUP = "new group";

const RULE = /^aws_vpc_security_group_(ingress|egress)_rule$/;
const DIRECTIONS = ["ingress", "egress"] as const;
type Direction = (typeof DIRECTIONS)[number];

/** Groups that may hold rules of their own. */
export const SECURITY_GROUP = /^aws_(default_)?security_group$/;

/** What the rules of a security group let through on one side of a change. */
export function networkEdges(change: ResourceChange, side: PlanObject | null, addresses: Addresses): readonly Edge[] {
  const { type, address, changed, action, references } = change;
  if (side === null) return [];
  const name: NameOf = (value, attribute) => known(value, addresses) ?? references[attribute] ?? NEW_GROUP;
  const own = name(valueAt(side, "security_group_id"), "security_group_id");
  const [, direction] = RULE.exec(type) ?? [];
  if (direction !== undefined) return ruleEdges(side, direction === "ingress", own, name);
  if (type === "aws_security_group_rule") return ruleEdges(side, textAt(side, "type") === "ingress", own, name);
  // A group lists the rules of other resources, too: they are told there.
  const isOwn = (direction: Direction): boolean => action !== "update" || changed.includes(direction);
  if (!SECURITY_GROUP.test(type)) return [];
  return DIRECTIONS.filter(isOwn).flatMap((direction) =>
    listAt(side, direction)
      .filter(isObject)
      .flatMap((rule) => ruleEdges(rule, direction === "ingress", address, name)),
  );
}

/** Every attribute in which the provider's three kinds of rules name the other side. */
const PEERS = [
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "security_groups",
  "source_security_group_id",
] as const;

/** Says who an attribute of a rule names. */
type NameOf = (value: PlanValue, attribute: string) => string;

function ruleEdges(rule: PlanObject, isIngress: boolean, own: string, name: NameOf): readonly Edge[] {
  const peers = PEERS.flatMap((attribute) => itemsAt(rule, attribute).map((each) => name(each, attribute))).filter(
    (text) => text !== "",
  );
  const all = valueAt(rule, "self") === true ? [...peers, own] : peers;
  const description = textAt(rule, "description");
  return all.map((peer) => ({
    from: isIngress ? peer : own,
    how: portsOf(rule),
    to: isIngress ? own : peer,
    ...(description !== undefined && [peer, own].includes(NEW_GROUP) ? { note: `(${description})` } : {}),
  }));
}

function itemsAt(rule: PlanObject, name: string): readonly PlanValue[] {
  const value = valueAt(rule, name);
  return isList(value) ? value : [value];
}

/** `undefined` for what is known after the apply only. */
function known(value: PlanValue, addresses: Addresses): string | undefined {
  if (value === UNKNOWN) return undefined;
  if (value === SENSITIVE) return "(sensitive)";
  return typeof value === "string" ? addresses.ofId(value) : "";
}

function portsOf(rule: PlanObject): string {
  const protocol = textAt(rule, "ip_protocol") ?? textAt(rule, "protocol") ?? "?";
  const [from, to] = [numberAt(rule, "from_port"), numberAt(rule, "to_port")];
  if (protocol === "-1") return "everything";
  if (from === undefined || to === undefined) return protocol;
  return `${protocol} ${from === to ? from : `${from}-${to}`}`;
}
