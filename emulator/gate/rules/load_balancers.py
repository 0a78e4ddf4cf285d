"""Elastic Load Balancing: what an application load balancer refuses."""

import re
from typing import TYPE_CHECKING

from emulator.gate.held import zones
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


def subnets_of(call: "Call") -> "Iterator[Finding]":
    """Ask for two zones or more, and for one subnet in each."""
    mapped = [each.get("SubnetId") for each in call.parameters.get("SubnetMappings") or []]
    named = [*(call.parameters.get("Subnets") or []), *mapped]
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
