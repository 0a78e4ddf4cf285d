"""Who catches a planted mistake."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from emulator.lint import findings
from emulator.tests.account import Account
from emulator.tests.gated import Gated

NOBODY = "nobody"
# The layer that must catch it, service and operation, and what is sent.
Plant = tuple[str, str, str, Callable[[Account], dict[str, Any]]]


def caught_by(gated: Gated, service: str, operation: str, sent: dict[str, Any]) -> str:
    """Make the call and name the layer that catches it: a judge of the gate, moto, cfn-lint or nobody."""
    try:
        getattr(gated.client(service), operation)(**sent)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
            raise
        layers = {each["layer"] for each in gated.lines()[-1]["findings"]}
        return " and ".join(sorted(layers)) or "moto"
    line = gated.lines()[-1]
    assert line["findings"] == []
    problems, _ = findings([line], "eu-west-1")
    assert len(problems) <= 1
    return "cfn-lint" if problems else NOBODY
