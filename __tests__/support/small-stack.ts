import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformOutput, TerraformStack, Testing } from "cdktf";
import { renderTemplate } from "./terraform-template";
import { Json, JsonObject, object, parse, StackJson, text } from "./stack-json";

// Nothing is written there but an empty folder: `Testing.synth` gives the JSON as a string.
const app = new App({ outdir: join(tmpdir(), "cdktf-unit") });
let stacks = 0;

/** An empty stack without provider and backend. */
export function newStack(): TerraformStack {
  stacks += 1;
  return new TerraformStack(app, `part-${stacks}`);
}

/** The JSON of a stack that holds only what `build` puts into it. */
export function synthesizePart(build: (stack: TerraformStack) => void): StackJson {
  const stack = newStack();
  build(stack);
  return synthesized(stack);
}

export function synthesized(stack: TerraformStack): StackJson {
  return new StackJson(Testing.synth(stack));
}

/** What Terraform gets to read for a value of cdktf, for example `${(var.a)}` for a token. */
export function resolved(value: unknown, stack = newStack()): Json | undefined {
  const id = `value-${stack.node.children.length}`;
  new TerraformOutput(stack, id, { value });
  return object(synthesized(stack).section("output")[id]).value;
}

/** A JSON document inside an attribute, with every reference replaced by its own text: `<aws_iam_role.task.arn>`. */
export function embedded(attribute: Json | undefined): Json {
  return parse(renderTemplate(text(attribute), (reference) => `<${reference}>`));
}

/** The statements of a policy document inside an attribute. */
export function statements(attribute: Json | undefined): readonly JsonObject[] {
  const statement = object(embedded(attribute)).Statement;
  return Array.isArray(statement) ? statement.map(object) : [];
}
