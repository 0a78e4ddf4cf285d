import { Addresses } from "./addresses";
import { iamEdges } from "./iam-edges";
import { ResourceChange } from "./plan";
import { isObject, PlanObject, PlanValue, textAt, numberAt, UNKNOWN, valueAt } from "./plan-value";
import { TextChange } from "./review-document";

/** Who may reach what, before and after, as lines of a diff; none where the resource has no such edges or they stay. */
export function edgeChanges(change: ResourceChange, addresses: Addresses): readonly TextChange[] {
  return [networkChange(change, addresses), ...permissionChanges(change, addresses)].flatMap(
    ({ what, before, after }) => {
      const diff = [
        ...before.filter((edge) => !after.includes(edge)).map((edge) => `- ${edge}`),
        ...after.filter((edge) => !before.includes(edge)).map((edge) => `+ ${edge}`),
      ];
      return diff.length === 0 ? [] : [{ what, diff }];
    },
  );
}

interface Edges {
  readonly what: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A group that this plan creates. */
const UNKNOWN_GROUP = "new group";

const RULE = /^aws_vpc_security_group_(ingress|egress)_rule$/;

function networkChange({ type, before, after }: ResourceChange, addresses: Addresses): Edges {
  const [, direction] = RULE.exec(type) ?? [];
  const edge = (rule: PlanObject | null): readonly string[] =>
    direction === undefined || rule === null ? [] : [networkEdge(rule, direction === "ingress", addresses)];
  return { what: "who may connect", before: edge(before), after: edge(after) };
}

function networkEdge(rule: PlanObject, isIngress: boolean, addresses: Addresses): string {
  const others = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"]
    .map((name) => known(valueAt(rule, name), addresses))
    .filter((text) => text !== "");
  const other = others.join(", ") || "?";
  const own = known(valueAt(rule, "security_group_id"), addresses);
  const [from, to] = isIngress ? [other, own] : [own, other];
  const description = from === UNKNOWN_GROUP || to === UNKNOWN_GROUP ? ` (${textAt(rule, "description") ?? ""})` : "";
  return `${from} -> ${portsOf(rule)} -> ${to}${description}`;
}

function known(value: PlanValue, addresses: Addresses): string {
  if (value === UNKNOWN) return UNKNOWN_GROUP;
  return typeof value === "string" ? addresses.ofId(value) : "";
}

function portsOf(rule: PlanObject): string {
  const protocol = textAt(rule, "ip_protocol") ?? "?";
  const [from, to] = [numberAt(rule, "from_port"), numberAt(rule, "to_port")];
  if (protocol === "-1") return "everything";
  if (from === undefined || to === undefined) return protocol;
  return `${protocol} ${from === to ? from : `${from}-${to}`}`;
}

/** Attributes with a policy, and who or what it belongs to. */
function permissionChanges(change: ResourceChange, addresses: Addresses): readonly Edges[] {
  const edges = (attribute: string, side: PlanObject | null): readonly string[] => {
    if (side === null || !isObject(side)) return [];
    const value = valueAt(side, attribute);
    // A new policy names what does not exist yet: nothing can be said of it.
    if (value === UNKNOWN) return change.action === "create" ? [] : ["(known after apply)"];
    return typeof value === "string" && value !== ""
      ? iamEdges({ json: value, owner: owner(change, side, addresses), addresses })
      : [];
  };
  return [
    { attribute: "policy", what: "permissions" },
    { attribute: "assume_role_policy", what: "who may take the role" },
  ].map(({ attribute, what }) => ({
    what,
    before: edges(attribute, change.before),
    after: edges(attribute, change.after),
  }));
}

function owner({ type, address }: ResourceChange, side: PlanObject, addresses: Addresses): string {
  const role = textAt(side, "role");
  return type === "aws_iam_role_policy" && role !== undefined ? addresses.ofRole(role) : address;
}
