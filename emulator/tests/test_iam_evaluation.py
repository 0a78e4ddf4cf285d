"""Policies without a server: what they allow, refuse and say."""

from typing import Any

import pytest

from emulator.iam.evaluation import Policies
from emulator.iam.principals import Requester
from emulator.tests.policies import (
    ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    SOMEBODY,
    allowed,
    ask,
    document,
    policy,
    statement,
)

OBJECT = "arn:aws:s3:::b/team-a/x"
PASSWORD_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mlflow/db-AbCdEf"  # noqa: S105
STREAM = "arn:aws:logs:eu-west-1:123456789012:log-group:/g:log-stream:s"
NOT_ACTION: dict[str, Any] = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
NOT_RESOURCE: dict[str, Any] = {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/team-b/*"}

# Statements, action, resource, verdict; a star marks what moto's own enforcement gets wrong.
IDENTITY: dict[str, tuple[list[dict[str, Any]], str, str, bool]] = {
    "nothing allows": ([], "s3:GetObject", OBJECT, False),
    "the very resource": ([statement("s3:GetObject", OBJECT)], "s3:GetObject", OBJECT, True),
    "another action": ([statement("s3:PutObject", OBJECT)], "s3:GetObject", OBJECT, False),
    "a list of actions": ([statement(["s3:Put*", "s3:Get?bject"])], "s3:GetObject", OBJECT, True),
    "* case of an action": ([statement("S3:getobject")], "s3:GetObject", OBJECT, True),
    "case of a resource": ([statement("s3:*", "arn:aws:s3:::B/*")], "s3:GetObject", OBJECT, False),
    "a sibling folder": ([statement("s3:*", "arn:aws:s3:::b/team-a/*")], "s3:GetObject",
                         "arn:aws:s3:::b/team-ab/x", False),
    "a wildcard beyond a slash": ([statement("s3:*", "arn:aws:s3:::b/*")], "s3:GetObject", OBJECT, True),
    "a wildcard ends at a colon": ([statement("logs:*", "arn:aws:*:log-group:/g:log-stream:s")],
                                   "logs:PutLogEvents", STREAM, False),
    "an ARN that is not complete": ([statement("s3:*", "arn:aws:s3")], "s3:GetObject", OBJECT, True),
    "* a secret by ARN": ([statement("secretsmanager:GetSecretValue", PASSWORD_ARN)],
                          "secretsmanager:GetSecretValue", PASSWORD_ARN, True),
    "* a stream of a group": ([statement("logs:PutLogEvents", f"{STREAM[:-13]}*")], "logs:PutLogEvents",
                              STREAM, True),
    "a group is no stream": ([statement("logs:PutLogEvents", STREAM[:-14])], "logs:PutLogEvents",
                             STREAM, False),
    "NotAction, other": ([NOT_ACTION], "s3:GetObject", OBJECT, True),
    "NotAction, listed": ([NOT_ACTION], "iam:GetRole", ROLE, False),
    "* NotResource, other": ([NOT_RESOURCE], "s3:GetObject", OBJECT, True),
    "* NotResource, listed": ([NOT_RESOURCE], "s3:GetObject", "arn:aws:s3:::b/team-b/x", False),
    "deny wins": ([statement("*"), statement("s3:*", effect="Deny")], "s3:GetObject", OBJECT, False),
    "a deny of something else": ([statement("*"), statement("s3:Put*", effect="Deny")], "s3:GetObject",
                                 OBJECT, True),
}  # fmt: skip


@pytest.mark.parametrize("name", IDENTITY)
def test_identity_policies(name: str) -> None:
    statements, action, resource, verdict = IDENTITY[name]
    assert allowed(action, resource, *statements) is verdict


def test_a_single_statement_needs_no_list() -> None:
    alone = document() | {"Statement": statement("s3:*")}
    assert ask("s3:GetObject", OBJECT, Policies(identity=(policy(alone["Statement"]),))).allowed


FOLDER = "arn:aws:s3:::b/${aws:PrincipalTag/team}/*"


@pytest.mark.parametrize(
    ("pattern", "version", "team", "verdict"),
    [
        (FOLDER, "2012-10-17", "team-a", True),
        (FOLDER, "2012-10-17", "team-b", False),
        (FOLDER, "2012-10-17", "*", False),
        (FOLDER, "2012-10-17", None, False),
        (FOLDER, "2008-10-17", "team-a", False),
        (FOLDER.replace("team}", "team, 'team-a'}"), "2012-10-17", None, True),
        ("arn:aws:s3:::b/${*}/*", "2012-10-17", None, False),
    ],
)
def test_policy_variables(pattern: str, version: str, team: str | None, verdict: bool) -> None:
    policies = Policies(identity=(policy(statement("s3:*", pattern), version=version),))
    context = {"aws:PrincipalTag/team": team}
    assert ask("s3:GetObject", OBJECT, policies, **context).allowed is verdict


ALL = policy(statement("*"))
NONE = policy()


def named(principal: Any, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return statement("*", "*", effect, Principal=principal, **more)


# identity, boundary, resource, must the resource's policy allow, verdict.
BOTH: dict[str, tuple[Policies, bool]] = {
    "boundary without identity": (Policies((NONE,), ALL), False),
    "identity without boundary": (Policies((ALL,), NONE), False),
    "boundary and identity": (Policies((ALL,), ALL), True),
    "a boundary denies": (Policies((ALL,), policy(statement("*"), statement("s3:*", effect="Deny"))), False),
    "a resource names the role": (Policies((), None, policy(named({"AWS": ROLE}))), True),
    "a resource names the session": (Policies((), None, policy(named({"AWS": SESSION}))), True),
    "a resource names everybody": (Policies((), None, policy(named("*"))), True),
    "a resource names another role": (Policies((), None, policy(named({"AWS": f"{ROLE}2"}))), False),
    "a resource names a service": (Policies((), None, policy(named({"Service": "s3.amazonaws.com"}))), False),
    "a resource names the account": (Policies((), None, policy(named({"AWS": ROOT}))), False),
    "the account, and identity": (Policies((ALL,), None, policy(named({"AWS": ROOT}))), True),
    "the boundary holds the role back": (Policies((), NONE, policy(named({"AWS": ROLE}))), False),
    "no boundary for a session": (Policies((), NONE, policy(named({"AWS": SESSION}))), True),
    "a resource denies everybody": (Policies((ALL,), None, policy(named("*", "Deny"))), False),
    "a resource denies the account": (Policies((ALL,), None, policy(named({"AWS": ACCOUNT}, "Deny"))), False),
    "a resource denies another role": (Policies((ALL,), None, policy(named({"AWS": "x"}, "Deny"))), True),
    "a key says nothing": (Policies((ALL,), None, NONE, resource_must_allow=True), False),
    "a key names the account": (
        Policies((ALL,), None, policy(named({"AWS": ROOT})), resource_must_allow=True), True),
    "a key names the account, identity silent": (
        Policies((), None, policy(named({"AWS": ROOT})), resource_must_allow=True), False),
    "a key names the role": (
        Policies((), None, policy(named({"AWS": ROLE})), resource_must_allow=True), True),
    "* a conditional deny that does not hold": (Policies((ALL,), None, policy(named("*", "Deny", Condition={
        "Bool": {"aws:SecureTransport": "false"}}))), True),
    "a conditional deny that holds": (Policies((ALL,), None, policy(named("*", "Deny", Condition={
        "Bool": {"aws:SecureTransport": "true"}}))), False),
    "all but the role, in short": (Policies((ALL,), None, policy(
        statement("*", effect="Deny", NotPrincipal={"AWS": ROLE}))), False),
    "all but the role, in full": (Policies((ALL,), None, policy(
        statement("*", effect="Deny", NotPrincipal={"AWS": [ROLE, SESSION, ROOT]}))), True),
}  # fmt: skip


@pytest.mark.parametrize("name", BOTH)
def test_boundaries_and_the_policies_of_resources(name: str) -> None:
    policies, verdict = BOTH[name]
    assert ask("s3:GetObject", OBJECT, policies, aws__SecureTransport=True).allowed is verdict


@pytest.mark.parametrize(
    ("policies", "reason"),
    [
        (Policies(), "because no identity-based policy allows the s3:GetObject action"),
        (Policies((ALL,), NONE), "because no permissions boundary allows the s3:GetObject action"),
        (Policies((ALL,), None, NONE, resource_must_allow=True),
         "because no resource-based policy allows the s3:GetObject action"),
        (Policies((policy(statement("*", effect="Deny")),)),
         "with an explicit deny in an identity-based policy"),
        (Policies((ALL,), None, policy(named("*", "Deny"))),
         "with an explicit deny in a resource-based policy"),
    ],
)  # fmt: skip
def test_a_refusal_says_why_in_the_words_of_aws(policies: Policies, reason: str) -> None:
    assert ask("s3:GetObject", OBJECT, policies).reason == reason


def test_the_root_of_the_account_has_no_identity_policies() -> None:
    root = Requester(ACCOUNT)
    assert ask("s3:GetObject", OBJECT, Policies(None), root).allowed
    assert not ask("s3:GetObject", OBJECT, Policies(None, None, NONE, resource_must_allow=True), root).allowed
    assert SOMEBODY.session == SESSION
