import { StackJson } from "../support/stack-json";
import { Finding } from "./checkov";
import { formProblems, suppressionsOf } from "./suppressions";

/**
 * What is wrong, one text each, stacks of one kind together: checks that fail without a suppression, suppressions that
 * nothing needs, suppressions without words.
 */
export function judge(stacks: ReadonlyMap<string, StackJson>, findings: readonly Finding[]): string[] {
  const problems = [...stacks].flatMap(([name, stack]) => {
    const own = findings.filter((finding) => finding.stack === name);
    return judgeStack(stack, own).map((problem): readonly [string, string] => [problem, name]);
  });
  const where = new Map<string, string[]>();
  for (const [problem, name] of problems) where.set(problem, [...(where.get(problem) ?? []), name]);
  return [...where].map(([problem, names]) => `${problem}\n  in:   ${names.join(", ")}`);
}

function judgeStack(stack: StackJson, findings: readonly Finding[]): string[] {
  const suppressions = suppressionsOf(stack);
  const failed = findings.filter(({ passed }) => !passed);
  const bare = failed.filter((finding) => !suppressions.some((suppression) => concerns(suppression, finding)));
  const unused = suppressions.filter((suppression) => !failed.some((finding) => concerns(suppression, finding)));
  return [
    ...bare.map((finding) => describeFailure(stack, finding)),
    ...unused.map(({ address, check }) => {
      const evaluated = findings.some((finding) => concerns({ address, check }, finding));
      return `${pathOf(stack, address)} (${address}) suppresses ${check}, which ${evaluated ? "passes" : "checkov does not look at there"}\n  fix:  delete this call of suppress`;
    }),
    ...suppressions.flatMap(formProblems),
  ];
}

function concerns(
  one: { readonly address: string; readonly check: string },
  other: { readonly address: string; readonly check: string },
): boolean {
  return one.address === other.address && one.check === other.check;
}

function describeFailure(stack: StackJson, { address, check, title }: Finding): string {
  return [
    `${pathOf(stack, address)} (${address}) fails ${check}: ${title}`,
    `  fix:  change the resource; or, where the check is wrong or what it asks for costs money, say why where it is made:`,
    `        suppress(resource, "${check}", "What protects instead, or why not.")`,
  ].join("\n");
}

/** The construct that makes the resource: `mlflow/artifacts/Default`. */
function pathOf(stack: StackJson, address: string): string {
  const block = [...stack.resources(), ...stack.dataSources()].find((candidate) => candidate.address === address);
  const path = /"path":"([^"]+)"/.exec(JSON.stringify(block?.attributes["//"] ?? {}))?.[1];
  return path ?? "no construct";
}
