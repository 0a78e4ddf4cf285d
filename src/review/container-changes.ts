import { structuredPatch } from "diff";
import { containerText } from "./container-text";
import { containersOf } from "./containers";
import { ResourceChange } from "./plan";
import { UNKNOWN, valueAt } from "./plan-value";
import { TextChange } from "./review-document";

/** Lines of context around a change. */
const CONTEXT = 2;

/** A container that changes, and its text as a diff. */
export interface ContainerChange extends TextChange {
  readonly container: string;
}

/** The containers of a task definition that change, each as a diff of its text. */
export function containerChanges(change: ResourceChange): readonly ContainerChange[] {
  const [before, after] = [containersOf(change, "before"), containersOf(change, "after")];
  if (before === undefined || after === undefined) return [];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, young] = [before.get(name), after.get(name)];
    const diff = lineDiff(
      old === undefined ? [] : containerText(old, young),
      young === undefined ? [] : containerText(young, old),
    );
    const what = old === undefined ? "new container" : young === undefined ? "container that goes" : "container";
    return diff.length === 0 ? [] : [{ container: name, what: `${what} ${name}`, diff }];
  });
}

/** Whether the definitions change to what Terraform does not know yet, so that there is no diff. */
export function containersAreUnknown({ type, changed, after }: ResourceChange): boolean {
  const isChanged = type === "aws_ecs_task_definition" && changed.includes("container_definitions");
  return isChanged && valueAt(after, "container_definitions") === UNKNOWN;
}

function lineDiff(before: readonly string[], after: readonly string[]): readonly string[] {
  const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
  const { hunks } = structuredPatch("", "", text(before), text(after), "", "", { context: CONTEXT });
  return hunks.flatMap(({ lines }, at) => (at === 0 ? lines : ["@@", ...lines]));
}
