"""How long a token is used, on clocks that are right and wrong."""

from __future__ import annotations

import pytest
from tokens import jwt

from mlflow_id_token.errors import SourceError
from mlflow_id_token.lifetime import Held, hold
from mlflow_id_token.tokens import parse_token

HOUR = 3600.0
NOW = 50.0  # monotonic


def held(lifetime: float = HOUR, age: float = 0, skew: float = 0, issued: bool = True) -> Held:
    """A token of that age, as it comes to a machine whose clock goes that many seconds ahead."""
    claims = {"iat": 1e9 if issued else None, "exp": 1e9 + lifetime}
    return hold(parse_token(jwt(**claims)), NOW, 1e9 + age + skew)


def test_a_new_token_is_renewed_five_minutes_before_its_end() -> None:
    assert held()[1:] == (NOW + HOUR - 300, NOW + HOUR - 1)


def test_a_short_one_at_three_quarters_of_its_life() -> None:
    assert held(lifetime=20)[1:] == (NOW + 15, NOW + 19)
    assert held(lifetime=2)[1:] == (NOW + 1.5, NOW + 1.5)


def test_one_that_was_not_new_lives_shorter() -> None:
    assert held(age=3000)[1:] == (NOW + 450, NOW + 599)


@pytest.mark.parametrize("skew", [-HOUR, HOUR, 10 * HOUR])
def test_an_hour_of_skew_changes_nothing(skew: float) -> None:
    assert held(skew=skew)[1:] == held()[1:]


@pytest.mark.parametrize("skew", range(0, 3600, 100))
def test_any_other_skew_costs_a_renewal_each_tenth_of_the_life_at_most(skew: int) -> None:
    assert held(skew=skew).renew_at >= NOW + HOUR / 10 * 0.75
    assert held(skew=skew).ends_at >= NOW + HOUR / 10 * 0.75
    assert held(skew=-skew)[1:] == held()[1:]


def test_without_a_time_of_issue_the_wall_clock_must_do() -> None:
    assert held(issued=False)[1:] == held()[1:]
    assert held(issued=False, age=3000).ends_at == NOW + 599
    with pytest.raises(SourceError, match="set this machine's clock"):
        held(issued=False, skew=HOUR)


def test_a_token_without_life_is_refused() -> None:
    with pytest.raises(SourceError, match="expired"):
        held(lifetime=-5, age=0)
