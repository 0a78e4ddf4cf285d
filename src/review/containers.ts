import { z } from "zod";
import { ResourceChange } from "./plan";
import { textAt } from "./plan-value";

const pair = z.object({ name: z.string(), value: z.string().default("") });
const secret = z.object({ name: z.string(), valueFrom: z.string().default("") });

/** ECS writes and leaves out empty lists as it likes. */
const container = z.looseObject({
  name: z.string(),
  image: z.string().default(""),
  command: z.array(z.string()).nullish(),
  entryPoint: z.array(z.string()).nullish(),
  environment: z.array(pair).nullish(),
  secrets: z.array(secret).nullish(),
});

/** A container of a task definition, in the spelling of ECS; attributes without a name here are kept. */
export type Container = z.infer<typeof container>;

/**
 * The containers of a task definition on one side of its change, by name.
 *
 * @returns `undefined` where there is none, or where it is not known before the apply
 */
export function containersOf(
  { type, before, after }: ResourceChange,
  side: "before" | "after",
): ReadonlyMap<string, Container> | undefined {
  if (type !== "aws_ecs_task_definition") return undefined;
  const json = textAt(side === "before" ? before : after, "container_definitions");
  if (json === undefined) return undefined;
  return new Map(
    z
      .array(container)
      .parse(JSON.parse(json))
      .map((each) => [each.name, each]),
  );
}

/** Value of an environment variable; `undefined` where it is not set. */
export function environmentValue({ environment }: Container, name: string): string | undefined {
  return environment?.find((variable) => variable.name === name)?.value;
}
