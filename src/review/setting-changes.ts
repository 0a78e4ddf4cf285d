import { Addresses } from "./addresses";
import { Difference, differences, settingChange } from "./differences";
import { knownSetting, KnownSetting } from "./known-settings";
import { ResourceChange } from "./plan";
import { isList, isObject, PlanValue, SENSITIVE, UNKNOWN, valueAt } from "./plan-value";
import { SettingChange } from "./review-document";

/** Attributes that have a form of their own in a review, or only repeat another attribute. */
const ELSEWHERE = /^(tags|tags_all|container_definitions|policy|assume_role_policy)$/;
/** The same, of security groups and their rules. */
const NETWORK_ELSEWHERE =
  /^(ingress|egress|from_port|to_port|protocol|ip_protocol|cidr_.*|ipv6_cidr_blocks|referenced_security_group_id)$/;

function isToldElsewhere({ type, before, after }: ResourceChange, name: string): boolean {
  // Nothing can be told there of what is not shown.
  if (valueAt(before, name) === SENSITIVE || valueAt(after, name) === SENSITIVE) return false;
  return (
    ELSEWHERE.test(name) || (/_security_group(_(ingress|egress))?(_rule)?$/.test(type) && NETWORK_ELSEWHERE.test(name))
  );
}

/** Secrets that a provider might forget to mark. */
const SECRET_ATTRIBUTE = /(password|passphrase|secret_string|private_key)$/;

/** The settings of a resource that is there before and after, and how they change. */
export function settingChanges(change: ResourceChange, addresses: Addresses): readonly SettingChange[] {
  return change.changed
    .filter((name) => !isToldElsewhere(change, name))
    .flatMap((name) => attributeChanges(change, name, addresses));
}

/** The differences of a resource, for whoever counts with them. */
export function settingDifferences({ before, after, changed }: ResourceChange): readonly Difference[] {
  return changed.flatMap((name) => differences(valueAt(before, name), valueAt(after, name), name));
}

function attributeChanges(change: ResourceChange, name: string, addresses: Addresses): readonly SettingChange[] {
  const before = valueAt(change.before, name);
  const after = valueAt(change.after, name);
  if (before === SENSITIVE || after === SENSITIVE) return [sensitiveChange(change.type, name)];
  if (isComputed(change, name, after)) return [];
  const found = differences(before, after, name)
    .filter((difference) => change.action !== "replace" || !isDefault(difference))
    .map((difference) => inWords(change.type, difference, addresses));
  if (found.length === 0 && (holdsSensitive(before) || holdsSensitive(after))) {
    return [sensitiveChange(change.type, name)];
  }
  return found;
}

function sensitiveChange(type: string, name: string): SettingChange {
  return { what: `${knownSetting(type, name)?.what ?? name} (sensitive, changes)` };
}

/** What only AWS knows of a new resource, such as its ARN: nobody has changed it. */
function isComputed({ action, replacedBy }: ResourceChange, name: string, after: PlanValue): boolean {
  return action === "replace" && !replacedBy.includes(name) && holds(after, UNKNOWN);
}

/** Of a resource that is made anew, the plan leaves out what the provider fills in. */
function isDefault({ before, after }: Difference): boolean {
  return after === null && (before === false || before === 0);
}

function holdsSensitive(value: PlanValue): boolean {
  return holds(value, SENSITIVE);
}

function holds(value: PlanValue, wanted: typeof SENSITIVE | typeof UNKNOWN): boolean {
  if (isList(value) || isObject(value)) return Object.values(value).some((part: PlanValue) => holds(part, wanted));
  return value === wanted;
}

function inWords(type: string, { path, before, after }: Difference, addresses: Addresses): SettingChange {
  const known = knownSetting(type, path);
  const what = known?.what ?? path;
  if (SECRET_ATTRIBUTE.test(path)) return { what: `${what} (hidden, changes)` };
  return settingChange(
    what,
    addressed(withUnit(known, before), addresses),
    addressed(withUnit(known, after), addresses),
  );
}

/** Ids of the plan's own resources as addresses. */
function addressed(value: PlanValue, addresses: Addresses): PlanValue {
  if (isList(value)) return value.map((each) => addressed(each, addresses));
  return typeof value === "string" ? addresses.ofId(value) : value;
}

function withUnit(known: KnownSetting | undefined, value: PlanValue): PlanValue {
  if (value === UNKNOWN) return known?.later ?? value;
  const isNumber = typeof value === "number" || (typeof value === "string" && /^\d+(\.\d+)?$/.test(value));
  if (known?.unit !== undefined && isNumber) return known.unit(Number(value));
  return known?.short !== undefined && typeof value === "string" ? known.short(value) : value;
}
