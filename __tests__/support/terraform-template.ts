import type { Json } from "./stack-json";

/** The value that a reference, such as `var.name` or `aws_lb.edge.arn`, has in a test. */
export type ValueOf = (reference: string) => Json;

/**
 * Renders a string of Terraform's JSON syntax as Terraform would, for the part of the language that this project's JSON
 * documents are written in: text with the escapes `$${` and `%%{`, and interpolations of `jsonencode`, `tostring`,
 * `join("", [...])`, quoted strings and references. Everything else is an error.
 */
export function renderTemplate(template: string, valueOf: ValueOf): string {
  return new TemplateReader(template, valueOf).template();
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

class TemplateReader {
  private position = 0;

  constructor(
    private readonly source: string,
    private readonly valueOf: ValueOf,
  ) {}

  template(): string {
    let rendered = "";
    while (this.position < this.source.length) {
      if (this.take("${")) {
        rendered += asText(this.expression());
        this.expect("}");
      } else {
        rendered += this.templateCharacter();
      }
    }
    return rendered;
  }

  /** One character of text, or an escaped opening; an opening that is not escaped is an error here. */
  private templateCharacter(): string {
    if (this.take("$${")) return "${";
    if (this.take("%%{")) return "%{";
    if (this.take("${") || this.take("%{")) return this.fail("an opening that is not escaped");
    return this.character();
  }

  private expression(): Json {
    if (this.take("jsonencode(")) return JSON.stringify(this.argument());
    if (this.take("tostring(")) return asText(this.argument());
    if (this.take('join("",[')) return this.joined();
    if (this.take('"')) return this.quoted();
    return this.valueOf(this.reference());
  }

  private argument(): Json {
    const value = this.expression();
    this.expect(")");
    return value;
  }

  private joined(): string {
    let joined = asText(this.expression());
    while (this.take(",")) joined += asText(this.expression());
    this.expect("])");
    return joined;
  }

  private quoted(): string {
    let quoted = "";
    while (!this.take('"')) {
      if (this.source.startsWith("\n", this.position)) this.fail("a newline inside a quoted string");
      quoted += this.take("\\") ? this.escape() : this.templateCharacter();
    }
    return quoted;
  }

  private escape(): string {
    const kind = this.character();
    if (kind === "u") {
      const digits = this.source.slice(this.position, this.position + 4);
      this.position += 4;
      return /^[0-9a-fA-F]{4}$/.test(digits)
        ? String.fromCharCode(parseInt(digits, 16))
        : this.fail("a bad code point");
    }
    return ESCAPES[kind] ?? this.fail(`the escape \\${kind}, which HCL does not know`);
  }

  /** Up to the bracket or comma that ends it. */
  private reference(): string {
    const start = this.position;
    for (let depth = 0; ;) {
      const next = this.source.charAt(this.position);
      if (next === "" || (depth === 0 && ")],}".includes(next))) break;
      if (this.take('"')) {
        this.quoted();
        continue;
      }
      if ("([{".includes(next)) depth += 1;
      if (")]}".includes(next)) depth -= 1;
      this.position += 1;
    }
    return this.source.slice(start, this.position);
  }

  private character(): string {
    if (this.position >= this.source.length) return this.fail("the end");
    this.position += 1;
    return this.source.charAt(this.position - 1);
  }

  private take(expected: string): boolean {
    if (!this.source.startsWith(expected, this.position)) return false;
    this.position += expected.length;
    return true;
  }

  private expect(expected: string): void {
    if (!this.take(expected)) this.fail(`something else than ${expected}`);
  }

  private fail(found: string): never {
    throw new Error(`${found} at ${this.position} of ${JSON.stringify(this.source)}`);
  }
}

/** As Terraform converts a value to a string, for example as an element of `join`. */
function asText(value: Json): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`not convertible to a string: ${JSON.stringify(value)}`);
}
