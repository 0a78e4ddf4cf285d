/** Control characters, halves of characters, and those that turn the direction of text around. */
const UNSEEN = /[\p{Cc}\p{Cs}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;
/** What Markdown, HTML or GitHub (mentions, issues, emoji, links, mathematics) would take for its own. */
const SPECIAL = /[\\`*_[\]<>&|~$#@]|:\S|www\./i;

/** Text of a plan as one piece of code: shown letter for letter, links nothing, mentions nobody. */
export function code(text: string): string {
  const line = oneLine(text);
  const fence = "`".repeat(longestRun(line) + 1);
  const padding = /^`|`$|^ .* $|^ *$/.test(line) ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/**
 * Text of a plan in a sentence. Words that could mean something become code: a backslash keeps GitHub from no mention,
 * and what is copied out of code is what stood in the plan.
 */
export function plain(text: string): string {
  return oneLine(text).split(" ").map(word).join(" ");
}

function word(text: string): string {
  if (text === "->") return "→";
  const [, before = "", core = "", after = ""] = /^([("']*)(.*?)([)"'.,;:?]*)$/s.exec(text) ?? [];
  return SPECIAL.test(core) ? `${before}${code(core)}${after}` : text;
}

/** Lines of a plan as a block of code that none of them can end. */
export function block(language: string, lines: readonly string[]): readonly string[] {
  const visible = lines.map(oneLine);
  const fence = "`".repeat(Math.max(3, ...visible.map((line) => longestRun(line) + 1)));
  return [`${fence}${language}`, ...visible, fence];
}

function oneLine(text: string): string {
  return text.replace(UNSEEN, (sign) => {
    if (sign === "\n") return "⏎";
    return sign === "\t" ? " " : `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
