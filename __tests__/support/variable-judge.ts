import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "./environment";
import { attempt, Ended } from "./run";
import { Json, JsonObject, list, object, parse, StackJson, text } from "./stack-json";
import { component, fedArguments, stubs, variablesIn, withDefaults } from "./variable-module";

/** Values for some variables, and what Terraform says about them: nothing when it accepts them. */
export interface Verdict {
  readonly given: JsonObject;
  readonly errors: readonly string[];
}

/** Accepted values as Terraform reads them, for all variables, and the arguments that they make. */
export interface Reading {
  readonly given: JsonObject;
  readonly variables: JsonObject;
  readonly arguments: readonly { readonly key: string; readonly value: Json }[];
}

/** More module calls in one plan take disproportionately long: 300 less than a second, 3000 a minute. */
const CALLS_IN_A_PLAN = 120;

/**
 * Asks real Terraform about many values at once. A module holds the variables of a stack, letter by letter, and a plan
 * calls it once for each set of values, which come from a variables file as a user's do. No provider is needed.
 */
export class VariableJudge {
  private roots = 0;

  /** @param good right values of the required variables */
  constructor(
    private readonly folder: string,
    private readonly stack: StackJson,
    private readonly good: JsonObject,
  ) {}

  /** What Terraform says about each set; only variables that belong to `name` by their rules may be in it. */
  judge(name: string, sets: readonly JsonObject[]): readonly Verdict[] {
    return inChunks(sets).flatMap((chunk) => {
      const terraform = this.root(name, chunk);
      const { stdout } = terraform("plan", "-json");
      const errors = chunk.map((): string[] => []);
      for (const line of stdout.trim().split("\n")) {
        const { type, diagnostic } = object(parse(line));
        if (type !== "diagnostic") continue;
        const { detail, snippet } = object(diagnostic);
        const call = /^module\.call(\d+)$/.exec(text(object(snippet).context))?.[1];
        const message = text(detail).replace(/\n\nThis was checked by the validation rule at [^\n]*\.$/, "");
        const ofCall = call === undefined ? undefined : errors[Number(call)];
        if (ofCall === undefined) throw new Error(`not about a call: ${line}`);
        ofCall.push(message);
      }
      return chunk.map((given, index) => ({ given, errors: errors[index] ?? [] }));
    });
  }

  /** The arguments of the stack that `name` feeds, rendered by Terraform from accepted values. */
  read(name: string, accepted: readonly JsonObject[]): readonly Reading[] {
    const fed = fedArguments(this.stack).filter(({ template }) => variablesIn(template).includes(name));
    const templates = Object.fromEntries(fed.map(({ template }, index) => [`argument${index}.tftpl`, template]));
    return inChunks(accepted).flatMap((chunk) => {
      const terraform = this.root(name, chunk, templates);
      succeeded(terraform("apply", "-auto-approve", "-no-color"));
      const outputs = object(parse(succeeded(terraform("output", "-json"))));
      const rows = list(object(outputs.sets).value);
      return chunk.map((given, index) => ({
        given,
        variables: object(rows[index]),
        arguments: fed.map(({ key }, argument) => {
          const value = list(object(outputs[`argument${argument}`]).value)[index];
          if (value === undefined) throw new Error(`no value of ${key}`);
          return { key, value };
        }),
      }));
    });
  }

  /**
   * Writes a root module with one call for each set, and returns a way to run Terraform in it.
   *
   * @param templates what to render, by file; a variable that feeds nothing has none. Left out: only rules are asked
   */
  private root(name: string, sets: readonly JsonObject[], templates?: Readonly<Record<string, string>>): Terraform {
    const folder = join(this.folder, `${name}-${this.roots++}`);
    mkdirSync(join(folder, "variables"), { recursive: true });
    const write = (file: string, content: Json): void => {
      writeFileSync(join(folder, file), JSON.stringify(content));
    };
    const variable = readable(component(this.stack, name));
    const names = Object.keys(variable);
    write("variables/variables.tf.json", {
      variable,
      output: { all: { value: Object.fromEntries(names.map((each) => [each, `\${var.${each}}`])) } },
    });
    const complete = sets.map((set) => ({
      ...Object.fromEntries(Object.entries(this.good).filter(([each]) => names.includes(each))),
      ...set,
    }));
    const calls = complete.map((set, index): [string, Json] => {
      const passed = Object.keys(set).map((each): [string, Json] => [each, `\${var.set${index}.${each}}`]);
      return [`call${index}`, { source: "./variables", ...Object.fromEntries(passed) }];
    });
    write("main.tf.json", {
      variable: Object.fromEntries(complete.map((_, index) => [`set${index}`, {}])),
      module: Object.fromEntries(calls),
      ...(templates === undefined ? {} : this.rendering(sets.length, Object.keys(templates))),
    });
    write("terraform.tfvars.json", Object.fromEntries(complete.map((set, index) => [`set${index}`, set])));
    write("base.json", withDefaults(this.stack, this.good));
    write("stubs.json", stubs(Object.values(templates ?? {})));
    for (const [file, template] of Object.entries(templates ?? {})) writeFileSync(join(folder, file), template);
    const terraform: Terraform = (...args) =>
      attempt("terraform", [`-chdir=${folder}`, ...args], { env: cleanEnvironment({ TF_INPUT: "0" }) });
    succeeded(terraform("init", "-no-color"));
    return terraform;
  }

  /** All variables of each set, and each template of the stack with them. */
  private rendering(count: number, templates: readonly string[]): JsonObject {
    const sets = [...Array(count).keys()].map((index) => `merge(local.base, module.call${index}.all)`);
    const output = templates.map((file): [string, Json] => {
      // Terraform refuses a template whose value is null, which an argument may be.
      const rendered = `try(templatefile("\${path.module}/${file}", merge(local.stubs, { var = set })), null)`;
      return [file.replace(".tftpl", ""), { value: `\${[for set in local.sets : ${rendered}]}` }];
    });
    return {
      locals: {
        base: '${jsondecode(file("${path.module}/base.json"))}',
        stubs: '${jsondecode(file("${path.module}/stubs.json"))}',
        sets: `\${[${sets.join(", ")}]}`,
      },
      output: { sets: { value: "${local.sets}" }, ...Object.fromEntries(output) },
    };
  }
}

/** An ephemeral value could leave no module and no run: here the variable is a usual one, with its own rules. */
function readable(variables: JsonObject): JsonObject {
  const kept = ([name]: readonly [string, Json]): boolean => name !== "ephemeral" && name !== "sensitive";
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [
      name,
      Object.fromEntries(Object.entries(object(variable)).filter(kept)),
    ]),
  );
}

type Terraform = (...args: readonly string[]) => Ended;

function succeeded({ status, stdout, output }: Ended): string {
  if (status !== 0) throw new Error(`Terraform ended with ${String(status)}:\n${output.slice(-6000)}`);
  return stdout;
}

function inChunks(sets: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const chunks = Math.ceil(sets.length / CALLS_IN_A_PLAN);
  return [...Array(chunks).keys()].map((index) => sets.slice(index * CALLS_IN_A_PLAN, (index + 1) * CALLS_IN_A_PLAN));
}
