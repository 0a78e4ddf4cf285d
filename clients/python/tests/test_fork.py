"""Forked children and the end of the interpreter."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from tokens import Clock, Issuer, wait_until

from mlflow_id_token.cache import TokenCache


def child(work: object) -> int:
    """Exit code of a forked child that runs ``work`` (a callable) within ten seconds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads is what is tested
        context = multiprocessing.get_context("fork")
        process = context.Process(target=work)
        process.start()
    process.join(10)
    if process.exitcode is None:
        process.kill()
        process.join()
        return -1
    return process.exitcode


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
class TestFork:
    def test_a_child_keeps_the_token(self) -> None:
        issuer = Issuer()
        cache = TokenCache(issuer)
        token = cache.get()

        def work() -> None:
            os._exit(0 if cache.get() == token and issuer.calls == 1 else 1)

        assert child(work) == 0

    def test_a_child_fetches_though_the_parent_was_about_to(self) -> None:
        issuer, clock = Issuer(), Clock()
        cache = TokenCache(issuer, clock)
        first = cache.get()
        issuer.delay = 3.0
        clock.now += 3599.5
        thread = threading.Thread(target=cache.get)
        thread.start()
        wait_until(lambda: issuer.calls == 2)

        def work() -> None:
            issuer.delay = 0.0
            os._exit(0 if cache.get() != first else 1)

        assert child(work) == 0
        thread.join()

    def test_a_child_is_not_stopped_by_a_lock_of_the_parent(self) -> None:
        cache = TokenCache(Issuer())
        cache.get()
        with cache._changed:
            assert child(lambda: os._exit(0 if cache.get() else 1)) == 0


ENDING = """
import atexit, sys
sys.path.insert(0, sys.argv[1])
from tokens import Clock, Issuer
from mlflow_id_token.cache import TokenCache
issuer, clock = Issuer(), Clock()
cache = TokenCache(issuer, clock)
first = cache.get()
def late():
    clock.now += 3400
    assert cache.get() is first
    clock.now += 300
    assert cache.get() is not first
    print("sent", flush=True)
atexit.register(late)
"""


def test_where_no_thread_can_start_the_caller_renews(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer, clock = Issuer(), Clock()
    cache = TokenCache(issuer, clock)
    first = cache.get()

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    clock.now += 3400
    assert cache.get() is first
    assert cache.get() is not first


def test_what_is_sent_while_the_interpreter_ends_gets_its_token() -> None:
    """MLflow sends its last records there, where Python 3.12 and later start no thread any more."""
    here = str(Path(__file__).parent)
    done = subprocess.run([sys.executable, "-c", ENDING, here], capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr) == ("sent\n", "")
