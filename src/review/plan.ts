import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { Configuration, readConfiguration, References } from "./plan-configuration";
import { ChangeDocument, PlanDocument, planFormat, ResourceChangeDocument } from "./plan-format";
import { isObject, PlanObject, PlanValue, planValue } from "./plan-value";

/** What happens to a resource, in one word. `forget`: it leaves the state and stays in the account. */
export type Action = "no-op" | "read" | "create" | "update" | "replace" | "delete" | "forget";

/** One resource, before and after. */
export interface ResourceChange {
  readonly address: string;
  /** Its address before a `moved` block, where it had another. */
  readonly previousAddress: string | undefined;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** The last part of the address, without an index. */
  readonly name: string;
  readonly action: Action;
  /** Why Terraform replaces, deletes or reads it, in its own word, for example `replace_because_cannot_update`. */
  readonly reason: string | undefined;
  readonly isImport: boolean;
  /** Key of an object that an earlier replacement left behind, and that this plan deletes. */
  readonly deposed: string | undefined;
  /** `null` when it is new. */
  readonly before: PlanObject | null;
  /** `null` when it goes. */
  readonly after: PlanObject | null;
  /** Attributes that are not the same afterwards, also when their values are sensitive or not known yet. */
  readonly changed: readonly string[];
  /** Attributes that force the replacement. */
  readonly replacedBy: readonly string[];
  /** Addresses of the resources that its attributes name, also where their ids are not known yet. */
  readonly references: References;
}

/** An output, before and after; `null` where it is not there. */
export interface OutputChange {
  readonly name: string;
  readonly before: PlanValue;
  readonly after: PlanValue;
}

/** A plan as a review reads it: without anything sensitive. */
export interface Plan {
  readonly terraformVersion: string;
  /** Every resource, also those that do not change. */
  readonly resources: readonly ResourceChange[];
  /** What Terraform found changed outside of it since the last apply. `before`: as in the state, `after`: as found. */
  readonly drift: readonly ResourceChange[];
  /** Outputs that change. */
  readonly outputs: readonly OutputChange[];
  /** Values of variables that are not sensitive as far as the plan says; sensitive ones are missing. */
  readonly variables: PlanObject;
  /** Terraform ended with an error: the plan is incomplete, and cannot be applied. */
  readonly errored: boolean;
  /** More will change in a further plan: targets, or deferred changes. */
  readonly complete: boolean;
}

/** The plan cannot be read; the message is for people. */
export class UnreadablePlanError extends Error {}

/** A state in JSON has a `format_version`, too; only a plan says what is planned. */
const identity = z.object({ format_version: z.string(), planned_values: z.unknown().nonoptional() });

/**
 * Reads what `terraform show -json` wrote.
 *
 * @throws UnreadablePlanError when it is something else, or of a major version of the format that is not 1
 */
export function readPlan(document: unknown): Plan {
  const version = identity.safeParse(document);
  if (!version.success)
    throw new UnreadablePlanError("This is no plan of Terraform in JSON. terraform show -json <plan> writes one.");
  if (!/^1\.\d+$/.test(version.data.format_version))
    throw new UnreadablePlanError(
      `The plan has version ${version.data.format_version} of Terraform's format; known is 1. Nothing was reviewed.`,
    );
  const parsed = planFormat.safeParse(document);
  if (!parsed.success)
    throw new UnreadablePlanError(`The plan cannot be read:\n${firstIssues(parsed.error)}\nNothing was reviewed.`);
  return asPlan(parsed.data, readConfiguration(document));
}

/** A format that we do not know is wrong in every resource. */
const MOST_ISSUES = 5;

function firstIssues({ issues }: z.ZodError): string {
  return issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => `  ${path.join(".")}: ${message}`)
    .join("\n");
}

function asPlan(plan: PlanDocument, configuration: Configuration): Plan {
  const read = (resource: ResourceChangeDocument): ResourceChange => resourceChange(resource, configuration);
  return {
    terraformVersion: plan.terraform_version ?? "",
    resources: plan.resource_changes.map(read),
    drift: plan.resource_drift.map(read),
    outputs: outputChanges(plan),
    variables: plainVariables(plan, configuration),
    errored: plan.errored,
    complete: plan.complete,
  };
}

function outputChanges({ output_changes }: PlanDocument): readonly OutputChange[] {
  return Object.entries(output_changes)
    .filter(([, { actions }]) => actions[0] !== "no-op")
    .map(([name, { before, after, before_sensitive, after_sensitive, after_unknown }]) => ({
      name,
      before: planValue(before, before_sensitive),
      after: planValue(after, after_sensitive, after_unknown),
    }));
}

function plainVariables({ variables }: PlanDocument, { plainVariables: plain }: Configuration): PlanObject {
  return Object.fromEntries(
    Object.entries(variables)
      .filter(([name]) => plain.has(name))
      .map(([name, { value }]) => [name, planValue(value, false)]),
  );
}

function resourceChange(document: ResourceChangeDocument, { references }: Configuration): ResourceChange {
  const { address, previous_address, mode, type, name, deposed, action_reason, change } = document;
  return {
    address,
    previousAddress: previous_address,
    mode,
    type,
    name,
    action: actionOf(change),
    reason: action_reason,
    deposed,
    isImport: change.importing !== undefined && change.importing !== null,
    before: objectOrNull(planValue(change.before, change.before_sensitive)),
    // What goes has a mask of unknown values, too, with nothing in it.
    after: objectOrNull(
      (change.after ?? null) === null ? null : planValue(change.after, change.after_sensitive, change.after_unknown),
    ),
    changed: changedAttributes(change),
    replacedBy: [...new Set(change.replace_paths.map(([attribute = ""]) => String(attribute)))],
    references: references.get(`${type}.${name}`) ?? {},
  };
}

function actionOf({ actions }: ChangeDocument): Action {
  const [first = "no-op", second] = actions;
  return second === undefined ? first : "replace";
}

function objectOrNull(value: PlanValue): PlanObject | null {
  return isObject(value) ? value : null;
}

const attributes = z.record(z.string(), z.unknown()).catch({});

/** Compared before anything is masked: two sensitive values look the same afterwards. */
function changedAttributes({ before, after, after_unknown }: ChangeDocument): readonly string[] {
  const [old, young, unknown] = [before, after, after_unknown].map((value) => attributes.parse(value));
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(young ?? {}), ...Object.keys(unknown ?? {})]);
  return [...names]
    .filter((name) => holdsTrue(unknown?.[name]) || !isDeepStrictEqual(given(old?.[name]), given(young?.[name])))
    .sort();
}

/** The provider writes nothing as `null`, as an empty list, and as an empty object, before and after a refresh. */
function given(value: unknown): unknown {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0 ? null : (value ?? null);
}

/** Masks of unknown values name every nested block, mostly with nothing in it. */
function holdsTrue(mask: unknown): boolean {
  if (typeof mask !== "object" || mask === null) return mask === true;
  return Object.values(mask).some(holdsTrue);
}
