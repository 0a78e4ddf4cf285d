import { leaves } from "../support/json-walk";
import { object, StackJson, text } from "../support/stack-json";
import { readText, PROJECT } from "../support/synthesis";

const stack = StackJson.default();

describe("the settings of Terraform", () => {
  it("ask for the Terraform and the provider that were really applied", () => {
    expect(stack.section("terraform")).toEqual({
      required_version: ">= 1.11",
      required_providers: { aws: { source: "aws", version: "~> 5.100" } },
      backend: { s3: { key: "mlflow/terraform.tfstate", encrypt: true } },
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
    expect(tagged.length).toBeGreaterThan(0);
    expect(tagged.filter(({ attributes }) => Object.keys(object(attributes.tags)).join() !== "Name")).toEqual([]);
  });

  it("read the region by an attribute that provider 5 and 6 both have", () => {
    const attributes = [...stack.text.matchAll(/\bdata\.aws_region\.[\w-]+\.(\w+)/g)].map(([, attribute]) => attribute);
    expect(new Set(attributes)).toEqual(new Set(["id"]));
  });

  it("run nothing on the machine of whoever applies: no provisioner, no connection, no program", () => {
    const blocks = [...stack.resources(), ...stack.dataSources()];
    expect(blocks.filter(({ attributes }) => "provisioner" in attributes || "connection" in attributes)).toEqual([]);
    expect(blocks.filter(({ type }) => !type.startsWith("aws_"))).toEqual([]);
    expect(Object.keys(stack.root).sort()).toEqual([
      "//",
      "data",
      "ephemeral",
      "output",
      "provider",
      "resource",
      "terraform",
      "variable",
    ]);
  });

  it("read no file and no clock: what a plan says depends on the variables and on AWS alone", () => {
    const impure =
      /\b(file|filebase64|filemd5|fileset|templatefile|timestamp|plantimestamp|uuid|bcrypt|pathexpand|abspath)\(|\bpath\.(module|root|cwd)|terraform\.workspace/;
    expect(leaves(stack.root).filter(({ value }) => typeof value === "string" && impure.test(value))).toEqual([]);
  });
});

describe("every variable", () => {
  const variables = Object.entries(stack.section("variable")).map(([name, attributes]) => ({
    name,
    variable: object(attributes),
  }));

  it.each(variables)("has a type and a description, and is never null: $name", ({ variable }) => {
    expect(variable.type).toMatch(/^(string|number|bool|list\(string\)|map\(string\))$/);
    expect(text(variable.description)).toMatch(/^[A-Zt][^]{10,}\.$/);
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

describe("every output", () => {
  it.each(Object.entries(stack.section("output")))("says what it is: %s", (_name, output) => {
    expect(text(object(output).description).length).toBeGreaterThan(10);
  });
});
