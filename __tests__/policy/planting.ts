import { JsonObject, object, StackJson, text } from "../support/stack-json";
import { ShapeName } from "./scanned-stacks";

/** A mistake that somebody could make in a part, and what finds it. */
export interface Planted {
  readonly what: string;
  /** Type of the resource, its id where there are several, and what becomes of its attributes; `undefined`: it is gone. */
  readonly type: string;
  readonly id?: string;
  readonly change: (attributes: JsonObject) => JsonObject | undefined;
  /** @default "economy" */
  readonly stack?: ShapeName;
  /** Ids of checks of checkov and of our own, all that find it. */
  readonly foundBy: readonly string[];
}

/** A stack with the mistake in it. */
export function withMistake(stack: StackJson, { type, id, change }: Planted): StackJson {
  const resources = stack.section("resource");
  const named = object(resources[type] ?? {});
  const [only, ...others] = id === undefined ? Object.keys(named) : [id];
  if (only === undefined || others.length > 0) throw new Error(`name one of ${type}`);
  const { [only]: before = {}, ...rest } = named;
  const after = change(object(before));
  const changed = { ...resources, [type]: after === undefined ? rest : { ...rest, [only]: after } };
  const root = { ...stack.root, resource: changed };
  return new StackJson(JSON.stringify(root), root);
}

/** Other or more attributes. */
export const set =
  (more: JsonObject) =>
  (attributes: JsonObject): JsonObject => ({ ...attributes, ...more });

/** One attribute less. */
export const without =
  (name: string) =>
  (attributes: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== name));

/** Another text in a JSON document; fails when it is not there, since then nothing would be planted. */
export const replace =
  (document: string, from: string, to: string) =>
  (attributes: JsonObject): JsonObject => {
    const before = text(attributes[document]);
    if (!before.includes(from)) throw new Error(`no ${from} in ${document}`);
    return { ...attributes, [document]: before.replace(from, () => to) };
  };
