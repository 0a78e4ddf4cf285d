"""What botocore's models say about a value: required, length, range, enumeration, pattern.

Clients check little of it: botocore neither patterns nor enumerations, Terraform's provider where somebody
wrote a validator.
"""

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from botocore.model import Shape

    from emulator.gate.requests import Call

NUMBERS = frozenset({"integer", "long", "float", "double", "short", "byte"})
SIZED = frozenset({"string", "list", "map", "blob"})
# A pattern written for UTF-16, where a character beyond U+FFFF is a pair of surrogates.
SURROGATES = regex.compile(r"\\ud800\\udc00-\\udbff\\udfff", regex.IGNORECASE)
BEYOND_UTF16 = r"\\U00010000-\\U0010ffff"


def model_findings(call: "Call") -> Iterator[str]:
    """Walk the parameters beside their shapes, and say what does not fit."""
    shape = call.operation.input_shape
    if shape is not None:
        yield from _structure(shape, call.parameters, "")


def _value(shape: "Shape", value: Any, path: str) -> Iterator[str]:
    if value is None:
        return
    if shape.type_name in SIZED | NUMBERS:
        yield from _within_limits(shape, value, path)
    if shape.type_name == "structure" and isinstance(value, dict):
        yield from _structure(shape, value, path)
    elif shape.type_name == "list":
        for number, item in enumerate(value):
            yield from _value(shape.member, item, f"{path}[{number}]")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from _value(shape.key, key, f"{path} key")
            yield from _value(shape.value, item, f"{path}.{key}")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _text(shape, value, path)


def _structure(shape: "Shape", value: dict[str, Any], path: str) -> Iterator[str]:
    for name in shape.required_members:
        # Clients fill in idempotency tokens by themselves; the wire may carry them elsewhere.
        if value.get(name) is None and not shape.members[name].metadata.get("idempotencyToken"):
            yield f"{_join(path, name)} is required"
    for name, item in value.items():
        if name in shape.members:
            yield from _value(shape.members[name], item, _join(path, name))


def _within_limits(shape: "Shape", value: Any, path: str) -> Iterator[str]:
    number = value if shape.type_name in NUMBERS else len(value)
    what = shown(shape, value) if shape.type_name in NUMBERS else f"of length {number}"
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and number < float(low):
        yield f"{path} is {what}, the minimum is {low}"
    if high is not None and number > float(high):
        yield f"{path} is {what}, the maximum is {high}"


def _text(shape: "Shape", value: str, path: str) -> Iterator[str]:
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        yield f"{path} is {shown(shape, value)}, allowed are {', '.join(allowed)}"
    pattern = shape.metadata.get("pattern")
    if pattern and not _compiled(pattern).fullmatch(value):
        yield f"{path} is {shown(shape, value)}, which does not match {pattern}"


def shown(shape: "Shape", value: Any) -> str:
    """Quote a value in a message, unless it is a secret."""
    return "a secret" if shape.metadata.get("sensitive") else repr(value)


@functools.cache
def _compiled(pattern: str) -> "regex.Pattern[str]":
    return regex.compile(SURROGATES.sub(BEYOND_UTF16, pattern))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
