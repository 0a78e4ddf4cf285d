import { leaves } from "../support/json-walk";
import { Json, object, StackJson, text } from "../support/stack-json";
import { readText, PROJECT } from "../support/synthesis";

interface Case {
  readonly name: string;
  readonly stack: StackJson;
  readonly backend: Json;
  /** What single resources are tagged with, beside what all have. */
  readonly tags: readonly string[];
  /** Top-level blocks beside those that both have. */
  readonly blocks: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: "mlflow",
    stack: StackJson.default(),
    backend: { s3: { key: "mlflow/terraform.tfstate", encrypt: true } },
    tags: ["Name"],
    blocks: ["data"],
  },
  {
    name: "bootstrap",
    stack: StackJson.bootstrap(),
    backend: { local: { path: "../../../terraform.bootstrap.tfstate" } },
    tags: [],
    // A key that an earlier shape made.
    blocks: ["removed"],
  },
];

describe.each(CASES)("the settings of Terraform for $name", ({ stack, backend, tags, blocks }) => {
  it("ask for the Terraform and the provider that were really applied", () => {
    expect(stack.section("terraform")).toEqual({
      required_version: ">= 1.11",
      required_providers: { aws: { source: "aws", version: "~> 5.100" } },
      backend,
    });
  });

  it("admit the Terraform that the tests run", () => {
    const [major, minor] = readText(PROJECT, ".terraform-version").trim().split(".").map(Number);
    expect(major).toBe(1);
    expect(minor).toBeGreaterThanOrEqual(11);
  });

  it("leave region and credentials to the environment, and tag everything in one place", () => {
    expect(stack.section("provider")).toEqual({
      aws: [{ default_tags: [{ tags: '${merge({"env" = "dev", "project" = "oauth2-mlflow"}, var.tags)}' }] }],
    });
  });

  it("tag single resources with their name alone, because the rest comes from the provider", () => {
    const tagged = stack.resources().filter(({ attributes }) => attributes.tags !== undefined);
    const names = new Set(tagged.flatMap(({ attributes }) => Object.keys(object(attributes.tags))));
    expect([...names]).toEqual(tags);
  });

  it("read the region by an attribute that provider 5 and 6 both have", () => {
    const attributes = [...stack.text.matchAll(/\bdata\.aws_region\.[\w-]+\.(\w+)/g)].map(([, attribute]) => attribute);
    expect([...new Set(attributes)]).toEqual(stack.dataSources("aws_region").map(() => "id"));
  });

  it("run nothing on the machine of whoever applies: no provisioner, no connection, no program", () => {
    const all = [...stack.resources(), ...stack.dataSources()];
    expect(all.filter(({ attributes }) => "provisioner" in attributes || "connection" in attributes)).toEqual([]);
    expect(all.filter(({ type }) => !type.startsWith("aws_"))).toEqual([]);
    const both = ["//", "ephemeral", "output", "provider", "resource", "terraform", "variable"];
    expect(Object.keys(stack.root).sort()).toEqual([...both, ...blocks].sort());
  });

  it("read no file and no clock: what a plan says depends on the variables and on AWS alone", () => {
    const impure =
      /\b(file|filebase64|filemd5|fileset|templatefile|timestamp|plantimestamp|uuid|bcrypt|pathexpand|abspath)\(|\bpath\.(module|root|cwd)|terraform\.workspace/;
    expect(leaves(stack.root).filter(({ value }) => typeof value === "string" && impure.test(value))).toEqual([]);
  });
});

describe.each(CASES)("every variable of $name", ({ stack }) => {
  const variables = Object.entries(stack.section("variable")).map(([name, attributes]) => ({
    name,
    variable: object(attributes),
  }));

  it.each(variables)("has a type and a description, and is never null: $name", ({ variable }) => {
    expect(variable.type).toMatch(/^(string|number|bool|list\(string\)|map\(string\))$/);
    expect(text(variable.description)).toMatch(/^[A-Z0t][^]{10,}\.$/);
    expect(variable.nullable).toBe(false);
  });

  const refusals = variables
    .map(({ name, variable }) => ({
      name,
      messages: leaves(variable.validation).filter(({ path }) => path.at(-1) === "error_message"),
    }))
    .filter(({ messages }) => messages.length > 0);

  it.each(refusals)("is refused in sentences that name it: $name", ({ name, messages }) => {
    for (const message of messages.map(({ value }) => text(value))) {
      expect(message).toMatch(/\.$/);
      expect(message).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});

describe.each(CASES)("every output of $name", ({ stack }) => {
  it.each(Object.entries(stack.section("output")))("says what it is: %s", (_name, output) => {
    expect(text(object(output).description).length).toBeGreaterThan(10);
  });
});
