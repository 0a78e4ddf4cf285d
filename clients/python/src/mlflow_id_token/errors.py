"""What can go wrong, in words for the person at the keyboard. No message ever holds a token."""

from __future__ import annotations

from typing import NamedTuple


class IdTokenError(Exception):
    """Base of every error of this package."""


class Problem(NamedTuple):
    """One wrong setting: where it is, what was given, what is allowed, and what to do."""

    where: str
    given: str
    allowed: str
    fix: str


class SettingsError(IdTokenError):
    """The environment does not say where tokens come from. Lists all problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = (f"\n  {p.where}: given {p.given}; allowed: {p.allowed}; fix: {p.fix}" for p in problems)
        super().__init__("mlflow-id-token is not set up:" + "".join(lines))


class SourceError(IdTokenError):
    """The source gave no token this time. The next attempt may succeed."""


class UnusableSourceError(SourceError):
    """The source cannot give a token on this machine (not installed, say): trying again is no use."""


class ForbiddenOriginError(IdTokenError):
    """A request was about to carry the token to a place where it does not belong. It was not sent."""
