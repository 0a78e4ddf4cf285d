import { IResolvable, IResolveContext, Token } from "cdktf";
import { escapeTemplate, hclString } from "./hcl-string";

/** One stringified token inside a string, as cdktf writes it. */
const STRING_TOKEN = /(\$\{TfToken\[[^\]]+\]\})/;

/** What a number token may look like inside a string: cdktf encodes it as a huge negative number. */
const HUGE_NUMBER = /-\d\.\d+e\+\d{3}/g;

/**
 * Renders a typed object as a JSON string attribute of a Terraform resource.
 *
 * Literals are written as JSON and escaped for Terraform's template syntax; every value that Terraform
 * only knows at apply becomes `${jsonencode(<reference>)}`, so a quote, a backslash or a newline in it
 * cannot break the document. `JSON.stringify` and `Fn.jsonencode` each fail one half of this.
 *
 * @param document object or array of literals, string tokens, number tokens, list tokens and resolvables
 * @throws Error at synth when a string mixes text with a *number* token (write `Token.asString(n)` there)
 */
export function toJsonAttribute(document: object): string {
  return Token.asString(new JsonDocument(document));
}

class JsonDocument implements IResolvable {
  readonly creationStack: string[] = [];

  constructor(private readonly document: object) {}

  resolve(context: IResolveContext): string {
    return encodeValue(this.document, context);
  }

  toString(): string {
    return Token.asString(this);
  }
}

function encodeValue(value: unknown, context: IResolveContext): string {
  if (typeof value === "string") return encodeString(value, context);
  if (Token.isUnresolved(value)) return interpolate(`jsonencode(${expressionOf(value, context)})`);
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown) => encodeValue(item, context)).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${encodeString(key, context)}:${encodeValue(member, context)}`);
    return `{${members.join(",")}}`;
  }
  return literal(value);
}

function encodeString(text: string, context: IResolveContext): string {
  const parts = text.split(STRING_TOKEN).filter((part) => part !== "");
  const isToken = (part: string): boolean => STRING_TOKEN.test(part);
  for (const part of parts.filter((candidate) => !isToken(candidate))) refuseNumberToken(part);
  if (!parts.some(isToken)) return literal(text);

  const terms = parts.map((part) => (isToken(part) ? expressionOf(part, context) : hclString(part)));
  // A string here is a string there, even when a number is behind the token.
  // join, not a template: a literal that ends in `$` right before `${` would turn into an escape.
  return interpolate(
    `jsonencode(${terms.length === 1 ? `tostring(${terms.join()})` : `join("",[${terms.join(",")}])`})`,
  );
}

/** The bare Terraform expression behind a token: `aws_lb.edge.arn`, without `${` and `}`. */
function expressionOf(token: unknown, context: IResolveContext): string {
  const resolved: unknown = context.resolve(token);
  // Its strings could be text or references: after resolving nobody can tell which.
  if (typeof resolved === "object" && resolved !== null)
    throw new Error("a token for a list or an object that is known at synth: give the list or object itself");
  if (typeof resolved !== "string") return literal(resolved);
  const reference = /^\$\{([\s\S]*)\}$/.exec(resolved)?.[1];
  return reference ?? hclString(resolved);
}

function refuseNumberToken(text: string): void {
  if (!text.match(HUGE_NUMBER)?.some((number) => Token.isUnresolved(Number(number)))) return;
  throw new Error(
    "a number token inside a JSON string would be written as its placeholder: use Token.asString(number)",
  );
}

const interpolate = (expression: string): string => `\${${expression}}`;

/** JSON text that Terraform's template parser leaves alone. */
function literal(value: unknown): string {
  return escapeTemplate(JSON.stringify(value));
}
