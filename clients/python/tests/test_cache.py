"""The cache: one fetch for all, nobody waits without need, failures cost no token."""

from __future__ import annotations

import logging
import threading
import time

import pytest
from tokens import THREADS, Clock, Issuer, jwt, real_time, together, wait_until

from mlflow_id_token import cache as module
from mlflow_id_token.cache import TokenCache
from mlflow_id_token.errors import SourceError, UnusableSourceError


def test_fifty_threads_cold_are_one_fetch() -> None:
    issuer = Issuer()
    issuer.delay = 0.1
    assert len(set(together(TokenCache(issuer).get))) == 1
    assert issuer.calls == 1


def test_a_valid_token_is_given_without_a_fetch_until_it_is_due() -> None:
    issuer, clock = Issuer(), Clock()
    cache = TokenCache(issuer, clock)
    first = cache.get()
    clock.now += 3600 - 301
    assert cache.get() is first
    assert issuer.calls == 1


def test_nobody_waits_while_the_old_token_is_valid() -> None:
    issuer, clock = Issuer(), Clock()
    cache = TokenCache(issuer, clock)
    first = cache.get()
    issuer.delay = 2.0
    clock.now += 3600 - 299
    start = time.monotonic()
    assert set(together(cache.get)) == {first}
    assert time.monotonic() - start < 1.9
    wait_until(lambda: cache.get() is not first)
    assert issuer.calls == 2


def test_a_failed_renewal_keeps_the_old_token_and_is_told_once_per_attempt(caplog: pytest.LogCaptureFixture) -> None:
    issuer, clock = Issuer(), Clock()
    cache = TokenCache(issuer, clock)
    first = cache.get()
    issuer.down = True
    clock.now += 3600 - 299
    assert set(together(cache.get)) == {first}
    wait_until(lambda: len(caplog.records) == 1)
    assert set(together(cache.get)) == {first}  # the back-off holds: the clock stands still
    assert issuer.calls == 2
    assert "the issuer is down" in caplog.text
    issuer.down = False
    clock.now += 1
    cache.get()
    wait_until(lambda: cache.get() is not first)


def test_an_outage_with_no_token_left_is_waited_for() -> None:
    issuer = Issuer()
    issuer.down = True
    cache = TokenCache(issuer)
    threading.Timer(0.5, lambda: setattr(issuer, "down", False)).start()
    assert len(set(together(cache.get))) == 1


def test_threads_that_fail_together_share_one_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PATIENCE", 1.0)
    issuer = Issuer()
    issuer.down = True
    cache = TokenCache(issuer)
    start = time.monotonic()
    errors = together(cache.get)
    assert time.monotonic() - start < 5
    assert {str(error) for error in errors} == {"the issuer is down"}
    assert len(set(map(id, errors))) == THREADS
    # 0.05, 0.1, 0.2, 0.2 ... seconds apart within one second: not one attempt for each of 50 threads.
    assert 4 <= issuer.calls <= 10


def test_the_wait_is_longer_for_a_source_that_has_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PATIENCE", 0.5)  # longer than the longest pause
    monkeypatch.setattr(module, "PATIENCE", 2.0)
    issuer = Issuer()
    cache = TokenCache(issuer)
    issuer.down = True
    start = time.monotonic()
    with pytest.raises(SourceError):
        cache.get()
    assert 0.5 <= time.monotonic() - start < 2
    issuer.down, issuer.make = False, lambda: jwt(0.2)
    cache.get()
    issuer.down = True
    time.sleep(0.2)
    start = time.monotonic()
    with pytest.raises(SourceError):
        cache.get()
    assert 2.0 <= time.monotonic() - start < 6


def test_a_source_that_does_not_answer_is_not_waited_for_by_others_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PATIENCE", 0.2)
    issuer = Issuer()
    issuer.delay = 1.5
    cache = TokenCache(issuer)
    thread = threading.Thread(target=cache.get)
    thread.start()
    wait_until(lambda: issuer.calls == 1)
    start = time.monotonic()
    with pytest.raises(SourceError, match="no token in time"):
        cache.get()
    assert time.monotonic() - start < 1
    thread.join()


def test_a_source_that_cannot_work_ends_the_wait_at_once() -> None:
    calls = []

    def broken() -> None:
        calls.append(1)
        raise UnusableSourceError("gcloud is not installed")

    start = time.monotonic()
    assert {str(error) for error in together(TokenCache(broken).get)} == {"gcloud is not installed"}
    assert time.monotonic() - start < 2
    assert len(calls) < 10


def test_the_same_token_again_is_no_renewal() -> None:
    issuer, clock = Issuer(), Clock()
    token = jwt()
    issuer.make = lambda: token
    cache = TokenCache(issuer, clock)
    first = cache.get()
    clock.now += 3400
    assert cache.get() is first
    wait_until(lambda: issuer.calls == 2 and not cache._fetching)
    clock.now += 198.9
    assert cache.get() is first  # still valid: its life is not counted anew
    wait_until(lambda: issuer.calls == 3)


def test_the_same_token_after_its_end_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    token = jwt(0.4)
    issuer = Issuer(lambda: token)
    cache = TokenCache(issuer)
    cache.get()
    time.sleep(0.4)
    with pytest.raises(SourceError, match="same token again"):
        cache.get()
    assert issuer.calls < 10


@pytest.mark.parametrize("skew", [-3600.0, 3600.0])
def test_an_hour_of_skew_does_no_harm(skew: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: real_time() + skew)
    issuer, clock = Issuer(lambda: jwt(20)), Clock()
    cache = TokenCache(issuer, clock)
    first = cache.get()
    clock.now += 14.9
    assert cache.get() is first
    assert issuer.calls == 1
    clock.now += 4.2  # 19.1 s: within the margin of a second, so not sent any more
    assert cache.get() is not first


def test_an_interrupted_fetch_leaves_the_cache_usable() -> None:
    issuer = Issuer()
    cache = TokenCache(issuer)

    def interrupted() -> str:
        raise KeyboardInterrupt

    issuer.make = interrupted
    with pytest.raises(KeyboardInterrupt):
        cache.get()
    issuer.make = jwt
    assert cache.get()


def test_warnings_name_the_logger_and_no_token(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = Issuer()
    issuer.make = lambda: "ya29.SECRETSIGNATURE"
    monkeypatch.setattr(module, "FIRST_PATIENCE", 0.1)
    with pytest.raises(SourceError), caplog.at_level(logging.DEBUG):
        TokenCache(issuer).get()
    assert {record.name for record in caplog.records} == {"mlflow_id_token"}
    assert "SECRET" not in caplog.text
