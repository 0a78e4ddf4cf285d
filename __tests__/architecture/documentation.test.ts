import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFiles } from "../support/project-files";
import { object, parse, StackJson } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";
import { anchors, links, tableUnder, uncode } from "./markdown";

const stack = StackJson.default();
const files = projectFiles();
const markdown = Object.entries(files).filter(([path]) => path.endsWith(".md"));
/** What people read to find a command: the README, `help` and the pages. */
const guides = Object.entries(files).filter(([path]) => /^(README\.md|help|docs\/.*\.md)$/.test(path));
const scripts = Object.keys(object(object(parse(readText(PROJECT, "package.json"))).scripts));

/** Run by npm itself. */
const isLifecycle = (script: string): boolean =>
  /^(install|prepare|prepublishOnly|version)$/.test(script) ||
  scripts.includes(script.replace(/^(pre|post)/, "") + (/^(pre|post)/.test(script) ? "" : "!"));

describe("the commands that the documents name", () => {
  it("exist in package.json", () => {
    const sources = [...guides, ["package.json", files["package.json"] ?? ""] as const];
    const named = sources.flatMap(([path, text]) =>
      [...text.matchAll(/\bnpm (?:run (?:-s |--silent )?([a-z][a-z0-9:-]*)|(test)\b)/g)].map(([, script, test]) => ({
        path,
        script: script ?? test ?? "",
      })),
    );
    expect(new Set(named.map(({ path }) => path)).has("README.md")).toBe(true);
    expect(named.filter(({ script }) => !scripts.includes(script))).toEqual([]);
  });

  it("are all in `help`", () => {
    const help = files.help ?? "there is no file `help`";
    const missing = scripts.filter((script) => {
      const command = script === "test" ? "npm test" : `npm run ${script}`;
      return !isLifecycle(script) && !new RegExp(`${command}(?![\\w:-])`).test(help);
    });
    expect(missing).toEqual([]);
  });
});

describe("the tables of the documents", () => {
  it("list exactly the variables, each with its type, default and description", () => {
    const rows = guides.flatMap(([, text]) => tableUnder(text, "Variables"));
    const documented = rows.map(([name, type, defaultValue, description]) => ({
      name: uncode(name),
      type: uncode(type),
      default: defaultValue === "required" ? undefined : parse(uncode(defaultValue)),
      description,
    }));
    const declared = Object.entries(stack.section("variable")).map(([name, variable]) => {
      const { type, default: defaultValue, description } = object(variable);
      return { name, type, default: defaultValue, description };
    });
    expect(byName(documented)).toEqual(byName(declared));
  });

  it("list exactly the outputs, each with its description", () => {
    const rows = guides.flatMap(([, text]) => tableUnder(text, "Outputs"));
    const documented = rows.map(([name, description]) => ({ name: uncode(name), description }));
    const declared = Object.entries(stack.section("output")).map(([name, output]) => ({
      name,
      description: object(output).description,
    }));
    expect(byName(documented)).toEqual(byName(declared));
  });
});

describe("the documents", () => {
  it.each(["README.md", "CHANGELOG.md", "LICENSE", "help", "docs/architecture.md", "docs/configuration.md"])(
    "have %s",
    (path) => {
      expect(Object.keys(files)).toContain(path);
    },
  );

  it("link only to what is there: files and their headings", () => {
    const broken = markdown.flatMap(([path, text]) =>
      links(text)
        .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target) && !leads(path, target))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("show the architecture as a diagram that GitHub draws", () => {
    expect(files["README.md"]).toMatch(/^```mermaid\n(flowchart|graph) [\s\S]+?^```$/m);
  });
});

describe("every text file of the project", () => {
  it.each([
    ["path of somebody's machine", /(?<![\w.~/-])\/(home|root|Users|work|private|builds)\/[\w.-]+/],
    [
      "host of a package registry",
      /registry\.(npmjs|yarnpkg)\.|npm\.pkg\.github|pypi\.(org|python)|python[h]osted|artifact[o]ry|:\/\/[\w.-]*nexus/,
    ],
    ["index of packages in a requirements file or an .npmrc", /--(extra-)?index-url|^registry *=/m],
    ["merge conflict", /^(<{7}|>{7}) /m],
  ])("is free of any %s", (_what, pattern) => {
    const found = Object.entries(files).flatMap(([path, text]) => {
      const match = pattern.exec(text)?.[0];
      return match === undefined ? [] : [`${path}: ${match}`];
    });
    expect(found).toEqual([]);
  });
});

function leads(from: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? from : join(dirname(from), decodeURIComponent(path));
  if (anchor === undefined) return existsSync(join(PROJECT, file));
  return anchors(files[file] ?? "").includes(anchor);
}

function byName<T extends { readonly name: string }>(rows: readonly T[]): T[] {
  return [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
}
