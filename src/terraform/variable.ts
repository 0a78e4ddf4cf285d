import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";

/** One rule of a variable: Terraform refuses the plan with `error` unless `holds` is true. */
export interface Rule {
  /** Terraform expression without `${}`. May name other variables (Terraform 1.9). */
  readonly holds: string;
  /** What was given, what is allowed and how to fix it. Full sentences, as Terraform demands. */
  readonly error: string;
}

export interface VariableProps {
  /** Type constraint in Terraform's spelling, for example `list(string)`. */
  readonly type: string;
  /** What it sets, its unit and its range. Shown by HCP Terraform and in the docs. */
  readonly description: string;
  /** @default - the variable is required */
  readonly default?: string | number | boolean | readonly string[] | Readonly<Record<string, string>>;
  /**
   * true: the value is shown nowhere and enters neither plan nor state (`sensitive`, `ephemeral`, Terraform 1.10).
   * It can then go into write-only arguments alone.
   * @default false
   */
  readonly secret?: boolean;
  /** @default - every value of the type is accepted */
  readonly rules?: readonly Rule[];
}

/** Declares a Terraform variable that never takes `null`; its name is its construct id, so the scope must be the stack. */
export function declareVariable(stack: Construct, name: string, props: VariableProps): TerraformVariable {
  const variable = new TerraformVariable(stack, name, {
    type: props.type,
    description: props.description,
    nullable: false,
    ...(props.default === undefined ? {} : { default: props.default }),
    validation: (props.rules ?? []).map((rule) => ({ condition: `\${${rule.holds}}`, errorMessage: rule.error })),
    ...(props.secret === true ? { sensitive: true } : {}),
  });
  if (props.secret === true) variable.addOverride("ephemeral", true);
  return variable;
}

/** `matches("unique_name", "^a+$")` -> `can(regex("^a+$", var.unique_name))`, escaped for HCL. */
export function matches(expression: string, pattern: string): string {
  return `can(regex(${JSON.stringify(pattern)}, ${expression}))`;
}

/** A whole number from `minimum` to `maximum`. */
export function wholeNumber(name: string, minimum: number, maximum: number, unit: string): Rule {
  return {
    holds: `var.${name} == floor(var.${name}) && var.${name} >= ${minimum} && var.${name} <= ${maximum}`,
    error: `${name} is \${var.${name}}. Give a whole number from ${minimum} to ${maximum} (${unit}).`,
  };
}

/** One of a fixed set of values. */
export function oneOf(name: string, allowed: readonly number[]): Rule {
  return {
    holds: `contains([${allowed.join(", ")}], var.${name})`,
    error: `${name} is \${var.${name}}. Give one of ${allowed.join(", ")}.`,
  };
}
