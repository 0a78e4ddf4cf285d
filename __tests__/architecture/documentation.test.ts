import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { synthesizeBootstrapShapes } from "../support/bootstrap-shapes";
import { projectFiles } from "../support/project-files";
import { synthesizeShapes } from "../support/shapes";
import { object, parse, StackJson } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";
import { anchors, images, links } from "./markdown";
import { byName, outputRows, outputsOf, variableRows, variablesOf } from "./tables";

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
    const documented = guides.flatMap(([, text]) => variableRows(text, "Variables"));
    expect(byName(documented)).toEqual(byName(variablesOf(stack)));
  });

  it("list exactly the outputs, each with its description", () => {
    const documented = guides.flatMap(([, text]) => outputRows(text, "Outputs"));
    expect(byName(documented)).toEqual(byName(outputsOf(stack)));
  });
});

describe("the tables about bootstrap", () => {
  const page = files["docs/configuration.md"] ?? "";
  const shapes = synthesizeBootstrapShapes().map(({ json }) => json);
  /** Of all shapes, each once; of two that differ the documents could be right about one only. */
  const union = <T extends { readonly name: string }>(rows: (json: StackJson) => T[]): T[] => {
    const all = new Map(shapes.flatMap(rows).map((row) => [JSON.stringify(row), row]));
    return byName([...all.values()]);
  };

  it("list exactly the variables of all its shapes", () => {
    expect(byName(variableRows(page, "Variables of bootstrap"))).toEqual(union(variablesOf));
  });

  it("list exactly the outputs of all its shapes", () => {
    expect(byName(outputRows(page, "Outputs of bootstrap"))).toEqual(union(outputsOf));
  });
});

/** The sections about shapes that have other variables, by their headings. */
const SECTIONS: readonly (readonly [heading: string, shape: string])[] = [
  ['`network: "given"`', "given network"],
  ['`database: "restored"`', "restored database with new keys"],
  ['`database: "given"`', "given database"],
  ['`serverKeys: "given"`', "given server keys"],
  ['`encryptionKey: "given"`', "customer key"],
  ['`certificate: "given"`', "given certificate"],
];

describe("the page about other shapes", () => {
  const page = files["docs/configuration.md"] ?? "";
  const shapes = synthesizeShapes();
  const shape = (name: string): StackJson => {
    const found = shapes.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no shape ${name}`);
    return found.json;
  };
  const beside = <T extends { readonly name: string }>(rows: readonly T[], usual: readonly T[]): T[] =>
    byName(rows.filter(({ name }) => !usual.some((other) => other.name === name)));

  it("tells of the same stack as the README, before any choice", () => {
    expect(shape("default").section("variable")).toEqual(stack.section("variable"));
  });

  it.each(SECTIONS)("lists under %s exactly the variables that come with it", (heading, name) => {
    expect(byName(variableRows(page, heading))).toEqual(beside(variablesOf(shape(name)), variablesOf(stack)));
  });

  it.each(SECTIONS)("names under %s every usual variable that is gone", (heading, name) => {
    const gone = beside(variablesOf(stack), variablesOf(shape(name)));
    const [, section = ""] = page.split(`### ${heading}\n`);
    const [words = ""] = section.split(/^##/m);
    expect(gone.filter((variable) => !words.includes(`\`${variable.name}\``))).toEqual([]);
  });

  it("lists in some section every variable that any shape has", () => {
    const sections = new Set(SECTIONS.flatMap(([heading]) => variableRows(page, heading).map(({ name }) => name)));
    const known = new Set([...sections, ...variablesOf(stack).map(({ name }) => name)]);
    const missing = shapes.flatMap(({ json }) => variablesOf(json)).filter(({ name }) => !known.has(name));
    expect(missing).toEqual([]);
  });

  it("lists every output that any shape has beside the usual ones", () => {
    const declared = shapes.flatMap(({ json }) => beside(outputsOf(json), outputsOf(stack)));
    const once = [...new Map(declared.map((output) => [output.name, output])).values()];
    expect(byName(outputRows(page, "Outputs of other shapes"))).toEqual(byName(once));
  });

  it("shows the statement that a key's policy needs as JSON, for exactly the logs of the account and region", () => {
    const [, block = ""] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? [];
    expect(parse(block)).toEqual({
      Effect: "Allow",
      Principal: { Service: "logs.REGION.amazonaws.com" },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:REGION:ACCOUNT:log-group:*" },
      },
    });
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

  it("show every picture that there is, with words for those who do not see it, and none that is large", () => {
    const folder = join(PROJECT, "docs/images");
    const pictures = readdirSync(folder).map((name) => join("docs/images", name));
    const shown = markdown.flatMap(([path, text]) =>
      images(text).map(([alt, target]) => [join(dirname(path), target), alt]),
    );
    expect([...new Set(shown.map(([target]) => target))].sort()).toEqual(pictures.sort());
    expect(shown.filter(([, alt = ""]) => alt.split(" ").length < 5)).toEqual([]);
    expect(pictures.filter((path) => statSync(join(PROJECT, path)).size >= 60_000)).toEqual([]);
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
