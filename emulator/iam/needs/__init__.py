"""What a call asks for: its own action, and what AWS checks behind it.

Written from AWS's service authorization reference and user guides; what is not sure is left out, so the
list is what a caller needs at least.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from emulator.iam import account
from emulator.iam.needs import behind, ec2, s3
from emulator.iam.needs.arns import RDS_NAMES, arn, resource_of
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
    elif service == "ec2":
        yield from ec2.needs(call)
    elif call.service == "budgets":
        read = call.operation.name.startswith("Describe")
        yield Need("budgets:ViewBudget" if read else "budgets:ModifyBudget")
    else:
        action = f"{PREFIXES.get(service, service)}:{call.operation.name}"
        yield Need(action, resource_of(call), _context(call))


def _beside(call: "Call") -> Iterator[Need]:
    """Ask for the other resources of the calls that join several."""
    given = call.parameters
    if call.service == "rds" and call.operation.name.startswith(("Create", "Modify", "Restore")):
        for parameter, kind in RDS_NAMES.items():
            other = arn(call, "rds", f"{kind}:{given.get(parameter)}")
            if given.get(parameter) and other != resource_of(call):
                yield Need(f"rds:{call.operation.name}", other)
    if call.name in ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"):
        yield Need(f"kms:{call.operation.name}", arn(call, "kms", str(given.get("AliasName"))))
    if call.name == "sts:GetWebIdentityToken" and given.get("Tags"):
        yield Need("sts:TagGetWebIdentityToken", "*", _context(call))
    if call.name == "wafv2:AssociateWebACL" and ":loadbalancer/" in str(given.get("ResourceArn")):
        yield Need("elasticloadbalancing:SetWebACL", str(given["ResourceArn"]))


def _context(call: "Call") -> "Context":
    given = call.parameters
    told = {name: given.get(source) for name, source in CONTEXT.get(call.service, {}).items()}
    return named(told | _bound(call)) | behind.tag_context(call) | _of_service(call)


def _of_service(call: "Call") -> "Context":
    """Give the keys that one service knows, and that are no plain parameter."""
    given = call.parameters
    if call.service == "application-autoscaling":
        return named({"application-autoscaling:service-namespace": given.get("ServiceNamespace")})
    if call.service == "dynamodb":
        return _leading_keys(call)
    if call.name == "sts:GetWebIdentityToken":
        return _of_a_token(call)
    if call.name == "route53:ChangeResourceRecordSets":
        changes = given["ChangeBatch"]["Changes"]
        sets = [each["ResourceRecordSet"] for each in changes]
        key = "route53:changeresourcerecordsets"
        return {
            f"{key}normalizedrecordnames": tuple(each["Name"].rstrip(".").lower() for each in sets),
            f"{key}recordtypes": tuple(each["Type"] for each in sets),
            f"{key}actions": tuple(each["Action"] for each in changes),
        }
    return {}


def _of_a_token(call: "Call") -> "Context":
    """Tell what a token shall say. Whether AWS tells a length that the call leaves out is not known: no."""
    given = call.parameters
    return {"sts:identitytokenaudience": tuple(given["Audience"])} | named(
        {
            "sts:DurationSeconds": given.get("DurationSeconds"),
            "sts:SigningAlgorithm": given.get("SigningAlgorithm"),
            "sts:SubjectMode": given.get("SubjectMode"),
        }
    )


def _leading_keys(call: "Call") -> "Context":
    """Tell the partition key of the one item that a call is about."""
    item = call.parameters.get("Key") or call.parameters.get("Item") or {}
    name = str(call.parameters.get("TableName") or "").rpartition("/")[2]
    table = account.of_region("dynamodb", call.region).tables.get(name)
    value = item.get(table.hash_key_attr) if table is not None else None
    return {"dynamodb:leadingkeys": tuple(str(each) for each in value.values())} if value else {}


def _bound(call: "Call") -> dict[str, str | None]:
    if call.name not in ABOUT_A_BOUNDED_ROLE:
        return {}
    role = account.role_by_arn(call.region, resource_of(call))
    return {"iam:PermissionsBoundary": role.permissions_boundary_arn if role is not None else None}
