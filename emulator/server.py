"""The HTTP server: one thread a request, on the loopback address only."""

import signal
import threading
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# The literal address: with "localhost" S3 clients put the bucket before it and fail to resolve the name.
HOST = "127.0.0.1"


class QuietRequestHandler(MotoRequestHandler):
    """Keeps stderr for what went wrong: an apply makes two thousand requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def serve(app: "WSGIApplication", port: int) -> None:
    """Serve ``app`` until SIGTERM or SIGINT; print the ready line once connections are accepted."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    server = make_server(HOST, port, app, threaded=True, request_handler=QuietRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="server")
    thread.start()
    print(f"emulator ready http://{HOST}:{server.port}", flush=True)
    stop.wait()
    server.shutdown()
    thread.join()
