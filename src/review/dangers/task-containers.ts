import { Container, containersOf } from "../containers";
import { Plan, ResourceChange } from "../plan";
import { touched } from "./changes";

/** A container of a task definition that changes, on both sides. */
export interface ContainerChange {
  /** Of the task definition. */
  readonly address: string;
  readonly name: string;
  readonly before: Container | undefined;
  readonly after: Container | undefined;
}

/**
 * The containers of the task definitions that this plan changes. A new task definition is judged by itself: nothing
 * stands before. One whose containers are known after the apply only is left out.
 */
export function containerChanges(plan: Plan): readonly ContainerChange[] {
  return touched(plan, "aws_ecs_task_definition").flatMap((change) => {
    const after = containersOf(change, "after");
    if (after === undefined) return [];
    const before = containersOf(change, "before") ?? new Map<string, Container>();
    return [...new Set([...before.keys(), ...after.keys()])].map((name) => ({
      address: change.address,
      name,
      before: before.get(name),
      after: after.get(name),
    }));
  });
}

/** Whether a task definition that stays or comes is known after the apply only: its variables then have to do. */
export function hidesContainers(change: ResourceChange): boolean {
  return change.after !== null && containersOf(change, "after") === undefined;
}

/** Whether a container is oauth2-proxy: by its flags, its environment or its image. */
export function isProxy({ command, environment, image }: Container): boolean {
  return (
    (command ?? []).some((word) => /^--?(provider|upstream|email-domain)=/.test(word)) ||
    (environment ?? []).some(({ name }) => name.startsWith("OAUTH2_PROXY_")) ||
    /(^|\/)oauth2-proxy([:@]|$)/.test(image)
  );
}

/** Whether a container is the MLflow server or its migration, by its image or its environment. */
export function isMlflow({ environment, image }: Container): boolean {
  return (
    /(^|\/)mlflow[^/]*$/.test(image.replace(/[:@].*$/, "")) ||
    (environment ?? []).some(({ name }) => name.startsWith("MLFLOW_"))
  );
}
