"""How long a token may be used, by a clock that nobody sets.

The issuer's clock and this machine's may differ by an hour, so that "expires at" says little here. What a token says of
its lifetime (exp - iat) holds on every clock. It is counted from the moment the token came, by the monotonic clock. A
token that was not new then is known by the wall clock, which may only shorten its life, to a tenth at most: so a wrong
clock costs some more fetches, and never a valid token. Where all this errs, the server refuses the token, and the
request is repaired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .errors import SourceError

if TYPE_CHECKING:
    from .tokens import Token

RENEW_BEFORE = 300.0
"""Seconds before the end at which a token is renewed, but never more than a quarter of its life."""

MARGIN = 1.0
"""Seconds before the end from which a token is not sent any more, for its way; at most a quarter of its life."""


class Held(NamedTuple):
    """A token in hand. Times are those of the monotonic clock, in seconds."""

    token: Token
    renew_at: float
    ends_at: float


def hold(token: Token, now: float, wall: float) -> Held:
    """Takes a token that came just now: ``now`` by the monotonic clock, ``wall`` by the wall clock.

    Raises:
        SourceError: it cannot be used any more.
    """
    left = _seconds_left(token, wall)
    if left <= 0:
        raise SourceError("the source gave a token that has expired; if it is new, set this machine's clock")
    end = now + left
    return Held(token, end - min(RENEW_BEFORE, left / 4), end - min(MARGIN, left / 4))


def _seconds_left(token: Token, wall: float) -> float:
    left = token.expires - wall
    if token.issued is None:
        return left
    lifetime = token.expires - token.issued
    # Expired on arrival: the clock is wrong, or the source is late. The server knows which.
    if left <= 0:
        return lifetime
    return min(lifetime, max(left, lifetime / 10))
