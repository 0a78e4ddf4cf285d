import { Addresses } from "./addresses";
import { Edge, edgeDiff } from "./edge";
import { iamEdges } from "./iam-edges";
import { networkEdges } from "./network-edges";
import { ResourceChange } from "./plan";
import { PlanObject, SENSITIVE, textAt, UNKNOWN, valueAt } from "./plan-value";
import { TextChange } from "./review-document";

/** Who may reach or do what, before and after, as lines of a diff; none where the resource has no such edges or they stay. */
export function edgeChanges(change: ResourceChange, addresses: Addresses): readonly TextChange[] {
  return KINDS.flatMap(({ what, edges }) => {
    const diff = edgeDiff(edges(change, change.before, addresses), edges(change, change.after, addresses));
    return diff.length === 0 ? [] : [{ what, diff }];
  });
}

interface Kind {
  readonly what: string;
  readonly edges: (change: ResourceChange, side: PlanObject | null, addresses: Addresses) => readonly Edge[];
}

const KINDS: readonly Kind[] = [
  { what: "who may connect", edges: networkEdges },
  { what: "permissions", edges: (...side) => [...policyEdges("policy", ...side), ...attachedPolicy(...side)] },
  { what: "who may take the role", edges: (...side) => policyEdges("assume_role_policy", ...side) },
];

/** Resources that only repeat a policy which another resource gives them, unless it is written out. */
const COMPUTED_POLICY = /^aws_(s3_bucket|secretsmanager_secret)$/;

function policyEdges(
  attribute: "policy" | "assume_role_policy",
  change: ResourceChange,
  side: PlanObject | null,
  addresses: Addresses,
): readonly Edge[] {
  const value = valueAt(side, attribute);
  const owner = ownerOf(change, side, addresses);
  if ([change.before, change.after].some((each) => valueAt(each, attribute) === SENSITIVE)) return [];
  if (value === UNKNOWN && COMPUTED_POLICY.test(change.type)) return [];
  // A new policy names what does not exist yet: nothing can be said of it.
  if (value === UNKNOWN) return change.action === "create" ? [] : [{ from: owner, how: "(known after apply)" }];
  return typeof value === "string" && value !== "" ? iamEdges({ json: value, owner, addresses }) : [];
}

function attachedPolicy({ type }: ResourceChange, side: PlanObject | null, addresses: Addresses): readonly Edge[] {
  const policy = textAt(side, "policy_arn");
  if (type !== "aws_iam_role_policy_attachment" || policy === undefined) return [];
  return [{ from: addresses.ofRole(textAt(side, "role") ?? "?"), how: "everything in", to: addresses.ofArn(policy) }];
}

function ownerOf({ type, address }: ResourceChange, side: PlanObject | null, addresses: Addresses): string {
  const role = textAt(side, "role");
  return type === "aws_iam_role_policy" && role !== undefined ? addresses.ofRole(role) : address;
}
