"""IAM: what bounds a role, and how much may be said of it."""

import re
from typing import TYPE_CHECKING

from emulator.gate.rules.say import refuse
from emulator.iam import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

MOST_CHARACTERS = 10240


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
