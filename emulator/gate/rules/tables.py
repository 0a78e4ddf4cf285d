"""DynamoDB: what the settings of a new table must agree on."""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.rules.keys import usable_keys
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

CODE = "ValidationException"
# The model allows any text, for some calls also take an ARN here.
NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")


def table(call: "Call") -> "Iterator[Finding]":
    given = call.parameters
    if not NAME.fullmatch(given.get("TableName") or ""):
        yield refuse("TableName must be 3 to 255 letters, digits, underscores, dots and hyphens", CODE)
    keys = set(_names(given.get("KeySchema")))
    for index in [
        *(given.get("GlobalSecondaryIndexes") or []),
        *(given.get("LocalSecondaryIndexes") or []),
    ]:
        keys |= set(_names(index.get("KeySchema")))
    defined = set(_names(given.get("AttributeDefinitions")))
    if missing := sorted(keys - defined):
        yield refuse(f"Some index key attributes are not defined in AttributeDefinitions: {missing}", CODE)
    if unused := sorted(defined - keys):
        yield refuse(f"Some AttributeDefinitions are not used: {unused}", CODE)
    on_demand = given.get("BillingMode") == "PAY_PER_REQUEST"
    if on_demand and given.get("ProvisionedThroughput"):
        yield refuse("Capacity units cannot be specified when BillingMode is PAY_PER_REQUEST", CODE)
    if not on_demand and not given.get("ProvisionedThroughput"):
        yield refuse("No provisioned throughput specified for the table", CODE)
    yield from usable_keys(call)


def _names(attributes: Any) -> "Iterator[str]":
    for each in attributes or []:
        yield str(each.get("AttributeName"))
