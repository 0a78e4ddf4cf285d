"""Nothing that goes wrong inside the emulator stays silent.

Clients repeat a call that was answered 500 for minutes, so without a line on stderr a gap in moto
looks like a resource that is slow to create.
"""

import sys
import traceback
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from emulator.calls import buffer_form, call_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHOWN_BODY_BYTES = 500


class FailureLog:
    """Middleware: turns exceptions into answers, and logs every answer of 500 and above to stderr."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        buffer_form(environ)
        try:
            response = Response.from_app(self._app, environ, buffered=True)
        except Exception as error:  # moto may raise anything
            response = _answer(error)
            _report(environ, response.status_code, traceback.format_exc())
        else:
            if response.status_code >= 500:
                _report(
                    environ,
                    response.status_code,
                    response.get_data()[:SHOWN_BODY_BYTES].decode(errors="replace"),
                )
        return response(environ, start_response)


def _answer(error: Exception) -> Response:
    # 501 is the one server error that AWS clients do not repeat. A call that moto lacks stays lacking,
    # while anything else may be a race of two threads that a second try gets past.
    status = 501 if isinstance(error, NotImplementedError) else 500
    return Response(f"emulator: {type(error).__name__}: {error}\n", status, content_type="text/plain")


def _report(environ: "WSGIEnvironment", status: int, detail: str) -> None:
    # One write: lines of requests that fail together must not mix.
    sys.stderr.write(f"emulator: {status} {call_name(environ)}\n{detail.rstrip()}\n")
    sys.stderr.flush()
