import { join } from "node:path";
import { BOOTSTRAP_JSON, MLFLOW_JSON, readText } from "./synthesis";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A resource or data source with its address. */
export interface Block {
  /** `aws_lb.load-balancer`, `data.aws_region.account_region_154F2A67` */
  readonly address: string;
  readonly type: string;
  readonly attributes: JsonObject;
}

/** The synthesized JSON of a stack, as its reader sees it. */
export class StackJson {
  constructor(
    readonly text: string,
    readonly root: JsonObject = object(parse(text)),
  ) {}

  /** The default mlflow stack, synthesized once for the whole run. */
  static default(): StackJson {
    return fromSetup(MLFLOW_JSON);
  }

  /** The bootstrap stack of the same run. */
  static bootstrap(): StackJson {
    return fromSetup(BOOTSTRAP_JSON);
  }

  /** A top-level section, empty when absent. */
  section(name: "resource" | "data" | "ephemeral" | "variable" | "output" | "provider" | "terraform"): JsonObject {
    return object(this.root[name] ?? {});
  }

  resources(type?: string): Block[] {
    return blocks(this.section("resource"), "", type);
  }

  dataSources(type?: string): Block[] {
    return blocks(this.section("data"), "data.", type);
  }

  /** What is imported instead of made, by address. */
  imports(): Readonly<Record<string, string>> {
    const blocks = list(this.root.import ?? []).map(object);
    return Object.fromEntries(blocks.map(({ to, id }) => [text(to), text(id)]));
  }

  /** Addresses that Terraform forgets instead of destroying. */
  forgotten(): readonly string[] {
    return list(this.root.removed ?? []).map((block) => text(object(block).from));
  }

  /** The one resource of a type; fails when there are more or none. */
  only(type: string): Block {
    const [block, ...others] = this.resources(type);
    if (block === undefined || others.length > 0) throw new Error(`${others.length + (block ? 1 : 0)} of ${type}`);
    return block;
  }
}

function fromSetup(path: string): StackJson {
  const outdir = process.env.TEST_CDKTF_OUT;
  if (outdir === undefined) throw new Error("this ring has no global set-up");
  return new StackJson(readText(join(outdir, path)));
}

function blocks(section: JsonObject, prefix: string, wanted?: string): Block[] {
  return Object.entries(section).flatMap(([type, named]) =>
    wanted !== undefined && wanted !== type
      ? []
      : Object.entries(object(named)).map(([id, attributes]) => ({
          address: `${prefix}${type}.${id}`,
          type,
          attributes: object(attributes),
        })),
  );
}

/** Parses JSON into checked types. */
export function parse(text: string): Json {
  return toJson(JSON.parse(text));
}

function toJson(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
  }
  throw new Error(`not JSON: ${typeof value}`);
}

export function object(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  throw new Error(`not an object: ${JSON.stringify(value)}`);
}

export function list(value: Json | undefined): readonly Json[] {
  if (isList(value)) return value;
  throw new Error(`not a list: ${JSON.stringify(value)}`);
}

export function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw new Error(`not a string: ${JSON.stringify(value)}`);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}
