"""Which AWS call a request makes, as far as it can be told before moto sees it."""

import io
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from moto.core.request import Request
from moto.core.routing import get_service_router

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def call_name(environ: "WSGIEnvironment") -> str:
    """Name the call as ``service:Operation``, or as method and path where that is all there is."""
    service = _service(environ)
    operation = service and (_named_operation(environ) or _routed_operation(environ, service))
    if operation:
        return f"{service}:{operation}"
    return f"{service or 'unknown'}:{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '/')}"


def buffer_form(environ: "WSGIEnvironment") -> None:
    """Make a form body readable again: it holds the name of the call, and moto reads it up."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if _is_form(environ) and length.isdigit():
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))


def _is_form(environ: "WSGIEnvironment") -> bool:
    return (environ.get("CONTENT_TYPE") or "").startswith("application/x-www-form-urlencoded")


def _service(environ: "WSGIEnvironment") -> str | None:
    """Read the signing name out of ``Credential=<key>/<date>/<region>/<service>/aws4_request``."""
    scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].partition(",")[0].split("/")
    return scope[3] if len(scope) == 5 else None


def _named_operation(environ: "WSGIEnvironment") -> str | None:
    """Read the operation that JSON services name in a header and query services in the form."""
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return target.rpartition(".")[2]
    body = environ["wsgi.input"]
    # Anything else than a form may be an object of many megabytes.
    if not (_is_form(environ) and isinstance(body, io.BytesIO)):
        return None
    return parse_qs(body.getvalue().decode(errors="replace")).get("Action", [None])[0]


def _routed_operation(environ: "WSGIEnvironment", service: str) -> str | None:
    """Find the operation that REST services tell by method and path."""
    try:
        operation, _ = get_service_router(service).match(Request(environ))
    except Exception:  # a name for a log line is never worth a failure
        return None
    return operation.name
