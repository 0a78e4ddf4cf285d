import { TerraformOutput, TerraformStack, Token } from "cdktf";
import { PartialS3Backend } from "../../../src/state/partial-s3-backend";
import { EphemeralResource } from "../../../src/terraform/ephemeral-resource";
import { expression, valueOrRefusal } from "../../../src/terraform/expression";
import { declareVariable, matches, oneOf, VariableProps, wholeNumber } from "../../../src/terraform/variable";
import { newStack, resolved, synthesizePart } from "../../support/small-stack";
import { JsonObject, object } from "../../support/stack-json";

describe("an ephemeral resource", () => {
  const password = (stack: TerraformStack): EphemeralResource =>
    new EphemeralResource(stack, "password", { type: "aws_random", arguments: { password_length: 43 } });

  test("is written below `ephemeral`, where Terraform keeps its values out of plan and state", () => {
    const json = synthesizePart((stack) => {
      password(stack);
    });
    expect(json.section("ephemeral")).toEqual({ aws_random: { password: { password_length: 43 } } });
    expect(json.section("resource")).toEqual({});
    expect(json.section("data")).toEqual({});
  });

  test("is referred to by its own address, inside of an expression", () => {
    expect(password(newStack()).expression("value")).toBe("ephemeral.aws_random.password.value");
  });

  test("resolves the tokens in its arguments, so that it can read what another element made", () => {
    const json = synthesizePart((stack) => {
      const id = Token.asString(expression(password(stack).expression("id")));
      new EphemeralResource(stack, "reader", { type: "aws_reader", arguments: { id } });
    });
    expect(object(object(json.section("ephemeral").aws_reader).reader).id).toBe(
      "${(ephemeral.aws_random.password.id)}",
    );
  });
});

describe("a variable", () => {
  const declared = (props: VariableProps): JsonObject => {
    const json = synthesizePart((stack) => {
      declareVariable(stack, "size", props);
    });
    return object(json.section("variable").size);
  };

  test("without a default is required, and null is refused, because null would skip the validation", () => {
    const size = declared({ type: "number", description: "Size" });
    expect(size).toMatchObject({ type: "number", description: "Size", nullable: false });
    expect(size).not.toHaveProperty("default");
  });

  test.each([[0], [false], [""], [[]]])("keeps the default %j, which JavaScript takes for nothing", (value) => {
    expect(declared({ type: "any", description: "Size", default: value }).default).toEqual(value);
  });

  test("has one validation for each rule, in their order", () => {
    const rules = [
      { holds: "var.size > 0", error: "size is too small." },
      { holds: "var.size < 9", error: "size is too large." },
    ];
    expect(declared({ type: "number", description: "Size", rules }).validation).toEqual([
      { condition: "${var.size > 0}", error_message: "size is too small." },
      { condition: "${var.size < 9}", error_message: "size is too large." },
    ]);
  });
});

describe("the rule", () => {
  test("wholeNumber refuses fractions and what lies outside of the range, both ends included", () => {
    expect(wholeNumber("days", 1, 7, "days")).toEqual({
      holds: "var.days == floor(var.days) && var.days >= 1 && var.days <= 7",
      error: "days is ${var.days}. Give a whole number from 1 to 7 (days).",
    });
  });

  test("oneOf lists what is allowed, in the condition and in the message", () => {
    expect(oneOf("cpu", [256, 512])).toEqual({
      holds: "contains([256, 512], var.cpu)",
      error: "cpu is ${var.cpu}. Give one of 256, 512.",
    });
  });

  test("matches writes backslashes and quotes of the pattern as HCL needs them", () => {
    expect(matches("var.name", '^a\\.b"c$')).toBe('can(regex("^a\\\\.b\\"c$", var.name))');
  });
});

test("an expression is put in brackets, so that what is written around it cannot change its meaning", () => {
  expect(resolved(expression("var.a ? 1 : 2"))).toBe("${(var.a ? 1 : 2)}");
});

test("a value that must not be seen is refused by an error of ours, because no validation can look at it", () => {
  expect(resolved(valueOrRefusal("var.a", "var.a != 1", 'It "must" not be 1.'))).toBe(
    '${(var.a != 1 ? var.a : tobool("It \\"must\\" not be 1."))}',
  );
});

describe("the S3 backend", () => {
  const backend = (args: ConstructorParameters<typeof PartialS3Backend>[1]): unknown =>
    synthesizePart((stack) => {
      new PartialS3Backend(stack, args);
    }).section("terraform").backend;

  test("leaves out what `terraform init` shall give, because a written argument, even an empty one, is no longer open", () => {
    expect(backend({ key: "k", encrypt: true })).toEqual({ s3: { key: "k", encrypt: true } });
  });

  test("writes every argument that it gets", () => {
    const all = { key: "k", encrypt: true, bucket: "b", dynamodb_table: "t" };
    expect(backend(all)).toEqual({ s3: all });
  });

  test("gives no remote state, because one stack reading another's state would read its secrets, too", () => {
    const backendOfStack = new PartialS3Backend(newStack(), { key: "k", encrypt: true });
    expect(() => backendOfStack.getRemoteStateDataSource()).toThrow("pass names by Terraform variables instead");
  });

  test("is the only backend: a default one would write an absolute path into the JSON", () => {
    const json = synthesizePart((stack) => {
      new PartialS3Backend(stack, { key: "k", encrypt: true });
      new TerraformOutput(stack, "some", { value: "thing" });
    });
    expect(Object.keys(object(json.section("terraform").backend))).toEqual(["s3"]);
    expect(json.text).not.toContain("tfstate");
  });
});
