import { DangerRule, Finding } from "../danger";
import { Plan, ResourceChange } from "../plan";
import { PlanObject, textAt, textsAt, UNKNOWN, valueAt } from "../plan-value";
import { judgedStatements } from "../policy";
import { beforeAfter, isFirst, touched } from "./changes";
import { allowed, conditionOf, describeGrant, Grant, grantsOf, isCondition, isCovered, isWildcard } from "./grants";

const POLICIES = ["aws_iam_role_policy", "aws_iam_policy", "aws_iam_user_policy", "aws_iam_group_policy"];
const ATTACHMENTS = [
  "aws_iam_role_policy_attachment",
  "aws_iam_user_policy_attachment",
  "aws_iam_group_policy_attachment",
  "aws_iam_policy_attachment",
];
/** Policies of AWS that grant whole services, or everything. */
const WIDE_POLICY = /\/(AdministratorAccess|PowerUserAccess|IAMFullAccess|[A-Za-z0-9-]*FullAccess)$/;

function newGrants(change: ResourceChange): readonly Grant[] {
  const old = grantsOf(change.before, "policy");
  return grantsOf(change.after, "policy").filter((grant) => !isCovered(grant, old));
}

export const IAM_WILDCARD: DangerRule = {
  id: "iam-wildcard",
  verdict: "refuse",
  title: "A role may do what nobody has listed",
  why: "A wildcard grants what AWS adds tomorrow, too, and mostly far more than was meant.",
  fix: "List the actions, and the ARNs that they are for.",
  find: ({ plan }) => [
    ...touched(plan, ...POLICIES).flatMap((change) =>
      newGrants(change)
        .filter(isWildcard)
        .map((grant) => ({ address: change.address, what: `New: ${describeGrant(grant)}.` })),
    ),
    ...attachments(plan, (arn) => WIDE_POLICY.test(arn)),
  ],
};

export const IAM_ADDED: DangerRule = {
  id: "iam-permission-added",
  verdict: "human",
  title: "A role may do more than before",
  why: "Least privilege erodes one action at a time.",
  fix: "Ask what needs it.",
  find: ({ plan }) =>
    // Where nothing is there yet, every permission is new.
    isFirst(plan)
      ? []
      : [
          ...touched(plan, ...POLICIES).flatMap((change) => [
            ...newGrants(change)
              .filter((grant) => !isWildcard(grant))
              .map((grant) => ({ address: change.address, what: `New: ${describeGrant(grant)}.` })),
            ...denialsDropped(change),
          ]),
          ...attachments(plan, (arn) => !WIDE_POLICY.test(arn)),
          ...touched(plan, "aws_iam_access_key", "aws_iam_user_login_profile", "aws_iam_user")
            .filter(({ action }) => action === "create")
            .map(({ address, type }) => ({ address, what: `A new ${type}: access that does not expire.` })),
        ],
};

function denialsDropped({ address, before, after }: ResourceChange): readonly Finding[] {
  if (textAt(after, "policy") === undefined) return [];
  const kept = denials(after);
  return denials(before).some((denial) => !kept.includes(denial))
    ? [{ address, what: "A Deny statement is gone or changed." }]
    : [];
}

function denials(side: PlanObject | null): readonly string[] {
  return judgedStatements(textAt(side, "policy"))
    .filter(({ Effect }) => Effect === "Deny")
    .map((statement) => JSON.stringify(statement));
}

function attachments(plan: Plan, wanted: (arn: string) => boolean): readonly Finding[] {
  return [
    ...touched(plan, ...ATTACHMENTS).map((change) => ({ change, arns: gainedPolicy(change) })),
    ...touched(plan, "aws_iam_role").map((change) => ({ change, arns: gainedManaged(change) })),
  ].flatMap(({ change, arns }) =>
    arns.filter(wanted).map((arn) => ({ address: change.address, what: `New: the policy ${arn}.` })),
  );
}

