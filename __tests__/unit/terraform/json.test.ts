import { isDeepStrictEqual } from "node:util";
import { Lazy, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import fc from "fast-check";
import { toJsonAttribute } from "../../../src/terraform/json";
import { DocumentBuilder, documents, expected } from "../../support/json-documents";
import { newStack, resolved } from "../../support/small-stack";
import { Json, object, parse, text } from "../../support/stack-json";
import { renderTemplate } from "../../support/terraform-template";

function attribute(build: (stack: TerraformStack) => object): Json | undefined {
  const stack = newStack();
  return resolved(toJsonAttribute(build(stack)), stack);
}

const variable = (stack: TerraformStack, name = "v"): TerraformVariable => new TerraformVariable(stack, name, {});

test("every document arrives as it was meant, whatever its text and Terraform's values hold", () => {
  fc.assert(
    fc.property(documents, (node) => {
      const stack = newStack();
      const builder = new DocumentBuilder(stack);
      new TerraformOutput(stack, "document", { value: toJsonAttribute(builder.build(node)) });

      const outer = object(parse(Testing.synth(stack)));
      const template = text(object(object(outer.output).document).value);
      const rendered = renderTemplate(template, (reference) => {
        const value = builder.values.get(reference);
        if (value === undefined) throw new Error(`not a reference: ${reference}`);
        return value;
      });
      const [got, wanted] = [parse(rendered), expected(node)];
      if (!isDeepStrictEqual(got, wanted)) expect(got).toEqual(wanted);
      return isDeepStrictEqual(got, wanted);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ["an opening of an interpolation is escaped", ["a${b"], '["a$${b"]'],
  ["an opening of a directive is escaped", ["a%{b"], '["a%%{b"]'],
  ["an escaped opening stays text, too", ["$${b}"], '["$$${b}"]'],
  ["a dollar sign of the shell stays alone", ["$DB_HOST $(id) 100%"], '["$DB_HOST $(id) 100%"]'],
  ["quotes, backslashes and control characters are JSON's", ['"\\\b\n'], '["\\"\\\\\\b\\n"]'],
  ["members that are undefined are left out", { a: undefined, b: null, c: { d: undefined } }, '{"b":null,"c":{}}'],
])("in text without a token, %s", (_, document: object, json: string) => {
  expect(attribute(() => document)).toBe(json);
});

test("a value that only Terraform knows is encoded by Terraform, so no quote in it can break the document", () => {
  expect(attribute((stack) => ({ image: variable(stack).stringValue }))).toBe(
    '{"image":${jsonencode(tostring(var.v))}}',
  );
});

test("text before a token is a string of HCL, which has no short escapes for backspace and form feed", () => {
  expect(attribute((stack) => [`\b\f\\b"$${variable(stack).stringValue}`])).toBe(
    '[${jsonencode(join("",["\\u0008\\u000c\\\\b\\"$",var.v]))}]',
  );
});

test("a number stays a number and a switch stays a switch, because ECS refuses them as strings", () => {
  expect(attribute((stack) => [variable(stack, "n").numberValue, variable(stack, "b").booleanValue])).toBe(
    "[${jsonencode(var.n)},${jsonencode(var.b)}]",
  );
});

const MIXED: readonly (readonly [string, (number: number) => object])[] = [
  ["after text", (number): object => [`port ${number}`]],
  ["after a digit", (number): object => [`1${number}`]],
  ["before a digit", (number): object => [`${number}5`]],
  ["in a key", (number): object => ({ [`k${number}`]: 1 })],
];

test.each(MIXED)("a number token %s is refused, because its placeholder would be registered", (_, build) => {
  expect(() => attribute((stack) => build(variable(stack).numberValue))).toThrow("use Token.asString(number)");
});

test("a number token beside a string token is refused, too", () => {
  expect(() =>
    attribute((stack) => [`${variable(stack, "host").stringValue}:${variable(stack, "port").numberValue}`]),
  ).toThrow("use Token.asString(number)");
});

test("a token for a known list or object is refused, because a reference in it would be registered as text", () => {
  const value = Lazy.anyValue({ produce: () => ["known"] });
  expect(() => attribute(() => ({ value }))).toThrow("give the list or object itself");
});
