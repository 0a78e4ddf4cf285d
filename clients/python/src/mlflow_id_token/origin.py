"""Where a token may go: one host and port, by https, or by http on this very machine."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from typing import NamedTuple
from urllib.parse import urlsplit

from requests.models import PreparedRequest
from requests.utils import get_environ_proxies, select_proxy

from .errors import ForbiddenOriginError

_DEFAULT_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d+)?")


class Origin(NamedTuple):
    """Scheme, host and port. Of a bare host the scheme is empty; its port is 0 where none was named."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{host}{port}" if self.scheme else f"{host}{port}"


def parse_origin(url: str) -> Origin | None:
    """The origin of an http(s) URL, or None for anything else. Spelling is normalised as requests does it."""
    request = PreparedRequest()
    try:
        request.prepare_url(url, None)
        parts = urlsplit(request.url or "")
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return None
        return Origin(parts.scheme, parts.hostname.rstrip("."), parts.port or _DEFAULT_PORTS[parts.scheme])
    except ValueError:  # InvalidURL and MissingSchema of requests, a port out of range
        return None


def parse_host(text: str) -> Origin | None:
    """The host and port of ``host[:port]``, or None where the text is anything else."""
    parsed = parse_origin(f"https://{text}")
    if parsed is None or not _HOST.fullmatch(text):
        return None
    has_port = text.rpartition("]")[2].count(":") == 1
    return Origin("", parsed.host, parsed.port if has_port else 0)


def is_loopback(host: str) -> bool:
    """Whether the name or address can only be this machine: localhost, 127.0.0.0/8, ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def tracking_uri() -> str:
    """What MLflow talks to: what a program has set, or MLFLOW_TRACKING_URI. MLflow is not loaded for it."""
    mlflow = sys.modules.get("mlflow")
    get = getattr(mlflow, "get_tracking_uri", None)
    return str(get()) if callable(get) else os.environ.get("MLFLOW_TRACKING_URI", "")


def allowed_origin(host: Origin | None) -> Origin:
    """Where the token may go: ``host``, or the origin of MLflow's tracking URI where that is None.

    Raises:
        ForbiddenOriginError: where there is neither.
    """
    if host is not None:
        return host
    parsed = parse_origin(tracking_uri())
    if parsed is None:
        raise ForbiddenOriginError(
            "mlflow-id-token does not know which host may get the token: "
            "set MLFLOW_TRACKING_URI to the https address of the server, or MLFLOW_ID_TOKEN_HOST to its host"
        )
    return parsed


def check_origin(url: str, host: Origin | None) -> None:
    """Lets a token go to ``url``, or says why not.

    Raises:
        ForbiddenOriginError: the URL is another origin than allowed, or would show the token to the network.
    """
    allowed, target = allowed_origin(host), parse_origin(url)
    if target is None or not _same(target, allowed):
        raise ForbiddenOriginError(
            f"mlflow-id-token does not send the token to {target or 'this address'}: it is for {allowed} alone. "
            "If that host shall get it, set MLFLOW_ID_TOKEN_HOST (or MLFLOW_TRACKING_URI) to it"
        )
    if target.scheme == "https":
        return
    if not is_loopback(target.host):
        raise ForbiddenOriginError(
            f"mlflow-id-token does not send the token to {target} by plain http, where anybody on the way can read it: "
            "use https"
        )
    if select_proxy(url, get_environ_proxies(url, no_proxy=None)):
        raise ForbiddenOriginError(
            f"mlflow-id-token does not send the token to {target} through the proxy of HTTP_PROXY, which can read it: "
            f"set NO_PROXY={target.host}"
        )


def _same(target: Origin, allowed: Origin) -> bool:
    if allowed.scheme:
        return target == allowed
    return target.host == allowed.host and target.port == (allowed.port or _DEFAULT_PORTS[target.scheme])
