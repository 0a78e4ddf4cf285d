"""What requests asks for each request: adds the token, and repairs an answer that refuses it, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from requests.auth import AuthBase
from requests.exceptions import UnrewindableBodyError
from requests.sessions import SessionRedirectMixin
from requests.utils import rewind_body

from .origin import check_origin, parse_origin

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

    from .cache import TokenCache
    from .origin import Origin

_SCHEME = "Bearer "
_UNAUTHORIZED, _FORBIDDEN = 401, 403  # a proxy may answer either to a token that has expired


class BearerAuth(AuthBase):
    """Sends the current token of a cache to one origin: that of ``host``, or where None of MLflow's tracking URI.

    Raises (out of the request):
        ForbiddenOriginError: the request goes elsewhere.
        SourceError: there is no token.
    """

    def __init__(self, cache: TokenCache, host: Origin | None = None) -> None:
        self._cache = cache
        self._host = host

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        check_origin(request.url or "", self._host)
        request.headers["Authorization"] = _SCHEME + self._cache.get().value
        request.register_hook("response", self._answered)
        return request

    def _answered(self, response: Response, **sending: Any) -> Response:  # noqa: ANN401 - options of requests
        sent = response.request
        _keep_from_strangers(response, sent)
        header = str(sent.headers.get("Authorization", ""))
        if not header.startswith(_SCHEME):  # a redirect has led elsewhere, where no token went
            return response
        if response.ok and not response.is_redirect:
            self._cache.accepted(header.removeprefix(_SCHEME))
        if response.status_code not in (_UNAUTHORIZED, _FORBIDDEN):
            return response
        _ = response.content  # read, which gives the connection back before the wait
        patient = response.status_code == _UNAUTHORIZED  # a 403 more likely means what it says
        token = self._cache.replace(header.removeprefix(_SCHEME), patient=patient)
        again = _repeatable(sent)
        if token is None or again is None:
            return response
        again.headers["Authorization"] = _SCHEME + token.value
        repaired: Response = response.connection.send(again, **sending)
        repaired.history.append(response)
        if repaired.status_code in (_UNAUTHORIZED, _FORBIDDEN):
            self._cache.refused_again()
        _keep_from_strangers(repaired, sent)  # requests follows with a copy of what was sent first
        return repaired


def _keep_from_strangers(response: Response, request: PreparedRequest) -> None:
    """Takes the token off a request that is to follow a redirect to another origin.

    requests does so itself, but for a redirect from http to https on one host.
    """
    target = SessionRedirectMixin().get_redirect_target(response)
    if target is not None and parse_origin(urljoin(response.url, target)) != parse_origin(response.url):
        request.headers.pop("Authorization", None)


def _repeatable(request: PreparedRequest) -> PreparedRequest | None:
    """The same request once more, its body from the start; None where the body cannot be sent twice."""
    again = request.copy()
    if again.body is None or isinstance(again.body, (str, bytes)):
        return again
    try:
        rewind_body(again)
    except (UnrewindableBodyError, ValueError):  # ValueError: a file that is closed
        return None
    return again
