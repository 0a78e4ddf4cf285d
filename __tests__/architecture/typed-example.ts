import { runInNewContext } from "node:vm";
import { join } from "node:path";
import * as ts from "typescript";
import { IdentityProvider } from "../../src/auth/identity-provider";
import { object, parse, text } from "../support/stack-json";
import { PROJECT } from "../support/synthesis";

const DECLARATION = "const identityProvider: IdentityProvider = ";
const TYPES = ["IdentityProvider", "MlflowStackProps", "BootstrapStackProps"];

/** What the compiler has against examples of `const name: Type = ...` with types of `src`, by the project's settings. */
export function complaintsOf(examples: readonly string[]): readonly string[] {
  const sources = new Map(
    examples.map((example, at) => [
      join(PROJECT, "__tests__/architecture", `example-${at}.ts`),
      `import type { ${TYPES.filter((type) => example.includes(type)).join()} } from "../../src";\nexport ${example}`,
    ]),
  );
  const { options } = ts.convertCompilerOptionsFromJson(
    object(object(parse(ts.sys.readFile(join(PROJECT, "tsconfig.json")) ?? "")).compilerOptions),
    PROJECT,
  );
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    readFile: (path) => sources.get(path) ?? disk.readFile(path),
    fileExists: (path) => sources.has(path) || disk.fileExists(path),
    getSourceFile: (path, language) => {
      const source = sources.get(path);
      return source === undefined ? disk.getSourceFile(path, language) : ts.createSourceFile(path, source, language);
    },
  };
  const program = ts.createProgram([...sources.keys()], { ...options, noEmit: true }, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

/** The value of a literal. */
export function valueOf(literal: string): unknown {
  return JSON.parse(String(runInNewContext(`JSON.stringify(${literal})`)));
}

/** The settings in an example of a login, which the compiler has to accept, too. */
export function settingsOf(example: string): IdentityProvider {
  if (!example.startsWith(DECLARATION)) throw new Error(`an example begins with ${DECLARATION}`);
  const literal = example.slice(DECLARATION.length).replace(/;\s*$/, "");
  const provider = valueOf(literal);
  if (isProvider(provider)) return provider;
  throw new Error(`no identity provider: ${literal}`);
}

function isProvider(value: unknown): value is IdentityProvider {
  return text(object(parse(JSON.stringify(value))).type) !== "";
}
