"""Whether policies allow an action, within one account.

An explicit deny wins. Else the identity policies and the boundary must both allow, or the policy of the
resource names the requester himself. Keys and roles are stricter: without a word of their own policy
nothing is allowed, and only if it names the account do identity policies count.
"""

from dataclasses import dataclass, field

from emulator.iam.conditions import conditions_hold
from emulator.iam.documents import Choice, Policy, Statement
from emulator.iam.patterns import Context, action_matches, arn_like
from emulator.iam.principals import Named, Requester, how_named


@dataclass(frozen=True)
class Question:
    """May the requester do this?"""

    requester: Requester
    action: str
    resource: str
    context: Context = field(default_factory=dict)


@dataclass(frozen=True)
class Policies:
    """What applies to a question."""

    # None is the account's root, to whom no identity policy applies.
    identity: tuple[Policy, ...] | None = ()
    boundary: Policy | None = None
    resource: Policy | None = None
    resource_must_allow: bool = False


@dataclass(frozen=True)
class Decision:
    """The answer, in AWS's words where it is no."""

    allowed: bool
    reason: str = ""


ALLOWED = Decision(allowed=True)


def decide(question: Question, policies: Policies) -> Decision:
    """Evaluate as AWS does for requester and resource of one account."""
    denied_by = _denied_by(question, policies)
    if denied_by:
        return Decision(allowed=False, reason=f"with an explicit deny in {denied_by}")
    named = max(
        (
            how_named(each.principals, question.requester)
            for each in policies.resource or ()
            if each.allows and _applies(each, question)
        ),
        default=Named.NOT,
    )
    if named is Named.AS_SESSION:
        return ALLOWED
    if policies.resource_must_allow and named is Named.NOT:
        return _not_allowed(question, "resource-based policy")
    if policies.boundary is not None and not _allows(policies.boundary, question):
        return _not_allowed(question, "permissions boundary")
    if named is Named.AS_PRINCIPAL or policies.identity is None:
        return ALLOWED
    if any(_allows(policy, question) for policy in policies.identity):
        return ALLOWED
    return _not_allowed(question, "identity-based policy")


def _not_allowed(question: Question, kind: str) -> Decision:
    return Decision(allowed=False, reason=f"because no {kind} allows the {question.action} action")


def _denied_by(question: Question, policies: Policies) -> str | None:
    if any(_denies(policy, question) for policy in policies.identity or ()):
        return "an identity-based policy"
    if policies.boundary is not None and _denies(policies.boundary, question):
        return "a permissions boundary"
    for each in policies.resource or ():
        denies = not each.allows and _applies(each, question)
        if denies and how_named(each.principals, question.requester) is not Named.NOT:
            return "a resource-based policy"
    return None


def _allows(policy: Policy, question: Question) -> bool:
    return any(each.allows and _applies(each, question) for each in policy)


def _denies(policy: Policy, question: Question) -> bool:
    return any(not each.allows and _applies(each, question) for each in policy)


def _applies(statement: Statement, question: Question) -> bool:
    action = any(action_matches(pattern, question.action) for pattern in statement.actions.values)
    return (
        action != statement.actions.negated
        and _covers(statement.resources, question, variables=statement.variables)
        and conditions_hold(statement, question.context)
    )


def _covers(resources: Choice | None, question: Question, *, variables: bool) -> bool:
    # A trust policy has no resource: it is about its own role.
    if resources is None:
        return True
    found = any(
        arn_like(pattern, question.resource, question.context, variables) for pattern in resources.values
    )
    return found != resources.negated
