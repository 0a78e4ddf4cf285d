import type { Check, Finding } from "../check";
import { Json, JsonObject, listOf, objectOf, parseJson, textOf } from "../json";
import type { SynthesizedStack } from "../synthesized-stack";
import { QuietTerraform } from "./quiet-terraform";
import { shellArgument } from "./shell-text";

const CHECK = "tainted";

/**
 * What an interrupted apply left half made. Terraform replaces such a resource; a protected one it cannot, so it has to be
 * told that the resource is good. The next plan then brings up to date what is missing.
 */
export const taintedCheck: Check = {
  name: CHECK,
  run({ folder, env, synthesized }): Promise<readonly Finding[]> {
    const terraform = new QuietTerraform(folder, env);
    const init = terraform.run("init", "-no-color", "-input=false");
    const pulled = init.ok ? terraform.run("state", "pull") : init;
    if (!pulled.ok) {
      return Promise.resolve([
        { check: CHECK, status: "problem", message: `The state cannot be read: ${pulled.reason}` },
      ]);
    }
    return Promise.resolve(taintedFindings(pulled.stdout, synthesized, folder));
  },
};

/** @param state what `terraform state pull` prints: nothing before the first apply */
export function taintedFindings(state: string, synthesized: SynthesizedStack, folder: string): readonly Finding[] {
  const tainted = state.trim() === "" ? [] : taintedInstances(objectOf(parseJson(state)));
  const guarded = tainted.filter(({ type, name }) => isProtected(synthesized.resource(type, name)));
  if (guarded.length > 0) {
    return guarded.map(({ address }) => ({
      check: CHECK,
      status: "problem",
      message: `${address} is tainted: an apply was stopped while it was made. Terraform wants to replace it, and it is protected.`,
      fix: `terraform -chdir=${folder} untaint ${shellArgument(address)}`,
    }));
  }
  const addresses = tainted.map(({ address }) => address).join(", ");
  const message =
    tainted.length === 0
      ? "Nothing was left half made."
      : `The next apply replaces what was left half made: ${addresses}.`;
  return [{ check: CHECK, status: "ok", message }];
}

interface Tainted {
  readonly address: string;
  readonly type: string;
  readonly name: string;
}

function taintedInstances(state: JsonObject): readonly Tainted[] {
  return listOf(state.resources)
    .map(objectOf)
    .flatMap((resource) => {
      const [type, name] = [textOf(resource.type), textOf(resource.name)];
      return listOf(resource.instances)
        .map(objectOf)
        .filter(({ status }) => status === "tainted")
        .map(({ index_key: key }) => ({ address: `${type}.${name}${indexText(key)}`, type, name }));
    });
}

/** `[0]`, `["10.0.0.0/8"]`, or nothing. */
function indexText(key: Json | undefined): string {
  return key === undefined || key === null ? "" : `[${JSON.stringify(key)}]`;
}

function isProtected(resource: Json | undefined): boolean {
  return objectOf(objectOf(resource).lifecycle).prevent_destroy === true;
}
