import { dirname, join, relative } from "node:path";
import * as ts from "typescript";
import { readTree } from "../support/files";
import { PROJECT, readText } from "../support/synthesis";

/** One file of the source, and what it imports (values and types alike). */
export interface SourceFile {
  /** Path from the project's root, for example `src/edge/certificate.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly syntax: ts.SourceFile;
  /** Paths of the project's own files, from its root. */
  readonly imports: readonly string[];
  /** Names of packages, with their subpath. */
  readonly packages: readonly string[];
}

/** `main.ts` and everything below `src`, by path. */
export function sourceFiles(): ReadonlyMap<string, SourceFile> {
  const below = Object.entries(readTree(join(PROJECT, "src"))).map(([path, text]): [string, string] => [
    join("src", path),
    text,
  ]);
  const all = new Map([["main.ts", readText(PROJECT, "main.ts")], ...below.filter(([path]) => path.endsWith(".ts"))]);
  return new Map([...all].map(([path, text]) => [path, read(path, text, (candidate) => all.has(candidate))]));
}

function read(path: string, text: string, exists: (path: string) => boolean): SourceFile {
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  // What `npm run get` generated is as foreign as a package.
  const isOwn = (specifier: string): boolean => specifier.startsWith(".") && !specifier.includes(".gen/");
  const own = specifiers.filter(isOwn);
  return {
    path,
    lines: text.trimEnd().split("\n").length,
    syntax: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true),
    imports: own.map((specifier) => resolve(path, specifier, exists)),
    packages: specifiers.filter((specifier) => !isOwn(specifier)),
  };
}

function resolve(importer: string, specifier: string, exists: (path: string) => boolean): string {
  const target = join(dirname(importer), specifier);
  const found = [target, `${target}.ts`, join(target, "index.ts")].find(exists);
  if (found === undefined) throw new Error(`${importer} imports ${specifier}, which is not below src`);
  return found;
}

/** The folder of a file below `src`; the files beside the folders each stand for themselves. */
export function folderOf(path: string): string {
  const folder = relative("src", dirname(path));
  return folder === "" || folder === ".." ? path : (folder.split("/")[0] ?? path);
}

/** Which folder imports which others, with the files that do. */
export function folderGraph(files: Iterable<SourceFile>): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const from = folderOf(path);
    const edges = graph.get(from) ?? new Set();
    for (const to of imports.map(folderOf)) if (to !== from) edges.add(to);
    graph.set(from, edges);
  }
  return graph;
}

/** Every cycle that a walk along the imports runs into, as `a -> b -> a`. */
export function cycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found = new Set<string>();
  const finished = new Set<string>();
  const walk = (node: string, way: readonly string[]): void => {
    if (way.includes(node)) found.add([...way.slice(way.indexOf(node)), node].join(" -> "));
    if (way.includes(node) || finished.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...way, node]);
    finished.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return [...found];
}

/** Every file that loading one file loads. */
export function reachedFrom(start: string, files: ReadonlyMap<string, SourceFile>): ReadonlySet<string> {
  const reached = new Set<string>();
  const walk = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    files.get(path)?.imports.forEach(walk);
  };
  walk(start);
  return reached;
}

/** An exported class or function without a comment, unless its body is one statement that says it all. */
export function undocumented({ path, syntax }: SourceFile): string[] {
  return syntax.statements.flatMap((statement) => {
    if (!ts.isClassDeclaration(statement) && !ts.isFunctionDeclaration(statement)) return [];
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
    const plain = ts.isFunctionDeclaration(statement) && statement.body?.statements.length === 1;
    const documented = ts.getJSDocCommentsAndTags(statement).length > 0;
    return exported && !plain && !documented ? [`${path}: ${statement.name?.text ?? "default"}`] : [];
  });
}
