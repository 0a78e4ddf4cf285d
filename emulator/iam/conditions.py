"""The condition operators of AWS."""

import base64
import binascii
import ipaddress
from collections.abc import Callable
from datetime import datetime, timezone

from emulator.iam.documents import Statement
from emulator.iam.patterns import Context, arn_like, equals, like

# (value in the policy, value of the request, context, whether the policy has variables)
Comparison = Callable[[str, str, Context, bool], bool]


def conditions_hold(statement: Statement, context: Context) -> bool:
    """Every operator and every key of it must hold; one of a key's values is enough."""
    return all(
        _holds(operator, key, values, context, variables=statement.variables)
        for operator, keys in statement.conditions.items()
        for key, values in keys.items()
    )


def _holds(operator: str, key: str, values: tuple[str, ...], context: Context, *, variables: bool) -> bool:
    asked = context.get(key.lower())
    quantifier, _, name = operator.rpartition(":")
    quantifier, name = quantifier.lower(), name.lower()
    if name == "null":
        return any((value.lower() == "true") == (asked is None) for value in values)
    optional = name.endswith("ifexists")
    negated, compare = _comparison(name.removesuffix("ifexists"))
    if not asked:
        return _without_the_key(quantifier, optional=optional, negated=negated)
    matched = [any(compare(value, each, context, variables) for value in values) != negated for each in asked]
    # Without a quantifier a key has one value; of several none may be forbidden, or one must be allowed.
    if quantifier == "forallvalues" or (not quantifier and negated):
        return all(matched)
    return any(matched)


def _without_the_key(quantifier: str, *, optional: bool, negated: bool) -> bool:
    """Decide without a value: nothing is equal to nothing, and "not equal" is true of it."""
    if quantifier == "forallvalues":
        return True
    return optional or (negated and quantifier != "foranyvalue")


def _comparison(name: str) -> tuple[bool, Comparison]:
    """Find the comparison, and whether the operator says that it must fail."""
    if name in COMPARISONS:
        return False, COMPARISONS[name]
    if name in NEGATIONS:
        return True, COMPARISONS[NEGATIONS[name]]
    raise ValueError(f"unknown condition operator {name}")


def _fold(value: str, asked: str, context: Context, variables: bool) -> bool:
    lowered = {key: tuple(each.lower() for each in values) for key, values in context.items()}
    return equals(value.lower(), asked.lower(), lowered, variables)


def _ordered(read: Callable[[str], float], holds: Callable[[float, float], bool]) -> Comparison:
    def compare(value: str, asked: str, _context: Context, _variables: bool) -> bool:
        try:
            return holds(read(asked), read(value))
        except ValueError:
            return False

    return compare


def _seconds(text: str) -> float:
    """Read a date as AWS takes it: ISO 8601, or seconds since 1970."""
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def _in_network(value: str, asked: str, _context: Context, _variables: bool) -> bool:
    try:
        return ipaddress.ip_address(asked) in ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False


def _same_bytes(value: str, asked: str, _context: Context, _variables: bool) -> bool:
    try:
        return base64.b64decode(value, validate=True) == base64.b64decode(asked, validate=True)
    except binascii.Error:
        return False


ORDERS: dict[str, Callable[[float, float], bool]] = {
    "equals": lambda asked, value: asked == value,
    "lessthan": lambda asked, value: asked < value,
    "lessthanequals": lambda asked, value: asked <= value,
    "greaterthan": lambda asked, value: asked > value,
    "greaterthanequals": lambda asked, value: asked >= value,
}
COMPARISONS: dict[str, Comparison] = {
    "stringequals": equals,
    "stringequalsignorecase": _fold,
    "stringlike": like,
    "arnlike": arn_like,
    "arnequals": arn_like,
    "bool": lambda value, asked, _context, _variables: value.lower() == asked.lower(),
    "binaryequals": _same_bytes,
    "ipaddress": _in_network,
    **{f"numeric{name}": _ordered(float, holds) for name, holds in ORDERS.items()},
    **{f"date{name}": _ordered(_seconds, holds) for name, holds in ORDERS.items()},
}
NEGATIONS = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotlike": "arnlike",
    "arnnotequals": "arnequals",
    "notipaddress": "ipaddress",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
}
