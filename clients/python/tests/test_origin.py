"""Where a token may go."""

from __future__ import annotations

import sys
import types

import pytest

from mlflow_id_token.errors import ForbiddenOriginError
from mlflow_id_token.origin import check_origin, is_loopback, parse_host, parse_origin

TRACKING = "https://mlflow.example.com"


@pytest.fixture(autouse=True)
def _no_mlflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mlflow", raising=False)


def allows(url: str, host: str = "", tracking: str = "") -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", tracking)
        try:
            check_origin(url, parse_host(host) if host else None)
        except ForbiddenOriginError:
            return False
        return True


@pytest.mark.parametrize(
    ("url", "host", "tracking"),
    [
        (f"{TRACKING}/api", "", TRACKING),
        ("https://MLFLOW.example.com.:443/api", "", f"{TRACKING}/base"),
        ("https://mlflow.example.com:8443/", "", f"{TRACKING}:8443"),
        (f"{TRACKING}/api", "mlflow.example.com", "https://elsewhere.example"),
        ("https://xn--bcher-kva.example/", "", "https://b\u00fccher.example"),
        ("http://localhost:5000/api", "", "http://localhost:5000"),
        ("http://127.0.0.9:5000/api", "127.0.0.9:5000", ""),
        ("http://[::1]:5000/api", "[::1]:5000", ""),
        ("https://10.0.0.1/", "10.0.0.1", ""),
    ],
)
def test_the_tracking_servers_own_address_is_allowed(url: str, host: str, tracking: str) -> None:
    assert allows(url, host, tracking)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://mlflow.example.com.evil.example/",
        "https://evil.example/mlflow.example.com",
        "https://mlflow.example.com@evil.example/",
        "https://evil.example\\@mlflow.example.com/",
        "https://evil.example#@mlflow.example.com/",
        "https://evil.example?@mlflow.example.com/",
        "https://mlflow.example.com:8443/",
        "https://sub.mlflow.example.com/",
        "http://mlflow.example.com/",
        "http://mlflow.example.com:443/",
        "ftp://mlflow.example.com/",
        "https:///",
        "",
    ],
)
@pytest.mark.parametrize("host", ["", "mlflow.example.com"])
def test_any_other_is_not(url: str, host: str) -> None:
    assert not allows(url, host, TRACKING)


@pytest.mark.parametrize(
    "host", ["mlflow.example.com", "10.0.0.1", "localhost.example.com", "127.0.0.1.nip.io", "0.0.0.0"]
)
def test_plain_http_leaves_this_machine_never(host: str) -> None:
    assert not allows(f"http://{host}/", "", f"http://{host}")
    assert not allows(f"http://{host}/", host)
    assert allows(f"https://{host}/", host)


def test_loopback_is_three_things() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.255.255.254", "::1")))
    assert not any(map(is_loopback, ("localhost.", "0.0.0.0", "::", "127.1", "128.0.0.1", "mlflow.localhost")))


def test_a_proxy_of_the_environment_is_not_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(ForbiddenOriginError, match=r"set NO_PROXY=127\.0\.0\.1"):
        check_origin("http://127.0.0.1:5000/", parse_host("127.0.0.1:5000"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    check_origin("http://127.0.0.1:5000/", parse_host("127.0.0.1:5000"))


def test_messages_name_the_host_and_what_to_set() -> None:
    with pytest.raises(ForbiddenOriginError, match=r"https://evil.example:443: it is for h.*MLFLOW_ID_TOKEN_HOST"):
        check_origin("https://u:pw@evil.example/?key=1", parse_host("h"))
    with pytest.raises(ForbiddenOriginError, match="plain http"):
        check_origin("http://h/", parse_host("h"))


@pytest.mark.parametrize("tracking", ["", "databricks", "sqlite:///mlflow.db", "file:///tmp/mlruns", "/tmp/mlruns"])  # noqa: S108
def test_without_a_server_there_is_no_host(tracking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", tracking)
    with pytest.raises(ForbiddenOriginError, match="set MLFLOW_TRACKING_URI"):
        check_origin("https://h/", None)


def test_what_a_program_has_told_mlflow_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    mlflow = types.SimpleNamespace(get_tracking_uri=lambda: "https://set.example")
    monkeypatch.setitem(sys.modules, "mlflow", mlflow)
    assert allows("https://set.example/", "", TRACKING)
    assert not allows(TRACKING, "", TRACKING)


def test_an_origin_is_written_as_in_a_url() -> None:
    assert str(parse_origin("http://[::1]:80/x")) == "http://[::1]:80"
    assert str(parse_host("h")) == "h"
