import { parseJson } from "./parse-json";
import { isList, isObject, PlanValue, planValue, SENSITIVE } from "./plan-value";
import { SettingChange } from "./review-document";

/** A leaf that differs; `path` without the zeros of nested blocks. */
export interface Difference {
  readonly path: string;
  readonly before: PlanValue;
  readonly after: PlanValue;
}

/** The leaves in which two values differ. Nothing, an empty text and an empty list are the same. */
export function differences(before: PlanValue, after: PlanValue, path = ""): readonly Difference[] {
  const { old, young } = documents(before, after);
  if (isEmpty(old) && isEmpty(young)) return [];
  if (isBlocks(old) && isBlocks(young)) {
    return [...new Set([...Object.keys(old ?? {}), ...Object.keys(young ?? {})])].flatMap((name) =>
      differences(member(old, name), member(young, name), joined(path, name, isList(old) || isList(young))),
    );
  }
  if (isList(old) || isList(young)) return listDifference(old, young, path);
  return old === young ? [] : [{ path, before: old, after: young }];
}

/** Policies and the like are compared as documents, not as text. */
function documents(before: PlanValue, after: PlanValue): { readonly old: PlanValue; readonly young: PlanValue } {
  const old = document(before);
  const young = document(after);
  return old === undefined || young === undefined ? { old: before, young: after } : { old, young };
}

function document(value: PlanValue): PlanValue | undefined {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return undefined;
  const read = parseJson(value);
  return read === undefined ? undefined : planValue(read, false);
}

type Blocks = Readonly<Record<string, PlanValue>> | readonly PlanValue[] | null;

/** An object, or a list of them: something to look into. */
function isBlocks(value: PlanValue): value is Blocks {
  return value === null || isObject(value) || (isList(value) && value.every(isObject));
}

function member(blocks: Blocks, name: string): PlanValue {
  return new Map<string, PlanValue>(Object.entries(blocks ?? {})).get(name) ?? null;
}

function joined(path: string, name: string, isIndex: boolean): string {
  if (isIndex) return name === "0" ? path : `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

/** Only what is not in both lists; when just the order changes, all of it. */
function listDifference(before: PlanValue, after: PlanValue, path: string): readonly Difference[] {
  const old = items(before);
  const young = items(after);
  if (old === undefined || young === undefined) return [{ path, before, after }];
  const texts = (values: readonly PlanValue[]): string[] => values.map(valueText);
  const [oldTexts, youngTexts] = [texts(old), texts(young)];
  if (oldTexts.join("\0") === youngTexts.join("\0")) return [];
  const gone = old.filter((value) => !youngTexts.includes(valueText(value)));
  const added = young.filter((value) => !oldTexts.includes(valueText(value)));
  return gone.length + added.length === 0
    ? [{ path, before, after }]
    : [{ path, before: emptyAsNull(gone), after: emptyAsNull(added) }];
}

function items(value: PlanValue): readonly PlanValue[] | undefined {
  if (isList(value)) return value;
  return isEmpty(value) ? [] : undefined;
}

function emptyAsNull(values: readonly PlanValue[]): PlanValue {
  return values.length === 0 ? null : values;
}

function isEmpty(value: PlanValue): boolean {
  return (
    value === null || value === "" || (typeof value === "object" && Object.values(value).every((each) => isEmpty(each)))
  );
}

/** Longer values are cut. */
const LONGEST = 200;

/** A value for people. */
export function valueText(value: PlanValue): string {
  const text = isList(value) ? value.map(plain).join(", ") : plain(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function plain(value: PlanValue): string {
  if (typeof value === "symbol") return value === SENSITIVE ? "(sensitive)" : "(known after apply)";
  if (typeof value === "string") return value;
  return JSON.stringify(value, (_, each: PlanValue) => (typeof each === "symbol" ? plain(each) : each));
}

/** A difference with the words for it. */
export function settingChange(what: string, before: PlanValue, after: PlanValue): SettingChange {
  const start = sharedStart(before, after);
  return {
    what,
    ...(isEmpty(before) ? {} : { before: valueText(withoutStart(before, start)) }),
    ...(isEmpty(after) ? {} : { after: valueText(withoutStart(after, start)) }),
  };
}

/** Characters at the beginning of two long texts that are left out, so that the cut shows where they differ. */
function sharedStart(before: PlanValue, after: PlanValue): number {
  if (typeof before !== "string" || typeof after !== "string") return 0;
  if (before.length <= LONGEST && after.length <= LONGEST) return 0;
  let first = 0;
  while (first < before.length && before[first] === after[first]) first += 1;
  return Math.max(0, first - LONGEST / 4);
}

function withoutStart(value: PlanValue, start: number): PlanValue {
  return typeof value === "string" && start > 0 ? `…${value.slice(start)}` : value;
}
