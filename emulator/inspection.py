"""Routes of our own, for what a test must know and AWS never tells."""

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from moto.rds.models import rds_backends
from werkzeug.wrappers import Response

from emulator.iam import token_issuer
from emulator.iam.credentials import RefusedError, credentials

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/_emulator/"
MASTER_PASSWORD = re.compile(r"/_emulator/rds/(?P<cluster>[^/]+)/master-password-sha256")
CREDENTIALS = re.compile(r"/_emulator/ecs/(?P<family>[^/]+)/(?P<kind>task|execution)/credentials")


class Inspection:
    """Middleware: answers what is below ``/_emulator/`` and passes on the rest."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._app(environ, start_response)
        return _answer(path, environ.get("HTTP_HOST", ""))(environ, start_response)


def _answer(path: str, host: str) -> Response:
    route = MASTER_PASSWORD.fullmatch(path)
    if route:
        return _master_password(route["cluster"])
    route = CREDENTIALS.fullmatch(path)
    if route:
        return _credentials(route["family"], route["kind"])
    if path == token_issuer.DISCOVERY:
        return _json(token_issuer.discovery(host))
    if path == token_issuer.KEYS:
        return _json(token_issuer.key_set())
    return _not_found(f"no such route: {path}")


def _master_password(cluster: str) -> Response:
    """Answer a hash, so that a test compares the password with its secret and no value travels."""
    passwords = {
        password
        for account in list(rds_backends.values())
        for backend in list(account.values())
        if cluster in backend.clusters
        and (password := getattr(backend.clusters[cluster], "_master_user_password", None)) is not None
    }
    if len(passwords) != 1:
        return _not_found(f"{len(passwords)} master passwords are held for a cluster named {cluster}")
    return Response(hashlib.sha256(passwords.pop().encode()).hexdigest(), content_type="text/plain")


def _credentials(family: str, kind: str) -> Response:
    try:
        session = credentials(family, kind)
    except RefusedError as refused:
        return Response(refused.reason, refused.status, content_type="text/plain")
    return _json(session)


def _json(answer: Any) -> Response:
    return Response(json.dumps(answer), content_type="application/json")


def _not_found(message: str) -> Response:
    return Response(message, 404, content_type="text/plain")
