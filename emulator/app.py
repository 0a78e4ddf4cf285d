"""What answers a request, layer by layer."""

from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from emulator import extensions
from emulator.failures import FailureLog
from emulator.inspection import Inspection
from emulator.retries import RetryReplay

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def create_app() -> "WSGIApplication":
    """Compose the emulator: log failures, answer our own routes and repeated calls, pass the rest to moto."""
    extensions.install()
    aws = DomainDispatcherApplication(create_backend_app)
    return FailureLog(Inspection(RetryReplay(aws)))
