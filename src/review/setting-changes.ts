import { Difference, differences, settingChange } from "./differences";
import { knownSetting, KnownSetting } from "./known-settings";
import { ResourceChange } from "./plan";
import { isList, isObject, PlanValue, SENSITIVE, UNKNOWN, valueAt } from "./plan-value";
import { SettingChange } from "./review-document";

/** Attributes that have a form of their own in a review, or only repeat another attribute. */
const ELSEWHERE = /^(tags|tags_all|container_definitions|policy|assume_role_policy)$/;

/** Secrets that a provider might forget to mark. */
const SECRET_ATTRIBUTE = /(password|passphrase|secret_string|private_key)$/;

/** The settings of a resource that is there before and after, and how they change. */
export function settingChanges(change: ResourceChange): readonly SettingChange[] {
  return change.changed.filter((name) => !ELSEWHERE.test(name)).flatMap((name) => attributeChanges(change, name));
}

/** The differences of a resource, for whoever counts with them. */
export function settingDifferences({ before, after, changed }: ResourceChange): readonly Difference[] {
  return changed.flatMap((name) => differences(valueAt(before, name), valueAt(after, name), name));
}

function attributeChanges(change: ResourceChange, name: string): readonly SettingChange[] {
  const before = valueAt(change.before, name);
  const after = valueAt(change.after, name);
  if (isComputed(change, name, after)) return [];
  const found = differences(before, after, name).map((difference) => inWords(change.type, difference));
  if (found.length === 0 && (holdsSensitive(before) || holdsSensitive(after))) {
    return [{ what: knownSetting(change.type, name)?.what ?? name, after: "(sensitive, changes)" }];
  }
  return found;
}

/** What only AWS knows of a new resource, such as its ARN: nobody has changed it. */
function isComputed({ action, replacedBy }: ResourceChange, name: string, after: PlanValue): boolean {
  return action === "replace" && !replacedBy.includes(name) && holds(after, UNKNOWN);
}

function holdsSensitive(value: PlanValue): boolean {
  return holds(value, SENSITIVE);
}

function holds(value: PlanValue, wanted: typeof SENSITIVE | typeof UNKNOWN): boolean {
  if (isList(value) || isObject(value)) return Object.values(value).some((part: PlanValue) => holds(part, wanted));
  return value === wanted;
}

function inWords(type: string, { path, before, after }: Difference): SettingChange {
  const known = knownSetting(type, path);
  const what = known?.what ?? path;
  if (SECRET_ATTRIBUTE.test(path)) return { what, after: "(hidden, changes)" };
  return settingChange(what, withUnit(known, before), withUnit(known, after));
}

function withUnit(known: KnownSetting | undefined, value: PlanValue): PlanValue {
  if (value === UNKNOWN) return known?.later ?? value;
  const isNumber = typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value));
  return known?.unit !== undefined && isNumber ? known.unit(Number(value)) : value;
}
