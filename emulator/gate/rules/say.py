"""The words that rules share."""

from collections.abc import Iterator
from typing import Any

from emulator.gate.findings import Finding


def refuse(message: str, code: str | None = None) -> Finding:
    return Finding("rule", message, code)


def within(what: str, value: Any, low: float, high: float, code: str | None = None) -> Iterator[Finding]:
    """Say when a number is given and out of its range."""
    if value is not None and not low <= float(value) <= high:
        yield refuse(f"{what} is {value}, allowed is {low} to {high}", code)
