"""What a judge has to say about a call."""

from dataclasses import dataclass

JUDGE_FAILED = "judge failed"
PERMISSION = "permission"


@dataclass(frozen=True)
class Finding:
    """A reason why AWS would refuse a call, and the layer that knew."""

    layer: str
    message: str
    # AWS's error code; the service's usual one where a judge names none.
    code: str | None = None

    @property
    def refuses(self) -> bool:
        """A judge that failed proves nothing about the call, so its finding lets the call pass."""
        return self.layer != JUDGE_FAILED
