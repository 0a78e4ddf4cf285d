"""A token as a source gives it. Claims are read, never verified: that is the server's work."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field

from .errors import SourceError
from .redaction import redact

# A signed token: header, claims and signature in base64url. Nothing else can get into a header of a request.
_JWT = re.compile(r"[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]+")
_LONGEST = 64 * 1024  # characters; servers refuse headers far shorter than this

# Where programs put the token in JSON: Kubernetes' ExecCredential, AWS, OAuth token answers, GitHub Actions.
_PLACES = (("status", "token"), ("WebIdentityToken",), ("id_token",), ("value",))


@dataclass(frozen=True)
class Token:
    """A token and what it says of itself. Its text is in no repr.

    ``expires`` and ``issued`` are seconds since 1970 by the issuer's clock; ``issued`` is None where it is not said.
    """

    value: str = field(repr=False)
    expires: float
    issued: float | None = None
    issuer: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    audiences: tuple[str, ...] = ()


def parse_token(text: str, audience: str | None = None) -> Token:
    """The token in what a source gave: a JWT alone, or JSON that holds one.

    Raises:
        SourceError: there is none, it does not say when it expires, or it is for another audience than ``audience``.
    """
    text = text.strip()
    if not text:
        raise SourceError("the source gave nothing instead of a token")
    value = _from_json(text) if text.startswith("{") else text
    match = _JWT.fullmatch(value) if len(value) <= _LONGEST else None
    claims = _json_object(_decoded(match.group(1))) if match else None
    if claims is None:
        raise SourceError(
            "the source gave something else than an identity token, which is a signed JWT (three parts with dots "
            "between). An access token or an API key is none: choose what prints the ID token"
        )
    return _checked(_token(value, claims), audience)


def _from_json(text: str) -> str:
    document = _json_object(text)
    if document is None:
        raise SourceError("the source gave broken JSON")
    for place in _PLACES:
        found: object = document
        for name in place:
            found = found.get(name) if isinstance(found, dict) else None
        if isinstance(found, str):
            return found.strip()
    places = ", ".join(".".join(place) for place in _PLACES)
    raise SourceError(f"the source gave JSON without a token: it is looked for at {places}")


def _token(value: str, claims: dict[str, object]) -> Token:
    expires = _seconds(claims.get("exp"))
    if expires is None:
        raise SourceError("the source gave a token that does not say when it expires (claim exp)")
    audiences = claims.get("aud")
    return Token(
        value=value,
        expires=expires,
        issued=_seconds(claims.get("iat")),
        issuer=_text(claims.get("iss")),
        subject=_text(claims.get("sub")),
        email=_text(claims.get("email")),
        audiences=tuple(map(_text, audiences)) if isinstance(audiences, list) else (_text(audiences),),
    )


def _checked(token: Token, audience: str | None) -> Token:
    if audience is not None and audience not in token.audiences:
        raise SourceError(
            f"the source gave a token for the audience {redact(', '.join(token.audiences)) or 'nobody'}, "
            f"but MLFLOW_ID_TOKEN_AUDIENCE is {redact(audience)}: correct the variable or what the source asks for"
        )
    return token


def _decoded(part: str) -> str:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    except ValueError:
        return ""


# The errors of json hold the whole text, which is why none is chained to ours.
def _json_object(text: str) -> dict[str, object] | None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _seconds(claim: object) -> float | None:
    if isinstance(claim, (int, float)) and not isinstance(claim, bool) and 0 < claim < 1e11:
        return float(claim)
    return None


def _text(claim: object) -> str:
    return claim if isinstance(claim, str) and claim.isprintable() else ""
