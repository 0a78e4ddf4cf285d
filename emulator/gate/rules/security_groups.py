"""EC2: texts of security groups and of their rules, which take few characters."""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

TEXT = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}")
ALLOWED = "less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"


def security_group(call: "Call") -> "Iterator[Finding]":
    """Check name and description of a new group."""
    name = call.parameters.get("GroupName", "")
    if name.startswith("sg-") or not TEXT.fullmatch(name):
        yield refuse(f"Invalid security group name {name!r}: it starts with sg- or is not {ALLOWED}")
    yield from _texts(call.parameters)


def described_rules(call: "Call") -> "Iterator[Finding]":
    """Check the description of every rule, however it names its other end."""
    yield from _texts(call.parameters)


def _texts(value: Any) -> "Iterator[Finding]":
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        text = value.get("Description")
        if isinstance(text, str) and not TEXT.fullmatch(text):
            yield refuse(f"Invalid description {text!r}: valid descriptions are {ALLOWED}")
        for item in value.values():
            yield from _texts(item)
