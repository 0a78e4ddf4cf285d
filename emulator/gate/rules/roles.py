"""IAM: what bounds a role, who may be trusted, and how much may be said of it."""

import re
from typing import TYPE_CHECKING

from emulator.gate.rules.say import refuse
from emulator.iam import account
from emulator.iam.documents import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call
    from emulator.iam.documents import Statement

MOST_CHARACTERS = 10240
MOST_MANAGED_CHARACTERS = 6144
MOST_TRUST_CHARACTERS = 2048
PROVIDER = ":oidc-provider/"
# Issuers that serve everybody: their trust must say whose token it is. Source: AWS, "Identity-provider
# controls for shared OIDC providers".
SHARED_ISSUERS = frozenset({"token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io"})


def new_role(call: "Call") -> "Iterator[Finding]":
    """Judge what bounds it and whom it trusts."""
    yield from boundary(call)
    yield from _trust(call.parameters.get("AssumeRolePolicyDocument") or "{}")


def changed_trust(call: "Call") -> "Iterator[Finding]":
    """Judge whom it trusts from now on."""
    yield from _trust(call.parameters.get("PolicyDocument") or "{}")


def _trust(document: str) -> "Iterator[Finding]":
    if len(re.sub(r"\s", "", document)) > MOST_TRUST_CHARACTERS:
        yield refuse(f"Cannot exceed quota for ACLSizePerRole: {MOST_TRUST_CHARACTERS}", "LimitExceeded")
    for statement in parse(document):
        values = statement.principals.by_kind.get("Federated", ()) if statement.principals else ()
        for issuer in sorted({value.partition(PROVIDER)[2] for value in values} & SHARED_ISSUERS):
            if statement.allows and not _tests(statement, f"{issuer}:sub"):
                yield refuse(
                    f"Missing required condition for {issuer}: {issuer}:sub", "MalformedPolicyDocument"
                )


def _tests(statement: "Statement", key: str) -> bool:
    """Find a test that a token without the claim, or with any, does not pass."""
    return any(
        operator.lower() in ("stringequals", "stringlike") and name.lower() == key and "*" not in values
        for operator, keys in statement.conditions.items()
        for name, values in keys.items()
    )


def managed_policy(call: "Call") -> "Iterator[Finding]":
    """Count a managed policy without its white space."""
    if len(re.sub(r"\s", "", call.parameters.get("PolicyDocument") or "")) > MOST_MANAGED_CHARACTERS:
        yield refuse(f"Cannot exceed quota for PolicySize: {MOST_MANAGED_CHARACTERS}", "LimitExceeded")


def boundary(call: "Call") -> "Iterator[Finding]":
    """Ask for a policy of this account; the ones of AWS are not all known here."""
    arn = call.parameters.get("PermissionsBoundary")
    known = account.of_partition("iam", call.region).managed_policies
    if arn and arn.split(":")[4:5] != ["aws"] and arn not in known:
        yield refuse(f"Scope ARN: {arn} does not exist or is not attachable.", "NoSuchEntity")


def inline_policy(call: "Call") -> "Iterator[Finding]":
    """Count all inline policies of the role together, without their white space."""
    given = call.parameters
    name = given.get("RoleName", "")
    roles = list(account.of_partition("iam", call.region).roles.values())
    role = next((each for each in roles if each.name == name), None)
    policies = dict(role.policies if role else {}) | {
        given.get("PolicyName"): given.get("PolicyDocument", "")
    }
    if sum(len(re.sub(r"\s", "", text)) for text in policies.values()) > MOST_CHARACTERS:
        yield refuse(
            f"Maximum policy size of {MOST_CHARACTERS} bytes exceeded for role {name}", "LimitExceeded"
        )
