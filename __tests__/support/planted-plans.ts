import { findDangers } from "../../src/review/dangers";
import { Evidence } from "../../src/review/danger";
import { Plan, readPlan } from "../../src/review/plan";
import { recordedPlan } from "./recorded-plan";
import { Json, JsonObject, list, object, text } from "./stack-json";

/** What was found, as `address: sentence`, by the danger's id; with its verdict in front. */
export type Found = Readonly<Record<string, readonly string[]>>;

/** The dangers of a recorded plan. */
export function dangersOf(name: string): Found {
  return dangersIn(recordedPlan(name));
}

/** The dangers of a plan in Terraform's format. */
export function dangersIn(document: Json, locks?: Evidence["locks"]): Found {
  return found({ plan: readPlan(document), ...(locks === undefined ? {} : { locks }) });
}

function found(evidence: Evidence): Found {
  return Object.fromEntries(
    findDangers(evidence).map(({ rule, findings }) => [
      `${rule.verdict} ${rule.id}`,
      findings.map(({ address, what }) => `${short(address)}: ${what}`),
    ]),
  );
}

/** Without the hash that cdktf appends. */
function short(address: string): string {
  return address.replace(/_[0-9A-F]{8}(?=$|\[)/, "");
}

/** A recorded plan in which one resource's change has other parts, for what no recording has. */
export function planWith(name: string, address: string, edit: (change: JsonObject) => JsonObject): JsonObject {
  const document = recordedPlan(name);
  const resources = list(document.resource_changes).map(object);
  if (!resources.some((resource) => resource.address === address)) throw new Error(`no ${address} in ${name}`);
  return {
    ...document,
    resource_changes: resources.map((resource) =>
      resource.address === address ? { ...resource, change: edit(object(resource.change)) } : resource,
    ),
  };
}

/** A recorded plan in which one attribute of one resource becomes something else. */
export function planWithValue(name: string, address: string, attribute: string, value: Json): JsonObject {
  return planWith(name, address, (change) => ({
    ...change,
    after: { ...object(change.after), [attribute]: value },
    after_unknown: { ...object(change.after_unknown), [attribute]: false },
  }));
}

/** Addresses of the tests' recordings. */
export const TASK_DEFINITION = "aws_ecs_task_definition.service_task-definition_1CDBFD24";

/** A recorded plan whose containers, as they become, are edited as text. */
export function planWithContainers(name: string, old: string, young: string): JsonObject {
  return planWith(name, TASK_DEFINITION, (change) => {
    const after = object(change.after);
    const containers = text(after.container_definitions);
    if (!containers.includes(old)) throw new Error(`no ${old} in the containers of ${name}`);
    return { ...change, after: { ...after, container_definitions: containers.replaceAll(old, young) } };
  });
}

/** The rules' findings in a plan that was read. */
export function dangersOfPlan(plan: Plan): Found {
  return found({ plan });
}
