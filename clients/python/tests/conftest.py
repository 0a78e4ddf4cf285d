"""Fixtures: an environment without settings, quick back-off, servers."""

from __future__ import annotations

import importlib.util
import os
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from server import Server, serving
from tokens import jwt

from mlflow_id_token import cache

# The environment of the oldest MLflow has no kedro.
collect_ignore = [] if importlib.util.find_spec("kedro") else ["test_kedro.py"]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MLFLOW_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "BACKOFF", (0.05, 0.2))
    monkeypatch.setattr(cache, "PATIENCE", 3.0)
    monkeypatch.setattr(cache, "FIRST_PATIENCE", 3.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def other() -> Iterator[Server]:
    with serving() as another:
        yield another


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def authority_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def https(authority: trustme.CA) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    with serving(context) as one:
        yield one


class Program:
    """A program that prints what ``says`` holds, and a line to ``calls`` each time."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "source.py"
        self.says = directory / "says"
        self.count = directory / "calls"
        self.path.write_text(
            "import pathlib, sys\n"
            f"with open({str(self.count)!r}, 'a') as calls: calls.write('x')\n"
            f"said = pathlib.Path({str(self.says)!r}).read_text()\n"
            "sys.exit(said[5:]) if said.startswith('fail ') else print(said)\n"
        )
        self.say(jwt())

    def say(self, text: str) -> None:
        temporary = self.says.with_suffix(".new")
        temporary.write_text(text)
        temporary.replace(self.says)

    @property
    def calls(self) -> int:
        return len(self.count.read_text()) if self.count.exists() else 0

    @property
    def command(self) -> str:
        return f"'{sys.executable}' '{self.path}'"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The source ``exec`` of the environment."""
    one = Program(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_AUTH", "id-token")
    monkeypatch.setenv("MLFLOW_ID_TOKEN_SOURCE", "exec")
    monkeypatch.setenv("MLFLOW_ID_TOKEN_COMMAND", one.command)
    return one
