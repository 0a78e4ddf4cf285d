import { Addresses } from "./addresses";
import { Statement, statementsOf } from "./policy";

/** A policy, and the resource that has it. */
export interface OwnedPolicy {
  readonly json: string;
  /** Address of the role whose permissions it holds, or of the resource that it protects. */
  readonly owner: string;
  readonly addresses: Addresses;
}

/** The permissions of a policy, one line for each principal, action and resource. */
export function iamEdges({ json, owner, addresses }: OwnedPolicy): readonly string[] {
  const statements = statementsOf(json);
  if (statements === undefined) return ["(a policy that this review cannot read)"];
  return [...new Set(statements.flatMap((statement) => statementEdges(statement, owner, addresses)))];
}

function statementEdges(statement: Statement, owner: string, addresses: Addresses): readonly string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
  const shorten = (arn: string): string => addresses.ofArn(arn);
  const who = exceptions(Principal?.map(shorten), NotPrincipal?.map(shorten), [owner]);
  const actions = exceptions(Action, NotAction, []);
  const resources = exceptions(Resource.map(shorten), NotResource?.map(shorten), [owner]);
  const suffix = `${Effect === "Deny" ? " DENIED" : ""}${conditionText(Condition)}`;
  return who.flatMap((from) =>
    actions.flatMap((action) => resources.map((to) => `${from} -> ${action} -> ${to}${suffix}`)),
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

/** `{"StringEquals":{"aws:SourceAccount":"1"}}` as ` if StringEquals aws:SourceAccount=1`. */
function conditionText(condition: unknown): string {
  if (typeof condition !== "object" || condition === null) return "";
  const tests = Object.entries(condition).flatMap(([operator, keys]: [string, unknown]) =>
    typeof keys === "object" && keys !== null
      ? Object.entries(keys).map(([key, value]: [string, unknown]) => `${operator} ${key}=${valuesText(value)}`)
      : [],
  );
  return tests.length === 0 ? "" : ` if ${tests.join(" and ")}`;
}

function valuesText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join("|") : String(value);
}
