import { Addresses } from "./addresses";
import { Edge } from "./edge";
import { Statement, statementsOf } from "./policy";

/** A policy, and the resource that has it. */
export interface OwnedPolicy {
  readonly json: string;
  /** Address of the role whose permissions it holds, or of the resource that it protects. */
  readonly owner: string;
  readonly addresses: Addresses;
}

/** Characters. */
const LONGEST_UNREADABLE = 2000;

/** The permissions of a policy, one for each principal, action and resource. */
export function iamEdges({ json, owner, addresses }: OwnedPolicy): readonly Edge[] {
  const statements = statementsOf(json);
  // Whoever reviews has to see it, even so.
  if (statements === undefined)
    return [{ from: owner, how: `a policy that cannot be read: ${json.slice(0, LONGEST_UNREADABLE)}` }];
  return statements.flatMap((statement) => statementEdges(statement, owner, addresses));
}

function statementEdges(statement: Statement, owner: string, addresses: Addresses): readonly Edge[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
  const shorten = (arn: string): string => addresses.ofArn(arn);
  const who = exceptions(Principal?.map(shorten), NotPrincipal?.map(shorten), [owner]);
  const actions = exceptions(Action, NotAction, []);
  const resources = exceptions(Resource.map(shorten), NotResource?.map(shorten), [owner]);
  const note = [...(Effect === "Deny" ? ["DENIED"] : []), ...conditionText(Condition)].join(" ");
  return who.flatMap((from) =>
    actions.flatMap((how) => resources.map((to) => ({ from, how, to, ...(note === "" ? {} : { note }) }))),
  );
}

function exceptions(
  named: readonly string[] | undefined,
  excepted: readonly string[] | undefined,
  otherwise: readonly string[],
): readonly string[] {
  if (excepted !== undefined) return [`everything but ${excepted.join(", ")}`];
  return named === undefined || named.length === 0 ? otherwise : named;
}

/** `{"StringEquals":{"aws:SourceAccount":"1"}}` as `if StringEquals aws:SourceAccount=1`. */
function conditionText(condition: unknown): readonly string[] {
  if (typeof condition !== "object" || condition === null) return [];
  const tests = Object.entries(condition).flatMap(([operator, keys]: [string, unknown]) =>
    typeof keys === "object" && keys !== null
      ? Object.entries(keys).map(([key, value]: [string, unknown]) => `${operator} ${key}=${valuesText(value)}`)
      : [],
  );
  return tests.length === 0 ? [] : [`if ${tests.join(" and ")}`];
}

function valuesText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join("|") : String(value);
}
