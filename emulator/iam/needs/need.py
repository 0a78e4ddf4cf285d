"""One thing that a caller must be allowed to do."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.iam.patterns import Context


@dataclass(frozen=True)
class Need:
    """An action on a resource; a star where the resource is not worked out."""

    action: str
    resource: str = "*"
    context: "Context" = field(default_factory=dict)


def keys(**given: Any) -> "Context":
    """Context keys from what a call may say; what it leaves out is no key at all."""
    return {name.lower(): (_text(value),) for name, value in given.items() if value is not None}


def named(values: dict[str, Any]) -> "Context":
    """Do the same for keys that are no Python names."""
    return keys(**values)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
