"""EC2, where one call is about several resources: what it makes, and each that it is about.

AWS asks for all of them. What is made has the tags of the request, what is there has its own.
Source: AWS, service authorization reference; a test compares the table with it. Calls that are not in it
are about all resources.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from moto.utilities.utils import get_partition

from emulator.iam import account
from emulator.iam.needs.need import Need, named

if TYPE_CHECKING:
    from emulator.gate.requests import Call
    from emulator.iam.patterns import Context


class About(NamedTuple):
    """The kind that a call makes, and the kinds whose ids it names."""

    makes: str | None
    names: tuple[str, ...] = ()


GROUP = About(None, ("security-group",))
NEW_RULE = About("security-group-rule", ("security-group",))
CALLS = {
    "AllocateAddress": About("elastic-ip"),
    "AssociateRouteTable": About(None, ("route-table", "subnet")),
    "AttachInternetGateway": About(None, ("internet-gateway", "vpc")),
    "AuthorizeSecurityGroupEgress": NEW_RULE,
    "AuthorizeSecurityGroupIngress": NEW_RULE,
    "CreateFlowLogs": About("vpc-flow-log", ("vpc",)),
    "CreateInternetGateway": About("internet-gateway"),
    "CreateNatGateway": About("natgateway", ("elastic-ip", "subnet")),
    "CreateRoute": About(None, ("route-table",)),
    "CreateRouteTable": About("route-table", ("vpc",)),
    "CreateSecurityGroup": About("security-group", ("vpc",)),
    "CreateSubnet": About("subnet", ("vpc",)),
    "CreateVpc": About("vpc"),
    "CreateVpcEndpoint": About("vpc-endpoint", ("route-table", "vpc")),
    "DeleteFlowLogs": About(None, ("vpc-flow-log",)),
    "DeleteInternetGateway": About(None, ("internet-gateway",)),
    "DeleteNatGateway": About(None, ("natgateway",)),
    "DeleteRoute": About(None, ("route-table",)),
    "DeleteRouteTable": About(None, ("route-table",)),
    "DeleteSecurityGroup": GROUP,
    "DeleteSubnet": About(None, ("subnet",)),
    "DeleteVpc": About(None, ("vpc",)),
    "DeleteVpcEndpoints": About(None, ("vpc-endpoint",)),
    "DescribeVpcAttribute": About(None, ("vpc",)),
    "DetachInternetGateway": About(None, ("internet-gateway", "vpc")),
    "DisassociateAddress": About(None, ("elastic-ip",)),
    "DisassociateRouteTable": About(None, ("route-table", "subnet")),
    "ModifySecurityGroupRules": About(None, ("security-group", "security-group-rule")),
    "ModifySubnetAttribute": About(None, ("subnet",)),
    "ModifyVpcAttribute": About(None, ("vpc",)),
    "ModifyVpcEndpoint": About(None, ("route-table", "vpc-endpoint")),
    "ReleaseAddress": About(None, ("elastic-ip",)),
    "ReplaceRoute": About(None, ("route-table",)),
    "ReplaceRouteTableAssociation": About(None, ("route-table", "subnet")),
    "RevokeSecurityGroupEgress": GROUP,
    "RevokeSecurityGroupIngress": GROUP,
}
KINDS = {
    "eipalloc": "elastic-ip",
    "fl": "vpc-flow-log",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
}
ID = re.compile(r"([a-z]+)-[0-9a-f]{8,17}")


def needs(call: "Call") -> list[Need]:
    """Ask once for everything that the call is about; what is not found out is about all resources."""
    return [*_needs(call)] or [Need(f"ec2:{call.operation.name}")]


def _needs(call: "Call") -> Iterator[Need]:
    operation = call.operation.name
    action = f"ec2:{operation}"
    if operation in ("CreateTags", "DeleteTags"):
        yield from _about(call, action, call.parameters.get("Resources") or [])
        return
    about = CALLS.get(operation, About(None))
    # Without tags AWS does not look at a new rule, only at its group.
    if about.makes and (about.makes != "security-group-rule" or _tags(call)):
        yield Need(action, made(call) or "*", _of_request(call))
    yield from _about(call, action, [each for each in _ids(call) if _kind(each) in about.names])


def made(call: "Call") -> str | None:
    """Name what the call makes; AWS will give it an id."""
    about = CALLS.get(call.operation.name)
    return _arn(call, about.makes, "*") if about and about.makes else None


def _about(call: "Call", action: str, ids: list[str]) -> Iterator[Need]:
    given = _of_request(call) if action == "ec2:CreateTags" else {}
    for each in sorted(set(ids)):
        own = {f"aws:ResourceTag/{key}": value for key, value in _held_tags(call, each).items()}
        yield Need(action, _arn(call, _kind(each) or "*", each), named(own) | given)


def _kind(name: str) -> str | None:
    found = ID.fullmatch(name)
    return KINDS.get(found[1]) if found else None


def _arn(call: "Call", kind: str, name: str) -> str:
    return f"arn:{get_partition(call.region)}:ec2:{call.region}:{account.ACCOUNT}:{kind}/{name}"


def _ids(call: "Call") -> list[str]:
    """List the ids at the top of a request; deeper ones are what a rule or a route leads to."""
    values: list[Any] = list(call.parameters.values())
    flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
    rules = [each["SecurityGroupRuleId"] for each in call.parameters.get("SecurityGroupRules") or []]
    return [each for each in flat if isinstance(each, str)] + rules + _associated(call)


def _associated(call: "Call") -> list[str]:
    """Find the address, or the route table and the subnet, behind an association."""
    wanted = call.parameters.get("AssociationId")
    if not wanted:
        return []
    if call.operation.name == "DisassociateAddress":
        addresses = list(account.of_region("ec2", call.region).addresses.values())
        return [str(each.allocation_id) for each in addresses if each.association_id == wanted]
    tables = list(account.of_region("ec2", call.region).route_tables.values())
    joined = [
        (each["RouteTableAssociationId"], table, each) for table in tables for each in table.associations
    ]
    ends = [(table.id, each.get("SubnetId")) for name, table, each in joined if name == wanted]
    return [each for pair in ends for each in pair if each]


def _held_tags(call: "Call", name: str) -> dict[str, str]:
    return dict(account.of_region("ec2", call.region).tags.get(name) or {})


def _tags(call: "Call") -> dict[str, str]:
    specified = call.parameters.get("TagSpecifications") or []
    pairs = [*(call.parameters.get("Tags") or []), *(tag for each in specified for tag in each["Tags"])]
    return {each["Key"]: each.get("Value") or "" for each in pairs}


def _of_request(call: "Call") -> "Context":
    tags = _tags(call)
    told = named({f"aws:RequestTag/{key}": value for key, value in tags.items()})
    return told | ({"aws:tagkeys": tuple(tags)} if tags else {})
