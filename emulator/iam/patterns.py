"""Wildcards and variables in the values of a policy."""

import functools
import re
from collections.abc import Mapping
from typing import Protocol

# By key in lower case: AWS compares the keys of conditions, and of variables, without case.
Context = Mapping[str, tuple[str, ...]]

VARIABLE = re.compile(r"(\$\{[^}]*\})")
DEFAULTED = re.compile(r"(?P<key>[^,]+?)\s*(?:,\s*'(?P<default>[^']*)')?")
LITERAL_CHARACTERS = frozenset("*?$")
ARN_FIELDS = 6


class _Translation(Protocol):
    def __call__(self, text: str) -> str: ...


def action_matches(pattern: str, action: str) -> bool:
    """Compare action names, in which case does not matter."""
    return _plain(pattern.lower()).fullmatch(action.lower()) is not None


def equals(value: str, asked: str, context: Context, variables: bool) -> bool:
    """Compare texts; the value may hold variables, but no wildcards."""
    return _compare(value, asked, context, re.escape, variables=variables)


def like(pattern: str, asked: str, context: Context, variables: bool) -> bool:
    """Compare a text with a pattern of ``*`` and ``?``."""
    return _compare(pattern, asked, context, _wildcards, variables=variables)


def arn_like(pattern: str, arn: str, context: Context, variables: bool) -> bool:
    """Compare ARNs field by field: a wildcard ends at a colon, except in the last field.

    Fields that the pattern lacks match anything, as AWS completes them.
    """
    if pattern == "*":
        return True
    missing = ARN_FIELDS - 1 - VARIABLE.sub("", pattern).count(":")
    completed = pattern + ":*" * max(missing, 0)
    return _compare(completed, arn, context, _ArnTranslation(), variables=variables)


class _ArnTranslation:
    def __init__(self) -> None:
        self._colons = 0

    def __call__(self, text: str) -> str:
        parts = []
        for character in text:
            self._colons += character == ":"
            one = "." if self._colons >= ARN_FIELDS - 1 else "[^:]"
            parts.append({"*": f"{one}*", "?": one}.get(character) or re.escape(character))
        return "".join(parts)


def _compare(pattern: str, asked: str, context: Context, translate: _Translation, *, variables: bool) -> bool:
    """Match in full; a variable stands for its literal value, and one without a value for no text at all."""
    expression = ""
    for part in VARIABLE.split(pattern) if variables else [pattern]:
        if variables and VARIABLE.fullmatch(part):
            value = _value(part[2:-1].strip(), context)
            if value is None:
                return False
            expression += re.escape(value)
        else:
            expression += translate(part)
    return re.fullmatch(expression, asked, re.DOTALL) is not None


def _value(name: str, context: Context) -> str | None:
    if name in LITERAL_CHARACTERS:
        return name
    match = DEFAULTED.fullmatch(name)
    if match is None:
        return None
    values = context.get(match["key"].lower(), ())
    # A key with several values is no variable.
    return values[0] if len(values) == 1 else match["default"]


def _wildcards(text: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(character) or re.escape(character) for character in text)


@functools.cache
def _plain(pattern: str) -> "re.Pattern[str]":
    return re.compile(_wildcards(pattern), re.DOTALL)
