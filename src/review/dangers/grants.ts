import { z } from "zod";
import { judgedStatements, Statement } from "../policy";
import { PlanObject, textAt } from "../plan-value";

/** One action on one resource that a policy allows. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  /** As JSON; empty for none. */
  readonly condition: string;
}

/** What the policy in an attribute allows; nothing where there is none, or where it is not known. */
export function grantsOf(side: PlanObject | null, attribute: string): readonly Grant[] {
  return allowed(side, attribute).flatMap((statement) =>
    actionsOf(statement).flatMap((action) =>
      resourcesOf(statement).map((resource) => ({ action, resource, condition: conditionOf(statement) })),
    ),
  );
}

/** The statements of the policy in an attribute that allow something. */
export function allowed(side: PlanObject | null, attribute: string): readonly Statement[] {
  return judgedStatements(textAt(side, attribute)).filter(({ Effect }) => Effect === "Allow");
}

/** Everything but what `NotAction` names, which is nearly everything. */
function actionsOf({ Action, NotAction }: Statement): readonly string[] {
  return NotAction === undefined ? Action : [`* but ${NotAction.join(", ")}`];
}

function resourcesOf({ Resource, NotResource }: Statement): readonly string[] {
  return NotResource === undefined ? Resource : [`* but ${NotResource.join(", ")}`];
}

/** The condition of a statement as JSON; empty for none. */
export function conditionOf({ Condition }: Statement): string {
  return Condition === undefined || Condition === null ? "" : JSON.stringify(Condition);
}

/**
 * Whether a condition holds wherever another one does: it is the same, asks less, or has wildcards for it. Operators and
 * keys of a condition must all hold, of the values one.
 */
export function isCondition(condition: string, impliedBy: string): boolean {
  if (condition === "" || condition === impliedBy) return true;
  const [wide, narrow] = [tests(condition), tests(impliedBy)];
  return wide.every(({ operator, key, values }) =>
    narrow.some(
      (other) =>
        other.operator === operator &&
        other.key === key &&
        other.values.every((value) =>
          values.some((pattern) => pattern === value || (LIKE.test(operator) && matches(pattern, value))),
        ),
    ),
  );
}

const LIKE = /^(String|Arn)Like$/;

const conditions = z.record(
  z.string(),
  z.record(z.string(), z.union([z.array(z.string()), z.string().transform((value) => [value])])),
);

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What a condition asks. One in a form that is not known asks something of its own. */
function tests(condition: string): readonly Test[] {
  const parsed = conditions.safeParse(condition === "" ? {} : JSON.parse(condition));
  if (!parsed.success) return [{ operator: condition, key: "", values: [] }];
  return Object.entries(parsed.data).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/** Whether one of some grants covers another. */
export function isCovered(grant: Grant, by: readonly Grant[]): boolean {
  return by.some(
    ({ action, resource, condition }) =>
      isCondition(condition, grant.condition) &&
      matches(action.toLowerCase(), grant.action.toLowerCase()) &&
      matches(resource, grant.resource),
  );
}

/** IAM's own wildcards: `*` and `?`. */
function matches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (pattern.includes(" ") || text.includes(" ")) return false;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`).test(text);
}

/** What AWS allows on every resource or on none: there is nothing to narrow it to. */
const WITHOUT_RESOURCE = ["ecr:getauthorizationtoken"];

/** Whether a grant is for actions or resources that nobody has listed. */
export function isWildcard({ action, resource }: Grant): boolean {
  return action.includes("*") || (/^\*( |$)/.test(resource) && !WITHOUT_RESOURCE.includes(action.toLowerCase()));
}

/** A grant in words, for example `s3:GetObject on arn:aws:s3:::bucket/*`. */
export function describeGrant({ action, resource, condition }: Grant): string {
  return `${action} on ${resource}${condition === "" ? "" : ` if ${condition}`}`;
}
