"""What a call asks for: its own action, and what AWS checks behind it.

Written from AWS's service authorization reference and user guides; what is not sure is left out, so the
list is what a caller needs at least.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.iam import account
from emulator.iam.needs import behind, s3
from emulator.iam.needs.arns import arn, resource_of
from emulator.iam.needs.encryption import encryption
from emulator.iam.needs.need import Need, named

if TYPE_CHECKING:
    from emulator.gate.requests import Call
    from emulator.iam.patterns import Context

# Services whose actions have another prefix than the one that signs.
PREFIXES = {"monitoring": "cloudwatch", "tagging": "tag"}
# Anybody may ask who he is.
FREE = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
# Parameters that policies may ask about; S3's are in its own module.
CONTEXT = {
    "iam": {"iam:PermissionsBoundary": "PermissionsBoundary", "iam:PolicyARN": "PolicyArn"},
    "secretsmanager": {
        "secretsmanager:Name": "Name",
        "secretsmanager:SecretId": "SecretId",
        "secretsmanager:VersionStage": "VersionStage",
    },
    "sts": {"sts:ExternalId": "ExternalId", "sts:RoleSessionName": "RoleSessionName"},
}

# Calls about a role that is there, for which AWS tells the boundary that it has.
ABOUT_A_BOUNDED_ROLE = frozenset(
    {
        "iam:AttachRolePolicy",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
    }
)


def needs(call: "Call") -> list[Need]:
    """List every need of a call, its own first."""
    if call.name in FREE:
        return []
    found = [*_own(call), *behind.tagging(call), *behind.passing(call), *behind.service_linked(call)]
    return [*found, *_beside(call), *encryption(call)]


def _own(call: "Call") -> Iterator[Need]:
    service = call.operation.service_model.signing_name
    if service == "s3":
        yield from s3.needs(call)
    elif call.service == "budgets":
        read = call.operation.name.startswith("Describe")
        yield Need("budgets:ViewBudget" if read else "budgets:ModifyBudget")
    else:
        action = f"{PREFIXES.get(service, service)}:{call.operation.name}"
        yield Need(action, resource_of(call), _context(call))


def _beside(call: "Call") -> Iterator[Need]:
    """Ask for the second resource of the calls that join two."""
    given = call.parameters
    if call.name in ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"):
        yield Need(f"kms:{call.operation.name}", arn(call, "kms", str(given.get("AliasName"))))
    if call.name == "wafv2:AssociateWebACL" and ":loadbalancer/" in str(given.get("ResourceArn")):
        yield Need("elasticloadbalancing:SetWebACL", str(given["ResourceArn"]))


def _context(call: "Call") -> "Context":
    given = call.parameters
    told = {name: given.get(source) for name, source in CONTEXT.get(call.service, {}).items()}
    return named(told | _bound(call)) | behind.tag_context(call)


def _bound(call: "Call") -> dict[str, str | None]:
    if call.name not in ABOUT_A_BOUNDED_ROLE:
        return {}
    role = account.role_by_arn(call.region, resource_of(call))
    return {"iam:PermissionsBoundary": role.permissions_boundary_arn if role is not None else None}
