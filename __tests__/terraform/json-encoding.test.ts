import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformOutput, Testing } from "cdktf";
import fc from "fast-check";
import { toJsonAttribute } from "../../src/terraform/json";
import { cleanEnvironment } from "../support/environment";
import { DocumentBuilder, documents, expected } from "../support/json-documents";
import { run } from "../support/run";
import { newStack } from "../support/small-stack";
import { Json, object, parse, text } from "../support/stack-json";

jest.setTimeout(2 * 60_000);

/** Terraform composes Unicode in every string it reads (NFC); nothing of ours can or should stop that. */
function composed(value: Json): Json {
  return parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === "string" ? member.normalize("NFC") : member,
    ).normalize("NFC"),
  );
}

test("real Terraform renders 300 generated documents exactly as they were meant", () => {
  const folder = mkdtempSync(join(tmpdir(), "json-encoding-"));
  try {
    const stack = newStack();
    const builder = new DocumentBuilder(stack);
    const nodes = fc.sample(documents, 300);
    nodes.forEach((node, index) => {
      new TerraformOutput(stack, `document-${index}`, { value: toJsonAttribute(builder.build(node)) });
    });
    writeFileSync(join(folder, "cdk.tf.json"), Testing.synth(stack));
    const values = [...builder.values].map(([reference, value]) => [reference.replace("var.", ""), value]);
    writeFileSync(join(folder, "terraform.tfvars.json"), JSON.stringify(Object.fromEntries(values)));

    const terraform = (...args: string[]): string =>
      run("terraform", [`-chdir=${folder}`, ...args], { env: cleanEnvironment({ TF_INPUT: "0" }) }).stdout;
    terraform("init");
    terraform("apply", "-auto-approve");
    const outputs = object(parse(terraform("output", "-json")));
    const rendered = nodes.map((_, index) => parse(text(object(outputs[`document-${index}`]).value)));
    expect(rendered.map(composed)).toEqual(nodes.map(expected).map(composed));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
