"""The cache after the server refused a token."""

from __future__ import annotations

import threading

import pytest
from tokens import Clock, Issuer, jwt, together

from mlflow_id_token import cache as module
from mlflow_id_token.cache import TokenCache


def test_one_fetch_serves_all_that_were_refused() -> None:
    issuer = Issuer()
    cache = TokenCache(issuer)
    first = cache.get()
    issuer.delay = 0.1
    got = set(together(lambda: cache.replace(first.value, patient=True)))
    assert len(got) == 1
    assert first not in got
    assert issuer.calls == 2


def test_a_token_that_has_come_since_is_used_without_a_fetch() -> None:
    issuer = Issuer()
    cache = TokenCache(issuer)
    current = cache.get()
    assert cache.replace("older", patient=False) is current
    assert issuer.calls == 1


@pytest.mark.parametrize("patient", [True, False])
def test_the_same_token_again_is_no_use_and_causes_no_storm(patient: bool) -> None:
    token = jwt()
    issuer, clock = Issuer(lambda: token), Clock()
    cache = TokenCache(issuer, clock)
    cache.get()
    assert set(together(lambda: cache.replace(token, patient=patient))) == {None}
    assert cache.replace(token, patient=patient) is None
    assert issuer.calls == 2
    clock.now += module.REFUSAL_PAUSE
    assert cache.replace(token, patient=patient) is None
    assert issuer.calls == 3


def test_a_fresh_token_that_is_refused_stops_fetches_for_a_while() -> None:
    issuer, clock = Issuer(), Clock()
    cache = TokenCache(issuer, clock)
    fresh = cache.replace(cache.get().value, patient=False)
    assert fresh is not None
    cache.refused_again()
    assert cache.replace(fresh.value, patient=True) is None
    assert cache.replace("older", patient=True) is fresh
    assert issuer.calls == 2
    clock.now += module.REFUSAL_PAUSE
    assert cache.replace(fresh.value, patient=True) is not None


def test_patience_rides_out_an_outage() -> None:
    issuer = Issuer()
    cache = TokenCache(issuer)
    first = cache.get()
    issuer.down = True
    threading.Timer(0.4, lambda: setattr(issuer, "down", False)).start()
    assert cache.replace(first.value, patient=True) not in (None, first)


def test_patience_waits_for_another_token_than_one_that_was_good_before() -> None:
    old, new = jwt(), jwt()
    issuer = Issuer(lambda: old)
    cache = TokenCache(issuer)
    cache.accepted(cache.get().value)
    threading.Timer(0.4, lambda: setattr(issuer, "make", lambda: new)).start()
    token = cache.replace(old, patient=True)
    assert token is not None
    assert token.value == new


def test_without_patience_there_is_one_attempt_and_none_in_the_backoff() -> None:
    issuer, clock = Issuer(), Clock()
    cache = TokenCache(issuer, clock)
    first = cache.get()
    issuer.down = True
    assert set(together(lambda: cache.replace(first.value, patient=False))) == {None}
    assert issuer.calls == 2
