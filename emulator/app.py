"""What answers a request, layer by layer."""

from pathlib import Path
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from emulator import extensions
from emulator.failures import FailureLog
from emulator.gate.log import CallLog
from emulator.gate.middleware import Gate
from emulator.inspection import Inspection
from emulator.retries import RetryReplay

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def create_app(*, gate: bool = True, log: Path | None = None) -> "WSGIApplication":
    """Compose the emulator: log failures, answer our own routes and repeated calls, judge, ask moto."""
    extensions.install()
    aws = DomainDispatcherApplication(create_backend_app)
    judged = Gate(aws, CallLog(log) if log else None) if gate else aws
    return FailureLog(Inspection(RetryReplay(judged)))
