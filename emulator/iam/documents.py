"""Policy documents as typed values."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Documents of the old version, which is also the default, hold no variables: ``${`` is just text there.
WITH_VARIABLES = "2012-10-17"


@dataclass(frozen=True)
class Choice:
    """The values of an element and of its negation: ``Action`` or ``NotAction``."""

    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Principals:
    """Who a statement is about, by kind; ``"*"`` alone is everybody of every kind."""

    by_kind: Mapping[str, tuple[str, ...]]
    negated: bool = False


@dataclass(frozen=True)
class Statement:
    """One statement. Identity policies have no principals, and trust policies no resources."""

    allows: bool
    actions: Choice
    resources: Choice | None
    principals: Principals | None
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]]
    variables: bool


Policy = tuple[Statement, ...]


def parse(document: str | bytes | Mapping[str, Any]) -> Policy:
    """Read a policy; text that is no JSON object raises."""
    content = document if isinstance(document, Mapping) else json.loads(document)
    statements = content.get("Statement") or []
    variables = content.get("Version") == WITH_VARIABLES
    each = [statements] if isinstance(statements, Mapping) else statements
    return tuple(_statement(statement, variables=variables) for statement in each)


def _statement(statement: Mapping[str, Any], *, variables: bool) -> Statement:
    actions = _choice(statement, "Action")
    return Statement(
        allows=statement["Effect"] == "Allow",
        actions=actions or Choice(()),
        resources=_choice(statement, "Resource"),
        principals=_principals(statement),
        conditions={
            operator: {key: _texts(values) for key, values in keys.items()}
            for operator, keys in (statement.get("Condition") or {}).items()
        },
        variables=variables,
    )


def _choice(statement: Mapping[str, Any], name: str) -> Choice | None:
    if f"Not{name}" in statement:
        return Choice(_texts(statement[f"Not{name}"]), negated=True)
    return Choice(_texts(statement[name])) if name in statement else None


def _principals(statement: Mapping[str, Any]) -> Principals | None:
    for name, negated in (("Principal", False), ("NotPrincipal", True)):
        if name in statement:
            given = statement[name]
            by_kind = given if isinstance(given, Mapping) else {"*": given}
            return Principals({kind: _texts(values) for kind, values in by_kind.items()}, negated)
    return None


def _texts(values: Any) -> tuple[str, ...]:
    """Give values as policies compare them: JSON's ``true`` is the text ``true``."""
    listed = values if isinstance(values, list) else [values]
    return tuple(each if isinstance(each, str) else json.dumps(each) for each in listed)
