import * as fc from "fast-check";
import { block, code, plain } from "../../../src/review/markdown/escape";
import { LONGEST_COMMENT, renderMarkdown } from "../../../src/review/markdown/render";
import { DangerEntry } from "../../../src/review/review-document";
import { recordedPlan } from "../../support/recorded-plan";
import { reviewOf, withChanges, withTexts } from "../../support/reviewed-plans";
import { isObject, JsonObject, list, object, parse, text } from "../../support/stack-json";

const FRAGMENTS = [
  ...Array.from("`|*_~\\\n\r\t @#<>&!$:[]()-+1.=\u001b\u202e\u2028\ud800é😀"),
  "```",
  "\n\n",
  "~~~",
  "</details>",
  "<script>alert(1)</script>",
  "<!--",
  "@everyone",
  "owner/name#12",
  "https://evil.example",
  "www.evil.example",
  "[text](http://evil.example)",
  ":tada:",
  "&lt;",
];
const hostile = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 8 }).map((parts) => parts.join(""));

/** What is left where Markdown would look for a meaning: without blocks and pieces of code, without escaped signs. */
function live(markdown: string): string {
  const blocks = /^( *)(`{3,})\w*\n[\s\S]*?\n\1\2$/gm;
  // Whichever comes first counts: an escaped sign, a piece of code up to as many backticks, or a sign.
  const sign = /\\[!-/:-@[-`{-~]|(`+)(?:(?=[^`])[\s\S]*?[^`]\1(?!`))?|[\s\S]/g;
  return markdown.replace(blocks, "").replace(sign, (found) => (/^\\.|^`.*`$/s.test(found) ? "" : found));
}

/** Tags, mentions, issues, links, emphasis and code that the renderer did not write itself. */
function foreign(markdown: string): readonly string[] {
  const own = live(markdown)
    .replace(/<details><summary>[\w ,:]*<\/summary>|<\/details>/g, "")
    .replace(/^#{2,3} /gm, "")
    .replace(/\*\*/g, "");
  return own.match(/[<>`@#|*_~$\\[\]&]|:[\w/+-]|www\./gi) ?? [];
}

const ONE_LINE = /^[^\p{Cc}\p{Cs}\u2028\u202e]*$/u;

describe("text of a plan", () => {
  it("stays one piece of code on one line", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const span = code(value);
        const [, fence = "", inside = ""] = /^(`+)([\s\S]*?)\1$/.exec(span) ?? [];
        expect(span).toMatch(ONE_LINE);
        expect(fence + inside + fence).toBe(span);
        expect(inside.match(/`+/g) ?? []).not.toContain(fence);
      }),
    );
  });

  it("means nothing in a sentence", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const sentence = plain(`It says ${value}`);
        expect(sentence).toMatch(ONE_LINE);
        expect(foreign(sentence)).toEqual([]);
      }),
    );
  });

  it("keeps its letters, so that an image can be copied out of it", () => {
    expect(plain("mlflow: ghcr.io/mlflow:v1@sha256:12 -> (force_destroy), done.")).toBe(
      "mlflow: `ghcr.io/mlflow:v1@sha256:12` → (`force_destroy`), done.",
    );
  });

  it("cannot end a block", () => {
    fc.assert(
      fc.property(fc.array(hostile), (values) => {
        const [first = "", ...rest] = block("diff", values);
        const fence = first.replace("diff", "");
        expect(rest.findIndex((line) => line.trim().startsWith(fence))).toBe(values.length);
      }),
    );
  });
});

/** Texts of values, and the keys of instances: everything that whoever makes a plan can choose. */
function poisoned(plan: JsonObject, poison: string): JsonObject {
  const values = (change: JsonObject, side: string): JsonObject => {
    const value = change[side];
    return isObject(value) ? { [side]: withTexts(value, (each) => poisonedText(each, poison)) } : {};
  };
  return withChanges(plan, (resource) => {
    const change = object(resource.change);
    const after = values(change, "after");
    return { ...resource, address: `${text(resource.address)}["${poison}"]`, change: { ...change, ...after } };
  });
}

/** A policy stays a policy, and containers stay containers: what cannot be read ends the review. */
function poisonedText(value: string, poison: string): string {
  if (!/^[[{]/.test(value)) return `${value}${poison}`;
  return JSON.stringify(withTexts(parse(value), (each) => (/^(Allow|Deny)$/.test(each) ? each : `${each}${poison}`)));
}

describe("the Markdown of a review", () => {
  const danger: DangerEntry = {
    id: "a-danger",
    verdict: "human",
    title: "A title",
    why: "So.",
    fix: "Do.",
    findings: [],
  };

  it.each(["first", "domain-added", "production"])("has nothing in it that a plan smuggles in (%s)", (name) => {
    const plan = recordedPlan(name);
    fc.assert(
      fc.property(hostile, (poison) => {
        const findings = [{ address: poison, what: poison }];
        const markdown = renderMarkdown({
          ...reviewOf(poisoned(plan, poison)),
          dangers: [{ ...danger, findings }],
          allowed: [{ ...danger, findings, reason: poison }],
        });
        expect(foreign(markdown)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("notices what is smuggled in", () => {
    expect(foreign("- a: <b>")).not.toEqual([]);
    expect(foreign("- a @everyone")).not.toEqual([]);
    expect(foreign("- `a` <b> `c`")).not.toEqual([]);
    expect(foreign("- `a` ` b")).not.toEqual([]);
    expect(foreign("```diff\na\n```\n<b>\n```")).not.toEqual([]);
  });

  it("fits into a comment, whatever changes, and says what was left out", () => {
    const plan = recordedPlan("larger-tasks");
    const [first] = list(plan.resource_changes)
      .map(object)
      .filter(({ type }) => type === "aws_ecs_service");
    const many = Array.from({ length: 3000 }, (_, at) => ({
      ...object(first),
      address: `aws_ecs_service.${"x".repeat(200)}${at}`,
    }));
    const dangers = Array.from({ length: 30 }, (_, at) => ({
      ...danger,
      id: `danger-${at}`,
      findings: Array.from({ length: 100 }, () => ({ address: "y".repeat(300), what: "z".repeat(5000) })),
    }));
    const markdown = renderMarkdown({ ...reviewOf({ ...plan, resource_changes: many }), dangers });
    expect(markdown.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(markdown).toMatch(/left out: danger danger-\d+; /);
    expect(markdown.match(/^ *```/gm)?.length ?? 0).toBe(2 * (markdown.match(/^ *```diff/gm)?.length ?? 0));
    expect(foreign(markdown)).toEqual([]);
  });

  it("puts dangers first, the line that allows each, and below them what was allowed and why", () => {
    const findings = [{ address: "aws_lb.load-balancer", what: "It opens." }];
    const markdown = renderMarkdown({
      ...reviewOf(recordedPlan("domain-added")),
      verdict: "refuse",
      dangers: [{ ...danger, verdict: "refuse", findings }],
      allowed: [{ ...danger, id: "meant", title: "Meant", findings, reason: "we move" }],
      unusedAllowances: ["gone"],
    });
    const order = [
      "## Plan review: Refused: 1 danger",
      "- `aws_lb.load-balancer`: It opens.",
      "**Why:** So.",
      "**What to do:** Do.",
      '`--allow a-danger="reason"`',
      "### Allowed",
      "- Meant (`meant`): we move",
      "`--allow gone` was given for nothing",
      "### Sign-in",
    ];
    const places = order.map((part) => markdown.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });
});
