import { PART_TITLES } from "../parts";
import { ReviewDocument } from "../review-document";
import { partSection } from "./changes";
import {
  allowedSection,
  commonSection,
  dangerSection,
  driftSection,
  footer,
  outputSection,
  summarySection,
} from "./sections";

/** GitHub refuses longer comments; a few characters are left for a marker of whoever posts it. */
export const LONGEST_COMMENT = 65_000;

interface Section {
  /** What is left out when it does not fit. */
  readonly title: string;
  readonly lines: readonly string[];
}

/** The review as a comment for a pull request: dangers first, cut between sections where it gets too long. */
export function renderMarkdown(review: ReviewDocument): string {
  const end = footer(review).join("\n");
  const start = summarySection(review).join("\n");
  let rest = LONGEST_COMMENT - start.length - end.length - 2000;
  const kept: string[] = [];
  const left: string[] = [];
  for (const { title, lines } of sections(review).filter((section) => section.lines.length > 0)) {
    const text = lines.join("\n");
    rest -= text.length + 1;
    if (rest < 0) left.push(title);
    else kept.push(text);
    if (rest < 0) rest += text.length + 1;
  }
  return [start, ...kept, ...cutNotice(left), end].join("\n");
}

function sections(review: ReviewDocument): readonly Section[] {
  return [
    ...review.dangers.map((danger) => ({ title: `danger ${danger.id}`, lines: dangerSection(danger) })),
    { title: "allowed dangers", lines: allowedSection(review) },
    ...review.parts.map((part) => ({ title: PART_TITLES[part.part], lines: partSection(part) })),
    { title: "tags", lines: commonSection(review) },
    { title: "outputs", lines: outputSection(review) },
    { title: "drift", lines: driftSection(review) },
  ];
}

function cutNotice(left: readonly string[]): readonly string[] {
  if (left.length === 0) return [];
  return [`**Too long for a comment; left out: ${left.join("; ")}.** \`--format json\` has everything.\n`];
}
