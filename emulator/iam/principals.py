"""Whom a statement with principals is about."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.iam.documents import Principals

EVERYBODY = "*"


class Named(IntEnum):
    """How closely a statement names the requester; more is closer."""

    NOT = 0
    # The account: it may hand the permission on, by identity policies.
    AS_ACCOUNT = 1
    # The role, the service or everybody.
    AS_PRINCIPAL = 2
    # This very session of the role, whom no boundary holds back.
    AS_SESSION = 3


@dataclass(frozen=True)
class Requester:
    """Who asks: a role's session, an AWS service, whoever brings a token; with none, the account itself."""

    account: str
    partition: str = "aws"
    role: str | None = None
    session: str | None = None
    service: str | None = None
    federated: str | None = None
    """ARN of the identity provider whose token is brought."""

    @property
    def root(self) -> str:
        return f"arn:{self.partition}:iam::{self.account}:root"

    def named_by(self, kind: str, value: str) -> Named:
        """Compare with one value; in ``Principal`` a star stands alone and is no wildcard."""
        outside = self.service is not None or self.federated is not None
        if value == EVERYBODY and (kind == EVERYBODY or (kind == "AWS" and not outside)):
            return Named.AS_PRINCIPAL
        if kind in ("Service", "Federated"):
            mine = self.service if kind == "Service" else self.federated
            return Named.AS_PRINCIPAL if value == mine else Named.NOT
        if kind != "AWS" or outside:
            return Named.NOT
        if value == self.session:
            return Named.AS_SESSION
        if value == self.role:
            return Named.AS_PRINCIPAL
        return Named.AS_ACCOUNT if value in (self.account, self.root) else Named.NOT

    @property
    def levels(self) -> frozenset[Named]:
        """All that a ``NotPrincipal`` must list to leave the requester out."""
        if self.service is not None or self.federated is not None:
            return frozenset({Named.AS_PRINCIPAL})
        return frozenset({Named.AS_ACCOUNT}) | (
            frozenset({Named.AS_PRINCIPAL, Named.AS_SESSION}) if self.session else frozenset()
        )


def how_named(principals: "Principals | None", requester: Requester) -> Named:
    """Find the closest naming; a statement without principals names nobody."""
    if principals is None:
        return Named.NOT
    found = {requester.named_by(kind, value) for kind, value in _values(principals)} - {Named.NOT}
    if not principals.negated:
        return max(found, default=Named.NOT)
    # AWS leaves a session out only where session, role and account are all listed.
    return Named.NOT if found >= requester.levels else Named.AS_PRINCIPAL


def _values(principals: "Principals") -> "Iterator[tuple[str, str]]":
    return ((kind, value) for kind, values in principals.by_kind.items() for value in values)
