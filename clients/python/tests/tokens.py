"""Tokens and sources of the tests."""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from mlflow_id_token.errors import SourceError
from mlflow_id_token.tokens import Token, parse_token

_numbers = itertools.count()
real_time = time.time


def encoded(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def jwt(lifetime: float = 3600, **claims: object) -> str:
    """A token that is unlike any other. Its signature is a word to search for where no token may be."""
    now = real_time()
    defaults = {"iss": "https://issuer.example", "sub": "1", "aud": "mlflow", "iat": now, "exp": now + lifetime}
    claims = {name: value for name, value in {**defaults, **claims}.items() if value is not None}
    return f"{encoded({'alg': 'RS256'})}.{encoded({**claims, 'jti': next(_numbers)})}.SECRETSIGNATURE"


class Issuer:
    """A source that counts its calls. ``down`` makes it fail, ``delay`` slow; ``make`` gives each token."""

    def __init__(self, make: Callable[[], str] = jwt) -> None:
        self.make = make
        self.calls = 0
        self.down = False
        self.delay = 0.0
        self._lock = threading.Lock()

    def __call__(self) -> Token:
        with self._lock:
            self.calls += 1
        time.sleep(self.delay)
        if self.down:
            raise SourceError("the issuer is down")
        return parse_token(self.make())


class Clock:
    """A monotonic clock that stands still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


THREADS = 50


def together(call: Callable[[], object]) -> list[object]:
    """What 50 threads get that call at the same time: a result or an error."""
    barrier = threading.Barrier(THREADS)

    def one(_: int) -> object:
        barrier.wait()
        try:
            return call()
        except SourceError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))
