import { cycles, folderGraph, folderOf, reachedFrom, sourceFiles, undocumented } from "./source-files";

const files = sourceFiles();
const graph = folderGraph(files.values());

/** Files that import something outside of their own folder for which `wanted` holds, as `importer -> imported`. */
function importsAcrossFolders(wanted: (imported: string) => boolean): string[] {
  return [...files.values()].flatMap(({ path, imports }) =>
    imports.filter((to) => folderOf(to) !== folderOf(path) && wanted(to)).map((to) => `${path} -> ${to}`),
  );
}

describe("imports between the folders of src", () => {
  it("go downwards: no folder imports itself by way of others", () => {
    expect(cycles(graph)).toEqual([]);
  });

  it("end at terraform, the floor", () => {
    expect([...(graph.get("terraform") ?? ["no such folder"])]).toEqual([]);
  });

  it("start at stacks, which only the public surface names", () => {
    const importers = importsAcrossFolders((to) => folderOf(to) === "stacks").map((edge) =>
      edge.replace(/ -> .*$/, ""),
    );
    expect([...new Set(importers)]).toEqual(["src/index.ts"]);
  });

  it("leave the public surface to main.ts alone", () => {
    expect(importsAcrossFolders((to) => to === "src/index.ts")).toEqual(["main.ts -> src/index.ts"]);
  });

  it("never name a command: src/cli is for people, and synth does not load it", () => {
    expect(importsAcrossFolders((to) => folderOf(to) === "cli")).toEqual([]);
    const loaded = reachedFrom("main.ts", files);
    expect(loaded).toContain("src/stacks/mlflow-stack.ts");
    expect([...loaded].filter((path) => folderOf(path) === "cli")).toEqual([]);
  });
});

describe("imports of packages", () => {
  it("take each AWS resource by its path, because the barrel takes ten times as long to load", () => {
    const packages = [...files.values()].flatMap(({ path, packages: names }) =>
      names.map((name) => `${path} -> ${name}`),
    );
    const aws = packages.filter((edge) => edge.includes("@cdktf/provider-aws"));
    expect(aws.length).toBeGreaterThan(0);
    expect(aws.filter((edge) => !/ -> @cdktf\/provider-aws\/lib\/(?!index$)[a-z0-9-]+$/.test(edge))).toEqual([]);
  });

  it("are few when synth runs: cdktf, constructs, the AWS bindings and Node's own", () => {
    const loaded = [...reachedFrom("main.ts", files)].flatMap((path) => files.get(path)?.packages ?? []);
    const allowed = /^(cdktf|constructs|@cdktf\/provider-aws\/lib\/[a-z0-9-]+|node:(fs|path))$/;
    expect(loaded.filter((name) => !allowed.test(name))).toEqual([]);
  });
});

describe("a file of src", () => {
  it("has at most 250 lines", () => {
    expect(
      [...files.values()].filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([]);
  });

  it("says what each class and function is for that it exports", () => {
    expect([...files.values()].flatMap(undocumented)).toEqual([]);
  });
});
