import { JsonObject, Json, listOf, objectOf } from "../json";

/** A resource that the plan would create, with the values it would get. What is not known before the apply is absent. */
export class PlannedResource {
  constructor(
    readonly address: string,
    readonly type: string,
    private readonly values: JsonObject,
  ) {}

  /** `undefined` when not known yet, or not set. */
  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = this.values[name];
    return typeof value === "number" ? value : undefined;
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  /** Whether the plan knows the value, be it `null`: an absent one depends on what does not exist yet. */
  knows(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** The first block of a kind. */
  block(name: string): JsonObject {
    return objectOf(listOf(this.values[name])[0]);
  }

  /** Its own tags and those of the provider; `undefined` while not known. */
  get tags(): Readonly<Record<string, Json>> | undefined {
    const tags = this.values.tags_all;
    return tags === undefined ? undefined : objectOf(tags);
  }
}
