"""Elastic Load Balancing: target groups."""

import re
from typing import TYPE_CHECKING

from emulator.gate.rules.load_balancers import NAME
from emulator.gate.rules.say import refuse, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

HTTP_CODES = re.compile(r"[0-9]{3}(-[0-9]{3})?(,[0-9]{3}(-[0-9]{3})?)*")
LOWEST_CODE, HIGHEST_CODE = 200, 499
SLOW_START_SECONDS = (30, 900)


def target_group(call: "Call") -> "Iterator[Finding]":
    """Check the name and the codes that count as healthy."""
    name = call.parameters.get("Name")
    if name is not None and not NAME.fullmatch(name):
        yield refuse(f"target group name {name!r} is not 1 to 32 letters, digits and inner hyphens")
    codes = (call.parameters.get("Matcher") or {}).get("HttpCode")
    if codes is not None and not _valid_codes(codes):
        yield refuse(f"Health check matcher HTTP code {codes!r} must be within {LOWEST_CODE}-{HIGHEST_CODE}")


def target_group_attributes(call: "Call") -> "Iterator[Finding]":
    given = {each.get("Key"): each.get("Value") for each in call.parameters.get("Attributes") or []}
    delay = "deregistration_delay.timeout_seconds"
    yield from within(delay, given.get(delay), 0, 3600)
    slow = given.get("slow_start.duration_seconds")
    if slow not in (None, "0"):
        yield from within("slow_start.duration_seconds", slow, *SLOW_START_SECONDS)


def _valid_codes(codes: str) -> bool:
    if not HTTP_CODES.fullmatch(codes):
        return False
    ranges = [[int(end) for end in part.split("-")] for part in codes.split(",")]
    return all(LOWEST_CODE <= each[0] <= each[-1] <= HIGHEST_CODE for each in ranges)
