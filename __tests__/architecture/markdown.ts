/** A document without its code, in which a link or a heading would be none. */
export function prose(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");
}

/** Targets of the links and images of a document. */
export function links(markdown: string): string[] {
  const text = prose(markdown);
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)];
  const named = [...text.matchAll(/^\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm)];
  return [...inline, ...named].map(([, target]) => target ?? "");
}

/** The images of a document: what is said in their place, and where they are. */
export function images(markdown: string): [alt: string, target: string][] {
  return [...prose(markdown).matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, alt = "", target = ""]) => [alt, target]);
}

/** The anchors that GitHub gives the headings of a document. */
export function anchors(markdown: string): string[] {
  const headings = [...withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => heading ?? "");
  return headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );
}

/** The rows of the tables under the heading of that name, as cells; without head and rule. */
export function tableUnder(markdown: string, heading: string): string[][] {
  const lines = withoutFences(markdown).split("\n");
  const start = lines.findIndex((line) => new RegExp(`^#{1,6} +${heading} *$`, "i").test(line));
  if (start < 0) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^#{1,6} /.test(line));
  const rows = rest.slice(0, end < 0 ? undefined : end).filter((line) => line.trim().startsWith("|"));
  return rows.map(cells).filter(([first]) => first?.startsWith("`"));
}

function cells(row: string): string[] {
  const inner = row.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
}

/** The text of a cell that is written as code. */
export function uncode(cell: string | undefined): string {
  return (cell ?? "").replace(/^`(.*)`$/, "$1");
}
