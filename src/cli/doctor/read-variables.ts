import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { JsonObject, objectOf, parseJson, textOf } from "./json";
import { Variables } from "./variables";

/** What Terraform refuses, in its own words. */
export interface Refusal {
  /** `""` when it is about no variable, for example a file that is not there. */
  readonly variable: string;
  readonly message: string;
}

/** What Terraform makes of the values that it finds for the variables of a stack. */
export interface VariableReading {
  /** Those that Terraform accepts. */
  readonly variables: Variables;
  readonly refusals: readonly Refusal[];
}

/** Where the values come from, beside defaults. */
export interface VariableSources {
  /** Folder of the stack; files such as `terraform.tfvars` may lie in it. */
  readonly folder: string;
  /** `-var`, `-var-file` and whatever else a plan gets. */
  readonly terraformArgs: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Reads the values of variables by Terraform itself: a plan of a module that has nothing but them. */
export function readVariables(declared: JsonObject, sources: VariableSources): VariableReading {
  const first = planOf(declared, sources);
  if (first.refusals.length === 0) return first;
  // Without what it refuses, and without rules, which may read just that, Terraform tells the values of the others.
  const refused = new Set(first.refusals.map(({ variable }) => variable));
  const accepted = Object.entries(declared).flatMap(([name, variable]): [string, JsonObject][] => {
    const others = Object.entries(objectOf(variable)).filter(([argument]) => argument !== "validation");
    return refused.has(name) ? [] : [[name, Object.fromEntries(others)]];
  });
  const terraformArgs = withoutVariables(sources.terraformArgs, refused);
  const { variables } = planOf(Object.fromEntries(accepted), { ...sources, terraformArgs });
  return { variables, refusals: first.refusals };
}

/** Terraform takes no `-var` for what is not declared. */
function withoutVariables(args: readonly string[], names: ReadonlySet<string>): readonly string[] {
  const isRefused = (assignment: string): boolean => names.has(assignment.split("=")[0] ?? "");
  return args.filter((arg, index) => {
    const joined = /^--?var=(.*)$/s.exec(arg)?.[1];
    if (joined !== undefined) return !isRefused(joined);
    const isOption = (text = ""): boolean => /^--?var$/.test(text);
    return !(isOption(arg) && isRefused(args[index + 1] ?? "")) && !(isOption(args[index - 1]) && isRefused(arg));
  });
}

/** Relative paths of variable files are the user's, but Terraform runs in another folder. */
export function withAbsolutePaths(args: readonly string[], cwd: string): readonly string[] {
  return args.map((arg, index) => {
    const file = /^--?var-file=(.*)$/s.exec(arg)?.[1];
    if (file !== undefined) return `-var-file=${resolve(cwd, file)}`;
    return /^--?var-file$/.test(args[index - 1] ?? "") ? resolve(cwd, arg) : arg;
  });
}

function planOf(declared: JsonObject, { folder, terraformArgs, env }: VariableSources): VariableReading {
  const module = mkdtempSync(join(tmpdir(), "doctor-variables-"));
  const terraform = (...args: readonly string[]): string =>
    spawnSync("terraform", [`-chdir=${module}`, ...args], {
      env: { ...env, TF_IN_AUTOMATION: "1", TF_DATA_DIR: undefined, TF_WORKSPACE: undefined },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).stdout;
  try {
    // One file for each, so that the place of a message names the variable.
    for (const [name, block] of Object.entries(declared)) {
      writeFileSync(join(module, `${name}.tf.json`), JSON.stringify({ variable: { [name]: block } }));
    }
    writeFileSync(
      join(module, "outputs.tf.json"),
      JSON.stringify({ output: { values: { value: readable(declared) } } }),
    );
    for (const name of readdirSync(folder).filter((name) => /(^terraform|\.auto)\.tfvars(\.json)?$/.test(name))) {
      copyFileSync(join(folder, name), join(module, name));
    }
    const refusals = refusalsIn(terraform("plan", "-input=false", "-json", "-out=plan", ...terraformArgs));
    if (refusals.length > 0) return { variables: new Variables({}), refusals };
    // The outputs and not the variables of a plan: those still stand there as they were given, numbers as text.
    const { outputs } = objectOf(objectOf(parseJson(terraform("show", "-json", "plan"))).planned_values);
    return { variables: new Variables(objectOf(objectOf(objectOf(outputs).values).value)), refusals };
  } finally {
    rmSync(module, { recursive: true });
  }
}

/** Each variable by its name, but for secrets, which Terraform keeps out of outputs and nobody asks for here. */
function readable(declared: JsonObject): JsonObject {
  const open = Object.entries(declared).filter(([, variable]) => {
    const { ephemeral, sensitive } = objectOf(variable);
    return ephemeral !== true && sensitive !== true;
  });
  return Object.fromEntries(open.map(([name]) => [name, `\${var.${name}}`]));
}

function refusalsIn(output: string): readonly Refusal[] {
  const lines = output.split("\n").filter((line) => line.startsWith("{"));
  return lines.flatMap((line) => {
    const diagnostic = objectOf(objectOf(parseJson(line)).diagnostic);
    if (diagnostic.severity !== "error") return [];
    // By the file that declares it, which is where the message is about, or is named in it.
    const places = `${textOf(objectOf(diagnostic.range).filename)}: ${textOf(diagnostic.detail)}`;
    const variable = /(\w+)\.tf\.json:/.exec(places)?.[1] ?? "";
    const detail = textOf(diagnostic.detail).replace(
      /\s*This was checked by the validation rule at [^\n]*$| declared at \w+\.tf\.json:[\d,-]+/,
      "",
    );
    return [{ variable, message: detail === "" ? textOf(diagnostic.summary) : detail.replace(/\s+/g, " ") }];
  });
}
