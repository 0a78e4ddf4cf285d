import { differences, settingChange } from "./differences";
import { ResourceChange } from "./plan";
import { valueAt } from "./plan-value";
import { CommonChange, SettingChange } from "./review-document";

/** Changes of tags, each once with all resources that it concerns: a new default tag changes nearly every resource. */
export function tagChanges(changes: readonly ResourceChange[]): readonly CommonChange[] {
  const found = new Map<string, { readonly change: SettingChange; readonly addresses: string[] }>();
  for (const resource of changes.filter(({ action }) => action === "update" || action === "replace")) {
    for (const change of tagsOf(resource)) {
      const key = JSON.stringify(change);
      const known = found.get(key);
      if (known === undefined) found.set(key, { change, addresses: [resource.address] });
      else known.addresses.push(resource.address);
    }
  }
  return [...found.values()].map(({ change, addresses }) => ({ ...change, addresses }));
}

/** `tags_all` holds the resource's own tags and the provider's default tags; some resources have only their own. */
function tagsOf({ before, after, changed }: ResourceChange): readonly SettingChange[] {
  const name = changed.includes("tags_all") ? "tags_all" : "tags";
  return differences(valueAt(before, name), valueAt(after, name)).map(({ path, before: old, after: young }) =>
    settingChange(path === "" ? "tags" : `tag ${path}`, old, young),
  );
}
