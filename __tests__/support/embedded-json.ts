import { Json, parse } from "./stack-json";

/**
 * Reads a JSON document that lies in a string attribute, such as a policy or the container definitions.
 *
 * Where a value comes from Terraform, the document has `${jsonencode(...)}`. Here it becomes a string with the plain
 * template: `"${jsonencode(join("",["https://",var.domain]))}"` reads `https://${var.domain}`. A `${` or `%{` that is
 * meant literally stays escaped (`$${`), so that the two cannot be mistaken for each other.
 *
 * @throws Error when an expression is spliced in any other way: a quote in its value would break the document
 */
export function parseEmbedded(document: string): Json {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < document.length; at++) {
    if (document.startsWith("$${", at) || document.startsWith("%%{", at)) at += 2;
    else if (document.startsWith("${", at)) {
      const end = endOfExpression(document, at + 2);
      parts.push(document.slice(from, at), JSON.stringify(toTemplate(document.slice(at + 2, end))));
      at = end;
      from = end + 1;
    }
  }
  return parse([...parts, document.slice(from)].join(""));
}

/** Index of the `}` that ends an expression which begins at `from`. */
function endOfExpression(text: string, from: number): number {
  for (let at = from, depth = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') at = endOfString(text, at + 1);
    else if (char === "{") depth++;
    else if (char === "}" && depth-- === 0) return at;
  }
  throw new Error(`expression without end: ${text.slice(from, from + 80)}`);
}

/** Index of the quote that ends a string which begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text.startsWith("\\", at)) at++;
    else if (text.startsWith("$${", at)) at += 2;
    else if (text.startsWith("${", at)) at = endOfExpression(text, at + 2);
    else if (text.startsWith('"', at)) return at;
  }
  throw new Error(`string without end: ${text.slice(from, from + 80)}`);
}

function toTemplate(expression: string): string {
  const encoded = /^jsonencode\(([\s\S]*)\)$/.exec(expression)?.[1];
  if (encoded === undefined) throw new Error(`not encoded as JSON: \${${expression}}`);
  const joined = /^join\("",\[([\s\S]*)\]\)$/.exec(encoded)?.[1];
  if (joined !== undefined) return items(joined).map(itemToTemplate).join("");
  return reference(/^tostring\(([\s\S]*)\)$/.exec(encoded)?.[1] ?? encoded);
}

function itemToTemplate(item: string): string {
  if (!item.startsWith('"')) return reference(item);
  const literal = parse(item);
  if (typeof literal !== "string") throw new Error(`not a string: ${item}`);
  return literal;
}

/** cdktf puts an expression that was written by hand into brackets of its own. */
function reference(expression: string): string {
  return `\${${isBracketed(expression) ? expression.slice(1, -1) : expression}}`;
}

function isBracketed(expression: string): boolean {
  for (let at = 0, depth = 0; expression.startsWith("(") && at < expression.length; at++) {
    const char = expression.charAt(at);
    if (char === '"') at = endOfString(expression, at + 1);
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return at === expression.length - 1;
  }
  return false;
}

/** Splits at commas outside of strings and brackets. */
function items(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (let at = 0, depth = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') at = endOfString(text, at + 1);
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && depth === 0) {
      found.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, text.slice(from)];
}
