import { projectFiles } from "../support/project-files";
import { StackJson } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";

const files = projectFiles();
/** The package that brings the plugin: what it reads, and what it is called. */
const client = Object.entries(files)
  .filter(([path]) => /^clients\/python\/((src|tests)\/.*\.py|pyproject\.toml)$/.test(path))
  .map(([, text]) => text)
  .join("\n");
const props = [...readText(PROJECT, "src/stacks/mlflow-stack-props.ts").matchAll(/^ {2}readonly (\w+)\??:/gm)];
const [, section = ""] = readText(PROJECT, "docs/identity.md").split("\n## What to set\n");
const [table = ""] = section.split(/\n## /);

/** What is written as code in the section. */
const codes = [...table.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? "");
const variables = codes.filter((code) => /^[a-z]+(_[a-z]+)+$/.test(code));
const properties = codes.filter((code) => /^[a-z]+([A-Z][a-z]+)+$/.test(code));
const environment = codes.filter((code) => code.startsWith("MLFLOW_"));

describe("the table of who has to set what", () => {
  it("writes nothing as code but variables, properties, environment, and the names of the plugin", () => {
    const known = [...variables, ...properties, ...environment];
    expect(codes.filter((code) => !known.includes(code))).toEqual(["gcloud-sa", "mlflow-id-token write"]);
    for (const kind of [variables, properties, environment]) expect(kind.length).toBeGreaterThan(2);
  });

  it("names variables and properties of the stack", () => {
    const declared = Object.keys(StackJson.default().section("variable"));
    expect(variables.filter((name) => !declared.includes(name))).toEqual([]);
    expect(properties.filter((name) => !props.some(([, prop]) => prop === name))).toEqual([]);
  });

  it("names environment that the plugin or MLflow reads, with values that the plugin knows", () => {
    const ofMlflow = readText(PROJECT, "__tests__/support/python-client.ts");
    for (const each of environment) {
      const [name = "", value] = each.split("=");
      expect(name.startsWith("MLFLOW_ID_TOKEN_") ? client : `${client}${ofMlflow}`).toContain(name);
      if (value !== undefined) expect(client).toMatch(new RegExp(`^\\s*"?${value}"?\\s*[:=]`, "m"));
    }
  });

  it("has a source for each that the plugin knows but a file, which another program writes", () => {
    const [, sources = ""] = /^NEEDS = \{([\s\S]*?)^\}/m.exec(client) ?? [];
    const known = [...sources.matchAll(/^ +"([\w-]+)":/gm)].map(([, source]) => source);
    const told = environment.flatMap((each) => /^MLFLOW_ID_TOKEN_SOURCE=(.+)/.exec(each)?.[1] ?? []);
    expect([...new Set(told), "file"].sort()).toEqual(known.sort());
  });

  it("asks with each source for what the source needs", () => {
    const needs = /^NEEDS = \{([\s\S]*?)^\}/m.exec(client)?.[1] ?? "";
    for (const row of table.split("\n").filter((line) => line.startsWith("| "))) {
      const source = /MLFLOW_ID_TOKEN_SOURCE=([\w-]+)/.exec(row)?.[1];
      if (source === undefined) continue;
      const wanted = new RegExp(`"${source}": \\(([^)]*)\\)`).exec(needs)?.[1]?.match(/[A-Z_]+/g) ?? [];
      expect([source, ...wanted.filter((name) => !row.includes(`MLFLOW_ID_TOKEN_${name}`))]).toEqual([source]);
    }
  });
});
