import { Json, JsonObject, listOf, objectOf, parseJson, textOf } from "../json";
import { PlannedResource } from "./planned-resource";

/** What a plan tells, from `terraform show -json`. */
export class StackPlan {
  private constructor(private readonly root: JsonObject) {}

  static parse(text: string): StackPlan {
    return new StackPlan(objectOf(parseJson(text)));
  }

  /** What Terraform would make because its state does not have it, and no import block brings it. */
  get creations(): readonly PlannedResource[] {
    return this.changes
      .filter((change) => actionsOf(change) === "create" && importOf(change) === undefined)
      .map(({ address, type, change }) => {
        return new PlannedResource(textOf(address), textOf(type), objectOf(objectOf(change).after));
      });
  }

  /** What would be imported and then replaced, as addresses. */
  get replacedImports(): readonly string[] {
    return this.changes
      .filter((change) => importOf(change) !== undefined && actionsOf(change).includes("delete"))
      .map(({ address }) => textOf(address));
  }

  /** By what the state knows its resources: they are nobody else's. */
  get knownIds(): ReadonlySet<string> {
    const module = objectOf(objectOf(objectOf(this.root.prior_state).values).root_module);
    const values = listOf(module.resources)
      .map(objectOf)
      .filter(({ mode }) => mode === "managed")
      .map((resource) => objectOf(resource.values));
    return new Set(values.flatMap(({ id, arn }) => [textOf(id), textOf(arn)]).filter((id) => id !== ""));
  }

  private get changes(): readonly JsonObject[] {
    return listOf(this.root.resource_changes)
      .map(objectOf)
      .filter(({ mode }) => mode === "managed");
  }
}

function actionsOf({ change }: JsonObject): string {
  return listOf(objectOf(change).actions).map(textOf).join(" ");
}

function importOf({ change }: JsonObject): Json | undefined {
  return objectOf(change).importing ?? undefined;
}
