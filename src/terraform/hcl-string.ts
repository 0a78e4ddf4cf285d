/** A quoted HCL string. HCL knows fewer short escapes than JSON: `\b` and `\f` must be written as code points. */
export function hclString(text: string): string {
  const json = JSON.stringify(text).replace(/\\([\\"nrtbfu])/g, (escape, kind: string) => {
    if (kind === "b") return "\\u0008";
    return kind === "f" ? "\\u000c" : escape;
  });
  return escapeTemplate(json);
}

/** Keeps Terraform's template parser from reading `${` and `%{` as the begin of an expression. */
export function escapeTemplate(text: string): string {
  // A function as replacement: in a replacement *string*, `$$` means one dollar sign.
  return text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}
