import type { Check, Finding } from "../check";
import { findingsOf } from "../finding";
import { Json, JsonObject, listOf, objectOf, parseJson, textOf } from "../json";
import type { SynthesizedStack } from "../synthesized-stack";
import { digestFinding } from "./digest";
import { terraformOf } from "./quiet-terraform";
import { shellArgument } from "./shell-text";

const CHECK = "tainted";
const say = findingsOf(CHECK);

/**
 * What an interrupted apply left half made. Terraform replaces such a resource; a protected one it cannot, so it has to be
 * told that the resource is good. The next plan then brings up to date what is missing.
 */
export const taintedCheck: Check = {
  name: CHECK,
  run(context): Promise<readonly Finding[]> {
    const terraform = terraformOf(context);
    const pulled = terraform.init.ok ? terraform.run("state", "pull") : terraform.init;
    if (!pulled.ok) {
      const unread = say.problem(`the state cannot be read: ${pulled.reason}`, "Mend that, then run doctor again.");
      return Promise.resolve([digestFinding(CHECK, pulled.reason, context) ?? unread]);
    }
    return Promise.resolve(taintedFindings(pulled.stdout, context.synthesized, context.folder));
  },
};

/** @param state what `terraform state pull` prints: nothing before the first apply */
export function taintedFindings(state: string, synthesized: SynthesizedStack, folder: string): readonly Finding[] {
  const tainted = state.trim() === "" ? [] : taintedInstances(objectOf(parseJson(state)));
  const guarded = tainted.filter(({ type, name }) => isProtected(synthesized.resource(type, name)));
  if (guarded.length > 0) {
    const addresses = guarded.map(({ address }) => address);
    const problem = say.problem(
      `${addresses.join(", ")}: an apply was stopped while it was made, so Terraform wants to replace it; and it is protected.`,
      "Tell Terraform that it is good. The next apply brings it up to date. Run doctor again afterwards:",
    );
    const lines = addresses.map((address) => `terraform -chdir=${folder} untaint ${shellArgument(address)}`);
    return [{ ...problem, lines }];
  }
  if (tainted.length === 0) return [say.ok("nothing was left half made.")];
  const addresses = tainted.map(({ address }) => address).join(", ");
  return [say.ok(`the next apply replaces what was left half made: ${addresses}.`)];
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
