"""Elastic Load Balancing: what an application load balancer refuses."""

import re
from typing import TYPE_CHECKING

from emulator.gate.held import load_balancers, vpcs, zones
from emulator.gate.rules.places import groups_of, internet, one_vpc
from emulator.gate.rules.say import refuse, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


def load_balancer(call: "Call") -> "Iterator[Finding]":
    """Check the name and, of an application load balancer, the zones."""
    name = call.parameters.get("Name", "")
    if name.startswith("internal-") or not NAME.fullmatch(name):
        yield refuse(
            f"load balancer name {name!r} is not 1 to 32 letters, digits and hyphens, without a hyphen at an "
            "end and without internal- in front"
        )
    if call.parameters.get("Type", "application") == "application":
        yield from subnets_of(call)
    yield from _place(call)
    yield from _taken(call)


def _place(call: "Call") -> "Iterator[Finding]":
    """Check the security groups and, of a public load balancer, the way to the internet."""
    found = vpcs(call, _subnets(call))
    if len(found) != 1:
        return
    groups = call.parameters.get("SecurityGroups") or []
    yield from groups_of(call, found[0], groups, "InvalidConfigurationRequest", "InvalidSecurityGroup")
    if call.parameters.get("Scheme", "internet-facing") == "internet-facing":
        yield from internet(call, found[0], "InvalidSubnet")


def _taken(call: "Call") -> "Iterator[Finding]":
    """Let the same call succeed twice, as AWS does, but no other one of the same name."""
    given = call.parameters
    wanted = (
        given.get("Scheme", "internet-facing"),
        set(_subnets(call)),
        set(given.get("SecurityGroups") or []),
    )
    for each in load_balancers(call):
        held = each.scheme, {subnet.id for subnet in each.subnets}, set(each.security_groups or [])
        if each.name == given.get("Name") and held != wanted:
            yield refuse(f"A load balancer with the name '{each.name}' exists", "DuplicateLoadBalancerName")


def _subnets(call: "Call") -> list[str]:
    mapped = [each.get("SubnetId", "") for each in call.parameters.get("SubnetMappings") or []]
    return [*(call.parameters.get("Subnets") or []), *mapped]


def subnets_of(call: "Call") -> "Iterator[Finding]":
    """Ask for two zones or more, and for one subnet in each."""
    named = _subnets(call)
    yield from one_vpc(call, named, "InvalidConfigurationRequest")
    found = zones(call, named)
    if len(set(found)) < len(found):
        yield refuse(
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
            "InvalidConfigurationRequest",
        )
    if len(set(found)) < 2 and len(found) == len(named):
        yield refuse("At least two subnets in two different Availability Zones must be specified")


def attributes(call: "Call") -> "Iterator[Finding]":
    given = {each.get("Key"): each.get("Value") for each in call.parameters.get("Attributes") or []}
    yield from within("idle_timeout.timeout_seconds", given.get("idle_timeout.timeout_seconds"), 1, 4000)
