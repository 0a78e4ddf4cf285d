import { TerraformStack, TerraformVariable, Token } from "cdktf";
import fc from "fast-check";
import { Json } from "./stack-json";

/** A piece of a string: text, or a value that only Terraform knows. */
type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "string-token"; readonly value: string | number | boolean }
  | { readonly kind: "number-as-string"; readonly value: number };

/** A document, and what Terraform knows about it only at apply. */
export type DocumentNode =
  | { readonly kind: "literal"; readonly value: number | boolean | null }
  | { readonly kind: "string"; readonly parts: readonly Part[] }
  | { readonly kind: "number-token"; readonly value: number }
  | { readonly kind: "boolean-token"; readonly value: boolean }
  | { readonly kind: "list-token"; readonly value: readonly string[] }
  | { readonly kind: "list"; readonly items: readonly DocumentNode[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [readonly Part[], DocumentNode])[] };

const HOSTILE = [
  ["$", "$$", "%", "%%", "{", "}", "${", "$${", "$$${", "%{", "%%{", "${var.v0}", "%{if true}", "%{endif}", "~"],
  ['"', '\\"', "\\", "\\\\", "\\n", "\\u0041", "\n", "\r\n", "\t", "\b", "\f", "\0", "\u001f", "\u007f"],
  ["\u2028", "\u2029", "😀", "é", "<script>&", "'", "`", "#{x}", "1e5", "-1.5e+298"],
].flat();

// Lone surrogates are left out: they are no text, and HCL cannot write them.
const hostileText = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...HOSTILE) }, fc.string({ unit: "binary", maxLength: 3 })), {
    maxLength: 5,
  })
  .map((pieces) => pieces.join(""));
const wholeNumber = fc.integer({ min: -65536, max: 65536 });
// cdktf writes its number tokens as numbers below -1e288, so a literal there is taken for a token that nobody knows.
const anyNumber = fc
  .double({ min: -1e288, noNaN: true, noDefaultInfinity: true })
  .map((number) => (number === 0 ? 0 : number));

const part = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: hostileText }),
  fc.record({ kind: fc.constant("string-token" as const), value: fc.oneof(hostileText, wholeNumber, fc.boolean()) }),
  fc.record({ kind: fc.constant("number-as-string" as const), value: wholeNumber }),
);
const parts = fc.array(part, { maxLength: 4 });

/** Objects and lists of any depth, full of what JSON, HCL and shells trip over. */
export const { root: documents } = fc.letrec<{ node: DocumentNode; root: DocumentNode }>((tie) => {
  const list = fc.record({ kind: fc.constant("list" as const), items: fc.array(tie("node"), { maxLength: 4 }) });
  const members = fc.uniqueArray(fc.tuple(parts, tie("node")), { maxLength: 4, selector: ([key]) => joined(key) });
  const map = fc.record({ kind: fc.constant("object" as const), members });
  const leaf = fc.oneof(
    fc.record({ kind: fc.constant("literal" as const), value: fc.oneof(anyNumber, fc.boolean(), fc.constant(null)) }),
    fc.record({ kind: fc.constant("string" as const), parts }),
    fc.record({ kind: fc.constant("number-token" as const), value: wholeNumber }),
    fc.record({ kind: fc.constant("boolean-token" as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant("list-token" as const), value: fc.array(hostileText, { maxLength: 3 }) }),
  );
  return {
    node: fc.oneof({ maxDepth: 4, depthSize: "small" }, leaf, list, map),
    root: fc.oneof(list, map),
  };
});

/** The document as TypeScript code would write it, with a variable for each token. */
export class DocumentBuilder {
  readonly values = new Map<string, Json>();

  constructor(private readonly stack: TerraformStack) {}

  /** @throws Error never for a root: it is an object or a list */
  build(node: DocumentNode): object {
    const document = this.value(node);
    if (typeof document !== "object" || document === null) throw new Error("the root is an object or a list");
    return document;
  }

  private value(node: DocumentNode): unknown {
    switch (node.kind) {
      case "literal":
        return node.value;
      case "string":
        return this.string(node.parts);
      case "number-token":
        return this.variable(node.value).numberValue;
      case "boolean-token":
        return this.variable(node.value).booleanValue;
      case "list-token":
        return this.variable(node.value).listValue;
      case "list":
        return node.items.map((item) => this.value(item));
      case "object":
        return Object.fromEntries(node.members.map(([key, member]) => [this.string(key), this.value(member)]));
    }
  }

  private string(pieces: readonly Part[]): string {
    return pieces.map((piece) => this.piece(piece)).join("");
  }

  private piece(piece: Part): string {
    switch (piece.kind) {
      case "text":
        return piece.text;
      case "string-token":
        return this.variable(piece.value).stringValue;
      case "number-as-string":
        return Token.asString(this.variable(piece.value).numberValue);
    }
  }

  private variable(value: Json): TerraformVariable {
    const name = `v${this.values.size}`;
    this.values.set(`var.${name}`, value);
    return new TerraformVariable(this.stack, name, {});
  }
}

/** The document as its reader must get it. */
export function expected(node: DocumentNode): Json {
  switch (node.kind) {
    case "literal":
    case "number-token":
    case "boolean-token":
    case "list-token":
      return node.value;
    case "string":
      return joined(node.parts);
    case "list":
      return node.items.map(expected);
    case "object":
      return Object.fromEntries(node.members.map(([key, member]) => [joined(key), expected(member)]));
  }
}

function joined(pieces: readonly Part[]): string {
  return pieces.map((piece) => (piece.kind === "text" ? piece.text : String(piece.value))).join("");
}
