import { MlflowStack } from "../../../src";
import { isObject, Json, JsonObject, list, object, text } from "../stack-json";
import { Edit } from "./edit";

/** Changes a parsed document: the synthesized JSON, or a state. */
export type Rewrite = (document: JsonObject) => JsonObject;

/**
 * An edit that plants dangers, or one that looks like it and is harmless. Its plan starts from a refreshed copy of the
 * deployed state, so that it holds nothing but the edit.
 */
export interface PlantedEdit extends Edit {
  /** What becomes of the synthesized JSON, where the stack's fields and overrides do not reach. */
  readonly json?: readonly Rewrite[];
  /** What an earlier apply would have left in the state. */
  readonly state?: Rewrite;
  /** The one address of `terraform plan -target`. */
  readonly target?: string;
  /** Terraform refuses the edit, and saves its plan all the same. @default false */
  readonly isRefused?: boolean;
}

/** Values by their path below `resource`; `undefined` removes. A list is appended to the one that is there. */
export function override(values: Readonly<Record<string, Json | undefined>>): (stack: MlflowStack) => void {
  return (stack) => {
    for (const [path, value] of Object.entries(values)) stack.addOverride(`resource.${path}`, value);
  };
}

/** Sets attributes of a resource in the synthesized JSON; lists as a whole. */
export function setting(address: string, attributes: JsonObject): Rewrite {
  return rewriting(address, (block) => merged(block, attributes));
}

/** Rewrites an attribute of a resource in the synthesized JSON that is a text. */
export function rewritingText(address: string, attribute: string, rewrite: (old: string) => string): Rewrite {
  return rewriting(address, (block) => ({ ...block, [attribute]: rewrite(text(block[attribute])) }));
}

/** Replaces a part of such a text, wherever it stands. */
export function replacing(address: string, attribute: string, old: string, young: string): Rewrite {
  return rewritingText(address, attribute, (whole) => replaced(whole, old, young));
}

/** Rewrites the attributes of a resource in the state. */
export function remembering(address: string, rewrite: Rewrite): Rewrite {
  return rewritingState(address, (resource) => ({
    ...resource,
    instances: list(resource.instances).map((instance) => ({
      ...object(instance),
      attributes: rewrite(object(object(instance).attributes)),
    })),
  }));
}

/** Rewrites a resource in the state. */
export function rewritingState(address: string, rewrite: Rewrite): Rewrite {
  return (state) => {
    const resources = list(state.resources).map(object);
    if (!resources.some(isAt(address))) throw new Error(`no ${address} in the state`);
    return {
      ...state,
      resources: resources.map((resource) => (isAt(address)(resource) ? rewrite(resource) : resource)),
    };
  };
}

/** Takes a resource out of the state, as `terraform state rm` does. */
export function forgetting(address: string): Rewrite {
  return (state) => ({
    ...state,
    resources: list(state.resources)
      .map(object)
      .filter((resource) => !isAt(address)(resource)),
  });
}

/** The text with another in place of a part that it must have. */
export function replaced(whole: string, old: string, young: string): string {
  if (!whole.includes(old)) throw new Error(`no ${old} in ${whole}`);
  return whole.replaceAll(old, young);
}

function isAt(address: string): (resource: JsonObject) => boolean {
  return ({ mode, type, name }) => mode === "managed" && `${text(type)}.${text(name)}` === address;
}

function rewriting(address: string, rewrite: Rewrite): Rewrite {
  const [type = "", name = ""] = address.split(".");
  return (document) => {
    const resources = object(document.resource);
    const named = object(resources[type]);
    const block = rewrite(object(named[name]));
    return { ...document, resource: { ...resources, [type]: { ...named, [name]: block } } };
  };
}

function merged(old: JsonObject, young: JsonObject): JsonObject {
  const members = Object.entries(young).map(([name, value]) => {
    const before = old[name];
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value] as const;
  });
  return { ...old, ...Object.fromEntries(members) };
}
