import { DangerRule } from "../danger";
import { Plan } from "../plan";
import { PlanObject, textAt, UNKNOWN, valueAt } from "../plan-value";
import { isFirst, listed, loss, lost, touched } from "./changes";

/** From so many on it is no edit any more: the largest one of this project replaces five resources. */
const MANY = 10;

export const STACK_REPLACED: DangerRule = {
  id: "stack-replaced",
  verdict: "refuse",
  title: "Most of the stack is replaced or deleted",
  why: "Something that is in every name or under everything changes, such as unique_name or the VPC.",
  fix: "Undo it. Another name or network is another stack: make it beside this one, and move the data.",
  find: ({ plan }) => {
    const gone = plan.resources.filter(
      ({ mode, action }) => mode === "managed" && (action === "replace" || action === "delete"),
    );
    if (gone.length < MANY) return [];
    const count = (action: string): number => gone.filter((change) => change.action === action).length;
    const forced = gone.flatMap(({ replacedBy }) => replacedBy);
    return [
      {
        address: "the plan",
        what: `${count("replace")} resources are replaced, ${count("delete")} deleted${forced.length === 0 ? "" : `, mostly because of ${mostFrequent(forced)}`}.`,
      },
    ];
  },
};

function mostFrequent(words: readonly string[]): string {
  const counts = [...new Set(words)].map((word) => ({ word, count: words.filter((other) => other === word).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.word ?? "";
}

export const NETWORK_LOST: DangerRule = {
  id: "network-lost",
  verdict: "refuse",
  title: "The network is replaced or goes",
  why: "Everything lies in it: what cannot move is replaced with it, the database first.",
  fix: "Undo the attribute that forces it. Another network is another stack.",
  find: ({ plan }) => lost(plan, "aws_vpc", "aws_subnet", "aws_db_subnet_group"),
};

export const ROUTE_ADDED: DangerRule = {
  id: "internet-route-added",
  verdict: "human",
  title: "Subnets get a way to and from the internet",
  why: "Database and private subnets have no route to an internet gateway, so that nothing there can be reached.",
  fix: "Use a NAT gateway where only a way out is needed.",
  find: ({ plan }) =>
    isFirst(plan)
      ? []
      : touched(plan, "aws_route")
          .filter(({ before, after }) => leadsToInternet(after) && !leadsToInternet(before))
          .map(({ address, after }) => ({
            address,
            what: `${textAt(after, "route_table_id") ?? "A new route table"} leads to ${textAt(after, "gateway_id") ?? ""}.`,
          })),
};

function leadsToInternet(side: PlanObject | null): boolean {
  return textAt(side, "gateway_id")?.startsWith("igw-") === true;
}

export const PROGRAM_RUNS: DangerRule = {
  id: "program-at-apply",
  verdict: "refuse",
  title: "The apply may run a program",
  why: "Its provisioners run on the machine that applies, with its credentials. The plan does not say what they run.",
  fix: "Do without: AWS resources need no scripts. Otherwise read the provisioners in the code.",
  find: ({ plan }) =>
    touched(plan, "terraform_data", "null_resource")
      .filter(({ action }) => action !== "forget")
      .map(({ address, action }) => ({ address, what: `It may run something at its ${action}.` })),
};

/** Those that hold data have a rule of their own, which also names what is forgotten. */
const DATA =
  /^aws_(rds|db_|s3_bucket$|secretsmanager_secret$|kms_key$|dynamodb_table$|cloudwatch_log_group$|vpc$|subnet$|lb$|route53)/;

export const FORGOTTEN: DangerRule = {
  id: "resource-forgotten",
  verdict: "human",
  title: "A resource is left to itself",
  why: "It stays in the account and works on, but no plan shows it any more, and nobody updates or deletes it.",
  fix: "Write down who looks after it from now on.",
  find: ({ plan }) =>
    plan.resources
      .filter(({ action, type }) => action === "forget" && !DATA.test(type))
      .map((change) => ({ address: change.address, what: loss(change) })),
};

export const IMPORTED: DangerRule = {
  id: "resource-imported",
  verdict: "human",
  title: "A resource of the account comes under this stack",
  why: "From now on this stack changes it, and destroys it. It may belong to somebody else.",
  fix: "Check whose it is.",
  find: ({ plan }) =>
    plan.resources
      .filter(({ isImport }) => isImport)
      .map(({ address, type, action }) => ({
        address,
        what: `The ${type} is imported${action === "no-op" ? " as it is" : ` and changed (${action})`}.`,
      })),
};

export const PLAN_ERRORED: DangerRule = {
  id: "plan-errored",
  verdict: "refuse",
  title: "The plan ended with an error",
  why: "Terraform refused something, or could not look: what it would do is not all here.",
  fix: "Read Terraform's error, mend it, and plan again.",
  find: ({ plan }) => (plan.errored ? [{ address: "the plan", what: "Terraform says that the plan is errored." }] : []),
};

export const PLAN_INCOMPLETE: DangerRule = {
  id: "plan-incomplete",
  verdict: "human",
  title: "More will change than the plan says",
  why: "It was made with -target, or puts something off: the next plan shows the rest.",
  fix: "Plan without -target.",
  find: ({ plan }) =>
    plan.complete || plan.errored
      ? []
      : [{ address: "the plan", what: "Terraform says that the plan is not complete." }],
};

/** The attributes that rules judge, and that hold more than an id. */
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  aws_ecs_task_definition: ["container_definitions"],
  aws_iam_role_policy: ["policy"],
  aws_iam_policy: ["policy"],
  aws_iam_role: ["assume_role_policy", "permissions_boundary"],
  aws_iam_role_policy_attachment: ["policy_arn"],
  aws_s3_bucket_policy: ["policy"],
  aws_secretsmanager_secret_policy: ["policy"],
  aws_kms_key_policy: ["policy"],
  aws_vpc_security_group_ingress_rule: ["cidr_ipv4", "cidr_ipv6", "prefix_list_id"],
  aws_vpc_security_group_egress_rule: ["cidr_ipv4", "cidr_ipv6", "prefix_list_id"],
  aws_security_group_rule: ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"],
};

export const CANNOT_JUDGE: DangerRule = {
  id: "known-after-apply",
  verdict: "human",
  title: "Something that matters is known after the apply only",
  why: "No rule can judge it, and neither can anybody who reads the plan.",
  fix: "Look what it is made of in the code. Where something else is replaced, look at that first.",
  find: ({ plan }) => (isFirst(plan) ? [] : hidden(plan)),
};

function hidden(plan: Plan): readonly { readonly address: string; readonly what: string }[] {
  return touched(plan, ...Object.keys(JUDGED)).flatMap(({ address, type, after, changed }) => {
    const unknown = (JUDGED[type] ?? []).filter((name) => {
      const value = valueAt(after, name);
      return changed.includes(name) && (value === UNKNOWN || (Array.isArray(value) && value.includes(UNKNOWN)));
    });
    return unknown.length === 0 ? [] : [{ address, what: `Not known yet: ${listed(unknown)}.` }];
  });
}
