import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import { isObject, Json, JsonObject, list, object, parse, text } from "./stack-json";
import { PROJECT, readText } from "./synthesis";

/** The workflows of the examples and the project's own, by their path. */
export const WORKFLOWS: readonly string[] = ["examples/ci/github", ".github/workflows"].flatMap((folder) =>
  readdirSync(join(PROJECT, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => join(folder, name)),
);

/** One step of a job; `values` are its `with`. */
export interface Step {
  readonly id: string;
  /** `actions/checkout`, without the commit. */
  readonly action: string;
  readonly run: string;
  readonly condition: string;
  readonly values: JsonObject;
  readonly env: JsonObject;
}

export interface Job {
  readonly id: string;
  readonly permissions: JsonObject;
  readonly needs: readonly string[];
  readonly environment: string;
  readonly outputs: JsonObject;
  readonly steps: readonly Step[];
}

/** A workflow as GitHub reads it. */
export class Workflow {
  readonly source: string;
  readonly root: JsonObject;

  constructor(readonly path: string) {
    this.source = readText(PROJECT, path);
    this.root = yamlObject(this.source);
  }

  get env(): JsonObject {
    return object(this.root.env ?? {});
  }

  get jobs(): readonly Job[] {
    return Object.entries(object(this.root.jobs)).map(([id, value]) => job(id, object(value)));
  }
}

/** A YAML document that must be a mapping. */
export function yamlObject(source: string): JsonObject {
  return object(parse(JSON.stringify(parseYaml(source))));
}

function job(id: string, value: JsonObject): Job {
  const needs = value.needs ?? [];
  return {
    id,
    permissions: object(value.permissions ?? {}),
    needs: typeof needs === "string" ? [needs] : list(needs).map(text),
    environment: text(value.environment ?? ""),
    outputs: object(value.outputs ?? {}),
    steps: list(value.steps).map((step) => readStep(object(step))),
  };
}

function readStep(step: JsonObject): Step {
  return {
    id: optional(step.id),
    action: optional(step.uses).replace(/@.*$/, ""),
    run: optional(step.run),
    condition: optional(step.if),
    values: isObject(step.with ?? null) ? object(step.with) : {},
    env: object(step.env ?? {}),
  };
}

function optional(value: Json | undefined): string {
  return value === undefined ? "" : text(value);
}
