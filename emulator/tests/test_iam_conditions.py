"""Every operator, with a value that holds, one that does not, and none at all."""

from typing import Any

import pytest

from emulator.iam.conditions import COMPARISONS, NEGATIONS
from emulator.iam.documents import parse
from emulator.iam.evaluation import Policies, Question, decide
from emulator.tests.policies import SOMEBODY, document, statement

ARN = "arn:aws:ecs:eu-west-1:123456789012:task/a/b"

# operator, value in the policy, a value that is equal (or in order), one that is not.
TABLE: list[tuple[str, Any, str, str]] = [
    ("StringEquals", ["a", "b"], "b", "B"),
    ("StringEqualsIgnoreCase", "Ab", "aB", "b"),
    ("StringLike", "team-a/*", "team-a/x/y", "team-ab/x"),
    ("StringLike", "a?c", "abc", "abbc"),
    ("ArnLike", "arn:aws:ecs:*:123456789012:*", ARN, "arn:aws:ecs:eu-west-1:999999999999:task/a/b"),
    ("ArnEquals", "arn:aws:ecs:eu-west-1:123456789012:*", ARN, "arn:aws:rds:eu-west-1:123456789012:x"),
    ("Bool", "true", "True", "false"),
    ("Bool", True, "true", "false"),
    ("BinaryEquals", "aGk=", "aGk=", "aGo="),
    ("NumericEquals", "10", "10.0", "11"),
    ("NumericLessThan", 1.2, "1.1", "1.2"),
    ("NumericLessThanEquals", "10", "10", "10.5"),
    ("NumericGreaterThan", "10", "11", "10"),
    ("NumericGreaterThanEquals", "10", "10", "9"),
    ("NumericEquals", "10", "10", "ten"),
    ("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00Z"),
    ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:00:00Z", "2026-01-01T00:00:00Z"),
    ("DateLessThanEquals", "1767225600", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"),
    ("DateGreaterThan", "2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2026-01-01T00:00:00Z"),
    ("DateGreaterThanEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
    ("IpAddress", ["10.0.0.0/8", "192.0.2.7"], "10.1.2.3", "192.0.2.8"),
]
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotLike": "ArnLike",
    "ArnNotEquals": "ArnEquals",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}


def holds(operator: str, value: Any, *asked: str) -> bool:
    policy = parse(document(statement("a:B", Condition={operator: {"x:Key": value}})))
    context = {"x:key": asked} if asked else {}
    return decide(Question(SOMEBODY, "a:B", "*", context), Policies((policy,))).allowed


@pytest.mark.parametrize(("operator", "value", "good", "bad"), TABLE)
def test_an_operator(operator: str, value: Any, good: str, bad: str) -> None:
    assert [holds(operator, value, good), holds(operator, value, bad)] == [True, False]
    assert [holds(operator, value), holds(f"{operator}IfExists", value)] == [False, True]
    assert holds(f"{operator}IfExists", value, bad) is False


@pytest.mark.parametrize("operator", NEGATED)
def test_a_negated_operator(operator: str) -> None:
    for name, value, good, bad in TABLE:
        if name == NEGATED[operator]:
            assert [holds(operator, value, good), holds(operator, value, bad)] == [False, True]
            # Nothing is not equal to anything, so a deny with such an operator hits who sends no value.
            assert holds(operator, value) is True


def test_every_operator_is_tried() -> None:
    assert {name.lower() for name, *_ in TABLE} == set(COMPARISONS)
    assert {name.lower() for name in NEGATED} == set(NEGATIONS)


@pytest.mark.parametrize(
    ("value", "asked", "verdict"),
    [("true", (), True), ("true", ("a",), False), ("false", ("a",), True), ("false", (), False)],
)
def test_null_asks_whether_there_is_a_value(value: str, asked: tuple[str, ...], verdict: bool) -> None:
    assert holds("Null", value, *asked) is verdict


@pytest.mark.parametrize(
    ("operator", "asked", "verdict"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAllValues:StringEquals", (), True),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "d"), False),
        ("ForAnyValue:StringEquals", ("a", "c"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAnyValue:StringEquals", (), False),
        ("ForAnyValue:StringNotEquals", ("a", "c"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
        ("ForAnyValue:StringNotEquals", (), False),
        ("ForAnyValue:StringLikeIfExists", (), True),
        ("forAnyValue:stringequals", ("a",), True),
    ],
)
def test_keys_of_several_values(operator: str, asked: tuple[str, ...], verdict: bool) -> None:
    assert holds(operator, ["a", "b"], *asked) is verdict


def test_every_operator_and_every_key_must_hold() -> None:
    conditions = {"StringEquals": {"x:Key": "a", "x:Other": "b"}, "Bool": {"x:Flag": "true"}}
    policy = parse(document(statement("a:B", Condition=conditions)))
    complete = {"x:key": ("a",), "x:other": ("b",), "x:flag": ("true",)}
    assert decide(Question(SOMEBODY, "a:B", "*", complete), Policies((policy,))).allowed
    for name in complete:
        without = {key: value for key, value in complete.items() if key != name}
        assert not decide(Question(SOMEBODY, "a:B", "*", without), Policies((policy,))).allowed


def test_an_operator_that_aws_lacks_raises() -> None:
    with pytest.raises(ValueError, match="unknown condition operator stringmatches"):
        holds("StringMatches", "a", "a")
