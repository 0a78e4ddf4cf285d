"""Questions that no call asks: what a service may do in the account's name.

AWS asks them when a task starts, a log line is written, long after the call that named the role or key was
answered 200.
"""

from emulator.iam.documents import Policy
from emulator.iam.evaluation import Decision, Policies, Question, decide
from emulator.iam.needs.need import named
from emulator.iam.patterns import Context
from emulator.iam.principals import Requester

# What CloudWatch Logs does with the key of a log group.
LOGS_KEY_ACTIONS = (
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:GenerateDataKey",
    "kms:DescribeKey",
)


def may_assume(trust: Policy, service: str, *, account: str, source: str | None = None) -> Decision:
    """May the service assume the role with this trust policy, on behalf of a resource of that account?"""
    context = named({"aws:SourceAccount": account, "aws:SourceArn": source})
    return _asked_by(service, account, "sts:AssumeRole", trust, context)


def may_use_key(policy: Policy, service: str, action: str, context: Context, *, account: str) -> Decision:
    """May the service do this with the key that has this policy?"""
    return _asked_by(service, account, action, policy, context)


def logs_may_use_key(policy: Policy, log_group: str) -> Decision:
    """May CloudWatch Logs of the group's own region encrypt and decrypt it? The first refusal, or yes."""
    _, _, _, region, account, *_ = log_group.split(":")
    context = named({"kms:EncryptionContext:aws:logs:arn": log_group, "aws:SourceAccount": account})
    context = context | named({"aws:SourceArn": log_group})
    asked = (
        may_use_key(policy, f"logs.{region}.amazonaws.com", action, context, account=account)
        for action in LOGS_KEY_ACTIONS
    )
    return next((each for each in asked if not each.allowed), Decision(allowed=True))


def _asked_by(service: str, account: str, action: str, policy: Policy, context: Context) -> Decision:
    asked = Question(Requester(account, service=service), action, "*", context)
    return decide(asked, Policies(resource=policy, resource_must_allow=True))
