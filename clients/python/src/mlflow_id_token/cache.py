"""One token for all threads of a process, renewed before it expires.

Nobody waits while a token is valid: whoever finds it due starts a fetch in the background. With none left, all threads
wait for one fetch. Attempts that fail share one back-off, however many threads wait for them.
"""

from __future__ import annotations

import logging
import os
import random
import threading
import time
import weakref
from typing import TYPE_CHECKING

from .errors import SourceError, UnusableSourceError
from .lifetime import Held, hold

if TYPE_CHECKING:
    from collections.abc import Callable

    from .sources import Source
    from .tokens import Token

PATIENCE = 120.0
"""Seconds that a call waits for a source that has worked before: as long as MLflow waits for an answer of its server
(MLFLOW_HTTP_REQUEST_TIMEOUT)."""

FIRST_PATIENCE = 30.0
"""Seconds that a call waits for a source that has not worked in this process yet: it may well be set up wrongly."""

BACKOFF = (1.0, 15.0)
"""Seconds between attempts that fail: the first pause, doubled up to the longest, each plus or minus a quarter."""

REFUSAL_PAUSE = 30.0
"""Seconds in which the server's refusals cause no further fetch, after a new token was no help."""

_log = logging.getLogger("mlflow_id_token")
_caches: weakref.WeakSet[TokenCache] = weakref.WeakSet()


class _SameTokenError(SourceError):
    """The source still gives the token that we have."""


class TokenCache:
    """The current token of a source. Safe for threads; a forked child keeps the token and gets locks of its own."""

    def __init__(self, source: Source, clock: Callable[[], float] = time.monotonic) -> None:
        self._source = source
        self._clock = clock
        self._held: Held | None = None
        self._failure: SourceError | None = None  # of the last attempt
        self._failures = 0  # in a row
        self._attempts = 0  # that have ended
        self._next_attempt = 0.0
        self._refusals_count_from = 0.0
        self._accepted = ""  # the last token that the server took
        self.renew_locks()
        _caches.add(self)

    def renew_locks(self) -> None:
        """For a forked child: the threads that held or fetched something are not in it."""
        self._changed = threading.Condition()
        self._fetching = False

    def get(self) -> Token:
        """A valid token. Waits only where there is none: PATIENCE at most, at first FIRST_PATIENCE.

        Raises:
            SourceError: the source gave none in that time; at once, where it cannot give one on this machine.
        """
        with self._changed:
            held, now = self._held, self._clock()
            valid = held is not None and now < held.ends_at
            due = held is not None and valid and now >= held.renew_at
            start = due and not self._fetching and now >= self._next_attempt
            self._fetching = self._fetching or start
        if start:
            self._fetch_in_background()
        if held is not None and valid:
            return held.token
        return self._wait(lambda held: self._clock() < held.ends_at, final=(UnusableSourceError,))

    def replace(self, refused: str, *, patient: bool) -> Token | None:
        """Another token than the one that the server refused, or None where a further one is no use.

        One that has come since is given without a fetch. ``patient`` waits for the source as ``get`` does; otherwise
        there is one attempt, or none while a failed one is less than its back-off ago. The same token again ends the
        wait, unless the server has accepted it before: then it has expired, and the source is late.
        """
        with self._changed:
            known = self._held is None or self._held.token.value == refused
            if known and self._clock() < self._refusals_count_from:
                return None
        expired = refused == self._accepted
        hopeless = (UnusableSourceError,) if expired else (UnusableSourceError, _SameTokenError)
        final = hopeless if patient else (SourceError,)
        try:
            return self._wait(lambda held: held.token.value != refused, final)
        except _SameTokenError:
            self.refused_again()
            _log.warning("the server refused the token, and the source has no other yet")
        except SourceError as error:
            _log.warning("the server refused the token, and there is no other: %s", error)
        return None

    def accepted(self, token: str) -> None:
        """The server has taken this token: when it refuses it later, that is for its age."""
        self._accepted = token

    def refused_again(self) -> None:
        """The server has refused a new token, too: that is not for its age, and fetching more would not help."""
        with self._changed:
            self._refusals_count_from = self._clock() + REFUSAL_PAUSE

    def _wait(self, wanted: Callable[[Held], bool], final: tuple[type[SourceError], ...]) -> Token:
        """Fetches, or waits for who does, until what is held is wanted. A failure that is ``final`` ends it early."""
        with self._changed:
            attempts = self._attempts
            deadline = self._clock() + (FIRST_PATIENCE if self._held is None else PATIENCE)
        while True:
            with self._changed:
                now = self._clock()
                if self._held is not None and wanted(self._held):
                    return self._held.token
                pausing = not self._fetching and now < self._next_attempt
                tried = pausing or self._attempts > attempts
                if now >= deadline or (tried and isinstance(self._failure, final)):
                    raise self._error()
                if self._fetching or pausing:
                    self._changed.wait((min(deadline, self._next_attempt) if pausing else deadline) - now)
                    continue
                self._fetching = True
            self._fetch()

    def _error(self) -> SourceError:
        # A new one for each thread: an exception keeps the frames that it went through, and those hold tokens.
        failure = self._failure or SourceError("the source has given no token in time")
        return type(failure)(*failure.args)

    def _fetch_in_background(self) -> None:
        try:
            threading.Thread(target=self._fetch, name="mlflow-id-token", daemon=True).start()
        except RuntimeError:  # no new threads while the interpreter ends
            self._fetch()

    def _fetch(self) -> None:
        held, failure = None, None
        try:
            held = hold(self._source(), self._clock(), time.time())
        except SourceError as error:
            failure = type(error)(*error.args)
        finally:
            with self._changed:
                self._fetching = False
                self._attempts += 1
                self._settle(held, failure)
                self._changed.notify_all()

    def _settle(self, held: Held | None, failure: SourceError | None) -> None:
        if held is not None and self._held is not None and held.token.value == self._held.token.value:
            failure = _SameTokenError("the source gave the same token again")
        elif held is not None:
            self._held, self._failures = held, 0
        self._failure = failure
        if failure is None:
            return
        first, longest = BACKOFF
        pause = min(longest, first * 2**self._failures) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
        self._failures = min(self._failures + 1, 32)
        self._next_attempt = self._clock() + pause
        if not isinstance(failure, _SameTokenError):
            _log.warning("no new token; next attempt in %.0f s at the earliest: %s", pause, failure)


def _renew_locks() -> None:
    for cache in list(_caches):
        cache.renew_locks()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_renew_locks)
