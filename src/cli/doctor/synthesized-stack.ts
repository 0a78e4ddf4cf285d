import { readFileSync } from "node:fs";
import { Json, JsonObject, objectOf, parseJson } from "./json";

/** A stack as it was synthesized. Which variables and resources it has tells its shape. */
export class SynthesizedStack {
  constructor(private readonly root: JsonObject) {}

  static read(folder: string): SynthesizedStack {
    return new SynthesizedStack(objectOf(parseJson(readFileSync(`${folder}/cdk.tf.json`, "utf8"))));
  }

  /** The `variable` blocks. */
  get variables(): JsonObject {
    return objectOf(this.root.variable);
  }

  /** The `terraform` block: backend, versions. */
  get terraform(): JsonObject {
    return objectOf(this.root.terraform);
  }

  /** The resources of a type, by their names. */
  resources(type: string): JsonObject {
    return objectOf(objectOf(this.root.resource)[type]);
  }

  /** Arguments of a resource by its address; `undefined` when the stack has none. */
  resource(type: string, name: string): Json | undefined {
    return this.resources(type)[name];
  }
}
