import { Json, list, object, parse, text } from "./stack-json";

/** One rule of a variable, as Terraform reads it. */
export interface Validation {
  readonly condition: string;
  readonly message: string;
}

export function validations(variable: Json | undefined): readonly Validation[] {
  return list(object(variable).validation ?? []).map((rule) => {
    const { condition, error_message: message } = object(rule);
    return { condition: text(condition), message: text(message) };
  });
}

/** The patterns in a condition, as `regex` gets them. */
export function patterns(condition: string): readonly string[] {
  return Array.from(condition.matchAll(/regex\(("(?:[^"\\]|\\.)*"),/g), ([, quoted = ""]) => text(parse(quoted)));
}

/**
 * Whether a value, or a list with only this value, passes the rules, as far as they are patterns, lengths and
 * comparisons joined by `&&`, `||` and `!`. Another rule is an error.
 */
export function accepts(variable: Json | undefined, value: string): boolean {
  const isList = object(variable).type === "list(string)";
  return validations(variable).every(({ condition }) => passes(condition, value, isList));
}

/** The same for one rule. */
export function passes(condition: string, value: string, isList = false): boolean {
  const each = /^\$\{alltrue\(\[for \w+ in [\w.]+ : (.*)\]\)\}$/s.exec(condition)?.[1] ?? condition.slice(2, -1);
  return each.split(" && ").every((all) => all.split(" || ").some((term) => holds(term, value, isList)));
}

function holds(term: string, value: string, inList: boolean): boolean {
  if (term.startsWith("!")) return !holds(term.slice(1), value, inList);
  const length = /^length\(.*\) (>=|<=|>) (\d+)$/.exec(term);
  if (length !== null) {
    const limit = Number(length[2]);
    // The length of a list is one here.
    const size = inList && term.startsWith("length(var.") ? 1 : value.length;
    return length[1] === "<=" ? size <= limit : length[1] === ">" ? size > limit : size >= limit;
  }
  const contains = /^contains\([\w.]+, ("[^"]*")\)$/.exec(term)?.[1];
  if (contains !== undefined) return parse(contains) === value;
  const equal = /^\w+ == ("[^"]*")$/.exec(term)?.[1];
  if (equal !== undefined) return parse(equal) === value;
  const [pattern, ...others] = patterns(term);
  if (pattern === undefined || others.length > 0) throw new Error(`not understood: ${term}`);
  return new RegExp(pattern).test(value);
}
