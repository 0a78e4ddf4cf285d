"""One VPC for everything that one call puts together, and a way out of it where one is needed."""

from typing import TYPE_CHECKING

from emulator.gate.held import has_internet_gateway, vpc_of_group, vpcs
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call


def one_vpc(call: "Call", subnets: list[str], code: str | None = None) -> "Iterator[Finding]":
    found = vpcs(call, subnets)
    if len(found) > 1:
        yield refuse(f"All subnets must belong to the same VPC, these are of {', '.join(found)}", code)


def groups_of(call: "Call", vpc: str, groups: list[str], foreign: str, unknown: str) -> "Iterator[Finding]":
    """Check that every security group exists in the VPC; ``foreign`` and ``unknown`` are the codes if not."""
    for each in groups:
        found = vpc_of_group(call, each)
        if found is None:
            yield refuse(f"The security group '{each}' does not exist", unknown)
        elif found != vpc:
            yield refuse(
                f"Security group {each} of {found} does not belong to the subnets' VPC, {vpc}", foreign
            )


def nat_gateway(call: "Call") -> "Iterator[Finding]":
    """Ask for an internet gateway; AWS says so only after its answer, when the NAT gateway fails."""
    if call.parameters.get("ConnectivityType", "public") == "public":
        for vpc in vpcs(call, [call.parameters.get("SubnetId", "")]):
            yield from internet(call, vpc, "Gateway.NotAttached")


def internet(call: "Call", vpc: str, code: str) -> "Iterator[Finding]":
    if not has_internet_gateway(call, vpc):
        yield refuse(f"VPC {vpc} has no internet gateway", code)
