"""A repeated call gets the answer of its first attempt.

Seen now and then with the state lock: the conditional write is answered 200, the answer does not reach
Terraform's SDK, and its second attempt is refused because of the lock that its own first one wrote. The
SDKs mark every attempt of a call with the same invocation id, so the second one can be told apart from
a second writer.
"""

import re
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REMEMBERED_CALLS = 256
# Longer than any call takes; a second attempt may arrive while the first still runs.
PATIENCE_SECONDS = 60
ATTEMPT = re.compile(r"\battempt=(\d+)")


class _Call:
    """The first attempt of a call: its answer, once there is one."""

    def __init__(self) -> None:
        self.answered = threading.Event()
        self.response: Response | None = None


class RetryReplay:
    """Middleware: remembers the answers to the last writes, and gives them again to further attempts."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._lock = threading.Lock()
        self._calls: OrderedDict[str, _Call] = OrderedDict()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if invocation is None or environ["REQUEST_METHOD"] == "GET":
            return self._app(environ, start_response)
        attempt = ATTEMPT.search(environ.get("HTTP_AMZ_SDK_REQUEST", ""))
        first = self._earlier(invocation) if attempt and int(attempt[1]) > 1 else None
        if first is not None and first.answered.wait(PATIENCE_SECONDS) and first.response is not None:
            return first.response(environ, start_response)
        return self._answer(self._remember(invocation), environ)(environ, start_response)

    def _answer(self, call: _Call, environ: "WSGIEnvironment") -> Response:
        try:
            response = Response.from_app(self._app, environ, buffered=True)
            # What failed may work the next time: that is what retries are for.
            call.response = response if response.status_code < 500 else None
            return response
        finally:
            call.answered.set()

    def _earlier(self, invocation: str) -> _Call | None:
        with self._lock:
            return self._calls.get(invocation)

    def _remember(self, invocation: str) -> _Call:
        with self._lock:
            call = self._calls[invocation] = _Call()
            while len(self._calls) > REMEMBERED_CALLS:
                self._calls.popitem(last=False)
            return call
