import { DangerEntry, ReviewDocument } from "../review-document";
import { settingText } from "./changes";
import { code, plain } from "./escape";
import { atMost } from "./lists";

/** Places of a danger; further ones are counted. */
const MOST_FINDINGS = 15;
/** Lines of a fold. */
const MOST_FOLDED = 100;

const HEADLINES: Readonly<Record<ReviewDocument["verdict"], string>> = {
  fine: "Nothing dangerous found",
  human: "Somebody has to look",
  refuse: "Refused",
};

/** Verdict, counts, and what will be felt. */
export function summarySection(review: ReviewDocument): readonly string[] {
  const { verdict, counts, felt, dangers } = review;
  const number = dangers.length === 0 ? "" : `: ${dangers.length} ${dangers.length === 1 ? "danger" : "dangers"}`;
  return [
    `## Plan review: ${HEADLINES[verdict]}${number}`,
    "",
    `**${countsText(counts)}**`,
    "",
    ...(felt.length === 1
      ? [`What will be felt: ${felt.join("")}`]
      : ["What will be felt:", ...felt.map((line) => `- ${line}`)]),
    "",
    `Cost: ${costText(review)}`,
    "",
  ];
}

function costText({ cost }: ReviewDocument): string {
  const directions = (["up", "down"] as const).flatMap((direction) => {
    const some = cost.filter((each) => each.direction === direction).map(({ what }) => what);
    return some.length === 0 ? [] : [`${direction} (${some.join(", ")})`];
  });
  return directions.length === 0 ? "the same, as far as known" : directions.join("; ");
}

function countsText(counts: ReviewDocument["counts"]): string {
  const words = [
    ["create", "to create"],
    ["update", "to change"],
    ["replace", "to replace"],
    ["delete", "to delete"],
    ["import", "to import"],
    ["move", "to move"],
    ["forget", "to forget"],
  ] as const;
  const some = words.filter(([name]) => counts[name] > 0).map(([name, text]) => `${counts[name]} ${text}`);
  return some.length === 0 ? "No changes" : some.join(", ");
}

/** One danger, with the line that allows it. */
export function dangerSection({ id, verdict, title, why, fix, findings }: DangerEntry): readonly string[] {
  return [
    `### ${verdict === "refuse" ? "⛔" : "⚠️"} ${plain(title)}`,
    "",
    ...places(findings),
    "",
    `**Why:** ${plain(why)}  `,
    `**What to do:** ${plain(fix)}  `,
    `**Meant so?** ${code(`--allow ${id}="reason"`)}`,
    "",
  ];
}

function places(findings: DangerEntry["findings"]): readonly string[] {
  const texts = findings.map(({ address, what }) => `${code(address)}: ${plain(shortened(what))}`);
  return atMost(MOST_FINDINGS, texts).map((text) => `- ${text}`);
}

function shortened(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** Dangers that somebody has allowed, with the reason given, and allowances that nothing needed. */
export function allowedSection({ allowed, unusedAllowances }: ReviewDocument): readonly string[] {
  if (allowed.length + unusedAllowances.length === 0) return [];
  return [
    "### Allowed",
    "",
    ...allowed.flatMap(({ title, id, reason, findings }) => [
      `- ${plain(title)} (${code(id)}): ${plain(shortened(reason))}`,
      ...places(findings).map((line) => `  ${line}`),
    ]),
    ...unusedAllowances.map((id) => `- ${code(`--allow ${id}`)} was given for nothing: the plan has no such danger.`),
    "",
  ];
}

/** Changes that many resources have in common: tags. */
export function commonSection({ common }: ReviewDocument): readonly string[] {
  if (common.length === 0) return [];
  const addresses = [...new Set(common.flatMap((change) => change.addresses))];
  return [
    "### Tags",
    "",
    ...common.flatMap((change) => [
      `- ${settingText(change)}, on ${change.addresses.length} ${change.addresses.length === 1 ? "resource" : "resources"}`,
    ]),
    "",
    ...fold(`${addresses.length} ${addresses.length === 1 ? "resource" : "resources"}`, addresses.map(code)),
  ];
}

function fold(summary: string, lines: readonly string[]): readonly string[] {
  return [
    `<details><summary>${summary}</summary>`,
    "",
    ...atMost(MOST_FOLDED, lines).map((line) => `- ${line}`),
    "",
    "</details>",
    "",
  ];
}

/** Outputs that change. */
export function outputSection({ outputs }: ReviewDocument): readonly string[] {
  if (outputs.length === 0) return [];
  return fold(
    `${outputs.length} ${outputs.length === 1 ? "output changes" : "outputs change"}`,
    outputs.map(settingText),
  );
}

/** What is no longer as the state knows it. */
export function driftSection({ drift }: ReviewDocument): readonly string[] {
  if (drift.length === 0) return [];
  return fold(
    `${drift.length} ${drift.length === 1 ? "resource differs" : "resources differ"} from the state: changed outside of Terraform, or filled in by AWS`,
    drift.map(
      ({ address, action, attributes }) =>
        `${code(address)}: ${action === "delete" ? "is gone" : attributes.map(code).join(", ")}`,
    ),
  );
}

/** What was reviewed. */
export function footer({ terraformVersion, planFile }: ReviewDocument): readonly string[] {
  return [
    ...(planFile === undefined ? [] : [`Plan file: ${code(planFile)}  `]),
    `Terraform ${plain(terraformVersion)}`,
    "",
  ];
}
