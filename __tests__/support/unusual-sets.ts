import { Json, JsonObject, list, StackJson, text } from "./stack-json";
import { Reading } from "./variable-judge";
import { component } from "./variable-module";

/** How an accepted value is found unusual: the longest, the one with the most signs, and any. */
const ORDERS: readonly ((json: string) => number)[] = [
  (json): number => json.length,
  (json): number => json.replace(/[A-Za-z0-9]/g, "").length / json.length,
  (json): number => [...Buffer.from(json)].reduce((hash, byte) => (hash * 31 + byte) % 1_000_003, 7),
];

/**
 * Three complete sets of accepted values. Variables whose rules read each other come from one reading, in which one of
 * them was hostile and the others fit it; each of them leads in turn. No two sets share a value where they could differ.
 */
export function unusualSets(
  stack: StackJson,
  accepted: ReadonlyMap<string, readonly Reading[]>,
): readonly JsonObject[] {
  const groups = new Set(
    Object.keys(stack.section("variable")).map((name) => Object.keys(component(stack, name)).sort().join()),
  );
  const sets: JsonObject[] = [{}, {}, {}];
  for (const group of groups) {
    const members = group.split(",");
    const used = new Set<string>();
    ORDERS.forEach((order, index) => {
      const lead = members[index % members.length] ?? "";
      const candidates = (accepted.get(lead) ?? [])
        .filter(({ variables }) => fitsTheAccount(variables))
        .map(({ variables }) =>
          Object.fromEntries(members.map((name): [string, Json] => [name, variables[name] ?? null])),
        )
        .sort((a, b) => order(JSON.stringify(b)) - order(JSON.stringify(a)));
      const chosen = candidates.find((candidate) => !used.has(JSON.stringify(candidate))) ?? candidates[0];
      if (chosen === undefined) throw new Error(`nothing accepted for ${lead}`);
      used.add(JSON.stringify(chosen));
      sets[index] = { ...sets[index], ...chosen };
    });
  }
  return sets.map((set) =>
    // The certificate of a longer domain, or of one without a dot, has another primary name.
    set.certificate_domain === "" && (text(set.domain).length > 64 || set.domain === "localhost")
      ? { ...set, certificate_domain: "*.example.com" }
      : set,
  );
}

/** Versions that exist, of all that look like one. */
const RELEASED = /\.(08\.[0-2]|09\.0|10\.[0-6]|11\.1|12\.0|13\.0)$/;

/**
 * What no rule can know: three zones in this region, two of them needed; names of certificates that can be issued;
 * releases of Aurora; the number of the account, in which the policy of the boundary is made.
 */
function fitsTheAccount(variables: JsonObject): boolean {
  const { exclude_zone_ids: zones, certificate_domain: certificate, database_engine_version: version } = variables;
  if (!RELEASED.test(text(version))) return false;
  if (!/^$|^arn:aws:iam::123456789012:/.test(text(variables.iam_permissions_boundary_arn))) return false;
  return list(zones).filter((zone) => text(zone).startsWith("euw1-")).length <= 1 && text(certificate).length <= 64;
}