function gainedPolicy({ before, after }: ResourceChange): readonly string[] {
  const arn = textAt(after, "policy_arn");
  return arn === undefined || arn === textAt(before, "policy_arn") ? [] : [arn];
}

function gainedManaged({ before, after }: ResourceChange): readonly string[] {
  const old = textsAt(before, "managed_policy_arns");
  return textsAt(after, "managed_policy_arns").filter((arn) => !old.includes(arn));
}

export const TRUST_WIDENED: DangerRule = {
  id: "trust-widened",
  verdict: "refuse",
  title: "Somebody else may take on a role",
  why: "Whoever may assume the role has all of its permissions, from wherever.",
  fix: "Name one service or one role, with the conditions that keep others out.",
  find: ({ plan }) =>
    touched(plan, "aws_iam_role").flatMap(({ address, before, after }) => {
      const old = trusted(before);
      return trusted(after)
        .filter((one) => (before === null ? isOpen(one) : !isTrustedBy(one, old)))
        .map(({ principal, condition }) => ({
          address,
          what: `It trusts ${principal}${condition === "" ? ", without a condition" : ` if ${condition}`}.`,
        }));
    }),
};

interface Trust {
  readonly principal: string;
  readonly condition: string;
}

function trusted(side: PlanObject | null, attribute = "assume_role_policy"): readonly Trust[] {
  return allowed(side, attribute).flatMap((statement) =>
    (statement.NotPrincipal === undefined ? (statement.Principal ?? []) : ["everybody but some"]).map((principal) => ({
      principal,
      condition: conditionOf(statement),
    })),
  );
}

function isTrustedBy({ principal, condition }: Trust, others: readonly Trust[]): boolean {
  return others.some((other) => other.principal === principal && isCondition(other.condition, condition));
}

/** Somebody outside, without anything that says who. */
function isOpen({ principal, condition }: Trust): boolean {
  return /^(\*|AWS:\*|everybody but some)$/.test(principal) || (principal.startsWith("Federated:") && condition === "");
}

export const BOUNDARY_DROPPED: DangerRule = {
  id: "permissions-boundary-changed",
  verdict: "refuse",
  title: "A role loses its permissions boundary",
  why: "The boundary is what the role can never exceed, whatever its policies say.",
  fix: "Keep iam_permissions_boundary_arn.",
  find: ({ plan }) =>
    touched(plan, "aws_iam_role", "aws_iam_user")
      .filter(({ before, after }) => {
        const [old, young] = [textAt(before, "permissions_boundary") ?? "", valueAt(after, "permissions_boundary")];
        return after !== null && old !== "" && young !== UNKNOWN && young !== old;
      })
      .map((change) => ({
        address: change.address,
        what: `permissions_boundary: ${beforeAfter(change, "permissions_boundary")}.`,
      })),
};

/** Resources whose own policy says who may use them. */
const RESOURCE_POLICIES = [
  "aws_s3_bucket_policy",
  "aws_secretsmanager_secret_policy",
  "aws_secretsmanager_secret",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_dynamodb_resource_policy",
  "aws_ecr_repository_policy",
  "aws_vpc_endpoint",
];

export const RESOURCE_POLICY_OPENED: DangerRule = {
  id: "resource-policy-opened",
  verdict: "refuse",
  title: "A bucket, secret or key admits somebody else",
  why: "Its own policy lets them in, whatever the roles of this account say.",
  fix: "Name exactly who needs it, or leave it to the roles.",
  find: ({ plan }) =>
    touched(plan, ...RESOURCE_POLICIES).flatMap(({ address, before, after }) => {
      const old = trusted(before, "policy");
      return trusted(after, "policy")
        .filter((one) => (isFirst(plan) ? isOpen(one) && one.condition === "" : !isTrustedBy(one, old)))
        .map(({ principal, condition }) => ({
          address,
          what: `It admits ${principal}${condition === "" ? "" : ` if ${condition}`}.`,
        }));
    }),
};
