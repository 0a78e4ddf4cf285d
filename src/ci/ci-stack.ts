import { Problem } from "../terraform/problem";
import { nameProblems } from "./platform";

/** An mlflow stack, by what its variables say. */
export interface CiStack {
  /** Public host name: `<dns_record_name>.<domain>`. CI may change its records alone. */
  readonly host: string;
  /** Value of `unique_name`. @default "oauth2-mlflow" */
  readonly uniqueName?: string;
  /** Object of its state in the state bucket (`TF_STATE_KEY`). Not with HCP Terraform, which keeps it. @default "mlflow/terraform.tfstate" */
  readonly stateKey?: string;
}

/** With every default filled in. */
export function completeStack({ host, uniqueName = "oauth2-mlflow", stateKey }: CiStack): Required<CiStack> {
  return { host, uniqueName, stateKey: stateKey ?? "mlflow/terraform.tfstate" };
}

/** With more the longest names would not fit into policies: IAM takes 6,144 characters of each. */
const MOST_STACKS = 3;
const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

/** What is wrong with the list of stacks. */
export function stackProblems(stacks: readonly CiStack[], place: { readonly stateIsInS3: boolean }): Problem[] {
  return [
    ...(stacks.length >= 1 && stacks.length <= MOST_STACKS
      ? []
      : [
          {
            where: "stacks",
            given: `${stacks.length} of them`,
            allowed: `1 to ${MOST_STACKS}`,
            fix: "name the stacks that CI may change, by their host names; with more use a second bootstrap",
          },
        ]),
    ...stacks.flatMap((stack, index) => oneStackProblems(stack, place).map(at(`stacks[${index}]`))),
    ...duplicates("uniqueName", stacks),
    ...(place.stateIsInS3 ? duplicates("stateKey", stacks) : []),
  ];
}

function at(place: string): (problem: Problem) => Problem {
  return (problem) => ({ ...problem, where: `${place}.${problem.where}` });
}

function oneStackProblems(stack: CiStack, { stateIsInS3 }: { readonly stateIsInS3: boolean }): Problem[] {
  const { host, uniqueName, stateKey } = completeStack(stack);
  return nameProblems([
    {
      where: "host",
      value: host,
      pattern: new RegExp(`^(?=.{1,128}$)(${LABEL}\\.)+[a-z]{2,63}$`),
      allowed: "one host name in lower case, without https:// and without wildcards",
      fix: "give what dns_record_name and domain make, for example mlflow.example.com",
    },
    {
      where: "uniqueName",
      value: uniqueName,
      pattern: /^(?=.{3,24}$)(?!internal-|sg-|sthree-|amzn-s3-demo-|default$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      allowed: "3 to 24 lower-case letters, digits and single hyphens, as the variable unique_name takes them",
      fix: "give the stack's value of unique_name",
    },
    stateIsInS3
      ? {
          where: "stateKey",
          value: stateKey,
          pattern: /^(?!state$|bootstrap\/terraform\.tfstate$)[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/,
          allowed: "a path of letters, digits and _.- without wildcards; not the state of bootstrap",
          fix: "give the stack's TF_STATE_KEY",
        }
      : {
          where: "stateKey",
          value: stack.stateKey ?? "",
          pattern: /^$/,
          allowed: "nothing: HCP Terraform keeps the state",
          fix: "leave it out",
        },
  ]);
}

function duplicates(name: "uniqueName" | "stateKey", stacks: readonly CiStack[]): Problem[] {
  const values = stacks.map((stack) => completeStack(stack)[name]);
  const twice = [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
  return twice.map((value) => ({
    where: `stacks.${name}`,
    given: `${JSON.stringify(value)} more than once`,
    allowed: "a different one for each stack",
    fix: `give each stack its ${name}`,
  }));
}
