import { JsonObject } from "../support/stack-json";
import { Suppression } from "./suppressions";

/**
 * The suppressions of one stack as checkov's own configuration, `.checkov.baseline`: the one way to let a single resource
 * of a `.tf.json` fail a single check.
 */
export function baselineOf(suppressions: readonly Suppression[]): JsonObject {
  const findings = suppressions.flatMap(({ address, check }) =>
    spellings(address).map((resource) => ({ resource, check_ids: [check] })),
  );
  return { failed_checks: [{ file: "/cdk.tf.json", findings }] };
}

/** Checks in Python say `resource.<id>` or `data.<id>`, those over the graph the whole address. */
function spellings(address: string): readonly string[] {
  const id = address.slice(address.lastIndexOf(".") + 1);
  return [address, `${address.startsWith("data.") ? "data" : "resource"}.${id}`];
}
