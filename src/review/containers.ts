import { z } from "zod";
import { parseJson } from "./parse-json";
import { ResourceChange, UnreadablePlanError } from "./plan";
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

const containers = z.array(container);

/** A container of a task definition, in the spelling of ECS; attributes without a name here are kept. */
export type Container = z.infer<typeof container>;

/**
 * The containers of a task definition on one side of its change, by name.
 *
 * @returns `undefined` where there is none, or where it is not known before the apply
 * @throws UnreadablePlanError when they are no containers
 */
export function containersOf(
  { address, type, before, after }: ResourceChange,
  side: "before" | "after",
): ReadonlyMap<string, Container> | undefined {
  if (type !== "aws_ecs_task_definition") return undefined;
  const json = textAt(side === "before" ? before : after, "container_definitions");
  if (json === undefined) return undefined;
  const read = containers.safeParse(parseJson(json));
  if (!read.success)
    throw new UnreadablePlanError(`The containers of ${address} cannot be read. Nothing was reviewed.`);
  return new Map(read.data.map((each) => [each.name, each]));
}

/** Value of an environment variable; `undefined` where it is not set. */
export function environmentValue({ environment }: Container, name: string): string | undefined {
  return environment?.find((variable) => variable.name === name)?.value;
}
