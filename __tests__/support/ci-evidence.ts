import { Emulator } from "./emulator";
import { list, object, parse, text } from "./stack-json";

/** The actions that the calls of jobs asked for, beginning with a line of the log; people have the key `testing`. */
export function askedSince(emulator: Emulator, line: number): ReadonlySet<string> {
  const calls = emulator.calls.slice(line).map((each) => object(parse(each)));
  const ofJobs = calls.filter(({ who }) => who !== "testing");
  return new Set(ofJobs.flatMap(({ permissions }) => list(permissions).map((need) => text(object(need).action))));
}

/** The actions that the policies of a role allow. */
export function allowedTo(emulator: Emulator, roleArn: string): ReadonlySet<string> {
  const role = roleArn.replace(/^.*\//, "");
  const arns = emulator.aws(`iam list-attached-role-policies --role-name=${role}`, "AttachedPolicies[].PolicyArn");
  const actions = arns.flatMap((arn) =>
    emulator.aws(
      `iam get-policy-version --policy-arn=${arn} --version-id=v1`,
      "PolicyVersion.Document.Statement[].Action[]",
    ),
  );
  return new Set(actions);
}

/** What is in the first set and in none of the others, sorted. */
export function without(some: ReadonlySet<string>, ...others: readonly Iterable<string>[]): string[] {
  const left = new Set(some);
  for (const each of others.flatMap((other) => [...other])) left.delete(each);
  return [...left].sort();
}
