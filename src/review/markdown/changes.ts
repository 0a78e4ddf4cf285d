import { ChangeEntry, PartChanges, SettingChange, TextChange } from "../review-document";
import { PART_TITLES } from "../parts";
import { block, code, plain } from "./escape";
import { atMost } from "./lists";

const SIGNS: Readonly<Record<ChangeEntry["action"], string>> = {
  "no-op": "stays",
  create: "new",
  update: "changes",
  replace: "**is replaced**",
  delete: "**goes**",
  forget: "**is forgotten** (leaves the state, stays in the account)",
};

/** With more new or gone resources than this, a part folds them. */
const MOST_OPEN = 4;
/** Lines of a diff; what is longer is cut. */
const MOST_LINES = 150;
/** Of each resource. */
const MOST_SETTINGS = 40;
/** Resources of a part that are told one by one, or named in one line. */
const MOST_ENTRIES = 80;

/** A part of the architecture: what changes is open, many new or gone resources are folded. */
export function partSection({ part, changes }: PartChanges): readonly string[] {
  const folded = (["create", "delete"] as const)
    .map((action) => changes.filter((change) => change.action === action))
    .filter((some) => some.length > MOST_OPEN)
    .flat();
  const open = changes.filter((change) => !folded.includes(change));
  const rest = open.length - MOST_ENTRIES;
  return [
    `### ${PART_TITLES[part]}`,
    "",
    ...open.slice(0, MOST_ENTRIES).flatMap(openEntry),
    ...(rest > 0 ? [`- and ${rest} more`, ""] : []),
    ...foldedEntries(folded),
  ];
}

function openEntry(change: ChangeEntry): readonly string[] {
  return [
    headline(change),
    ...atMost(MOST_SETTINGS, change.settings.map(settingText)).map((text) => `  - ${text}`),
    ...texts(change),
    "",
  ];
}

function headline({ name, action, address, replacedBy, isImport, movedFrom }: ChangeEntry): string {
  const notes = [
    ...(replacedBy.length === 0 ? [] : [`because of ${replacedBy.map(code).join(", ")}`]),
    ...(isImport ? ["imported"] : []),
    ...(movedFrom === undefined ? [] : [`until now ${code(movedFrom)}`]),
  ];
  return `- ${plain(name)}: ${[signOf(action, address), ...notes].join(", ")} (${code(address)})`;
}

/** Task definitions are never changed, only followed by a new one: no reason to worry. */
function signOf(action: ChangeEntry["action"], address: string): string {
  return action === "replace" && address.startsWith("aws_ecs_task_definition.") ? "new revision" : SIGNS[action];
}

/** A setting with its values in code. */
export function settingText({ what, before, after }: SettingChange): string {
  const label = /[_.[]/.test(what) ? code(what) : plain(what);
  if (before === undefined) return after === undefined ? label : `${label}: ${code(after)} (new)`;
  return `${label}: ${code(before)} → ${after === undefined ? "nothing" : code(after)}`;
}

function texts({ texts: changes }: ChangeEntry): readonly string[] {
  return changes.flatMap(({ what, diff }) => ["", `  ${plain(what)}:`, "", ...indented(block("diff", cut(diff)))]);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function cut(diff: TextChange["diff"]): readonly string[] {
  return diff.length <= MOST_LINES ? diff : [...diff.slice(0, MOST_LINES), `@@ ${diff.length - MOST_LINES} more lines`];
}

/** One line with the names; addresses and edges in the fold. */
function foldedEntries(changes: readonly ChangeEntry[]): readonly string[] {
  return (["create", "delete"] as const).flatMap((action) => {
    const some = changes.filter((change) => change.action === action);
    if (some.length === 0) return [];
    const names = atMost(
      MOST_ENTRIES,
      some.map(({ name }) => plain(name)),
    );
    const edges = some.flatMap(({ texts: each }) => each.flatMap(({ diff }) => diff));
    return [
      `- ${some.length} ${action === "create" ? "new" : "**go**"}: ${names.join(" · ")}`,
      "",
      `<details><summary>Addresses${edges.length === 0 ? "" : ", who may do what"}</summary>`,
      "",
      ...atMost(
        MOST_ENTRIES,
        some.map(({ address }) => code(address)),
      ).map((text) => `- ${text}`),
      "",
      ...(edges.length === 0 ? [] : [...block("diff", cut(edges)), ""]),
      "</details>",
      "",
    ];
  });
}
