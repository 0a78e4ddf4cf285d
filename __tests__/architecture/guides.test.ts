import { readdirSync } from "node:fs";
import { join } from "node:path";
import { guides } from "../support/readme";
import { PROJECT, readText } from "../support/synthesis";
import { tableUnder, uncode } from "./markdown";

/** Everything that runs commands of the README: the tests with real programs, and the gate. */
const runners = [
  ...["__tests__/terraform", "__tests__/e2e"].flatMap((ring) =>
    readdirSync(join(PROJECT, ring))
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => readText(PROJECT, ring, name)),
  ),
  readText(PROJECT, "__tests__/support/e2e-setup.ts"),
  readText(PROJECT, ".ci/run"),
].join("\n");

/** Shell blocks with the comment in front of them, if there is one. */
function shellBlocks(path: string): { readonly path: string; readonly marker: string; readonly block: string }[] {
  return [...readText(PROJECT, path).matchAll(/(?:<!-- (.*?) -->\n)?```sh\n([\s\S]*?)```/g)].map(
    ([, marker = "", block = ""]) => ({ path, marker, block }),
  );
}

const blocks = guides().flatMap(shellBlocks);

describe("every block of commands in the guides", () => {
  test("is run by a test, or says that it needs a real account", () => {
    expect(blocks.length).toBeGreaterThan(7);
    const loose = blocks.filter(({ marker }) => !/^run: [a-z]+$|^needs a real account$/.test(marker));
    expect(loose).toEqual([]);
  });

  test("that is said to be run is named where it is run", () => {
    const names = blocks.flatMap(({ marker }) => /^run: ([a-z]+)$/.exec(marker)?.[1] ?? []);
    expect(names.filter((name) => !new RegExp(`["( ]${name}[")]`).test(runners))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the page of typed settings", () => {
  const page = readText(PROJECT, "docs/configuration.md");

  /** What each stack's properties are made of: interfaces, and the files that they are in. */
  const STACKS = [
    [
      "MlflowStack",
      ["mlflow-stack-props", "data-protection", "profile"],
      "MlflowStackProps|DataProtection|ProfileProps",
    ],
    [
      "BootstrapStack",
      ["bootstrap-stack-props", "data-protection", "adoption"],
      "BootstrapStackProps|StatesProtection|Adoption",
    ],
  ] as const;

  test.each(STACKS)("has a row for each property of %s, with its default, and no other", (stack, files, names) => {
    const folder = (file: string): string => (file.endsWith("-stack-props") ? "stacks" : "settings");
    const source = files.map((file) => readText(PROJECT, "src", folder(file), `${file}.ts`)).join("\n");
    const interfaces = [
      ...source.matchAll(new RegExp(`export interface (?:${names})\\b[^{]*\\{([\\s\\S]*?)\\n\\}`, "g")),
    ];
    expect(interfaces).toHaveLength(names.split("|").length);
    const properties = interfaces.flatMap(([, body = ""]) =>
      [...body.matchAll(/((?: {2}\/\*\*[\s\S]*?\*\/\n)?) {2}readonly (\w+)(\??):/g)].map(
        ([, doc = "", name, optional]) => ({
          name,
          default: optional === "?" ? (/@default ("[^"]*"|\S+)/.exec(doc)?.[1] ?? "none documented") : "required",
        }),
      ),
    );
    const rows = tableUnder(page, `Properties of \`${stack}\``).map(([name, defaultValue]) => ({
      name: uncode(name),
      default: uncode(defaultValue).replace(/^`?\*.*$/, "-"),
    }));
    const byName = (a: { name: string | undefined }, b: { name: string | undefined }): number =>
      (a.name ?? "").localeCompare(b.name ?? "");
    expect(rows.sort(byName)).toEqual(properties.sort(byName));
  });

  test("names the variables that are read at synth, and no other", () => {
    const named = tableUnder(page, "Environment at synth").map(([name]) => uncode(name));
    const sources = ["state/state.ts", "settings/data-protection.ts", "settings/adoption.ts", "settings/rehearsal.ts"];
    const read = sources.map((file) => readText(PROJECT, "src", file)).join("\n");
    const variables = [...read.matchAll(/\b((?:TF_STATE|MLFLOW)_[A-Z_]+)\b(?!`)/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...new Set(variables)].sort());
  });
});
