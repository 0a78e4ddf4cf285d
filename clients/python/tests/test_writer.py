"""The file for other programs: whole at every moment, private, fresh, and left alone by failures."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import Program
from tokens import Issuer, jwt, wait_until

from mlflow_id_token.cache import TokenCache
from mlflow_id_token.errors import IdTokenError, UnusableSourceError
from mlflow_id_token.writer import keep_file, write_file


class Stop(Exception):  # noqa: N818 - it ends a loop
    pass


def test_the_file_is_private_whatever_the_umask_and_the_old_mode(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("old")
    path.chmod(0o666)
    old = os.umask(0)
    try:
        write_file(path, "new")
    finally:
        os.umask(old)
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_readers_never_see_a_part_of_it(tmp_path: Path) -> None:
    path, done, seen = tmp_path / "token", threading.Event(), set()
    texts = {letter * 50_000 for letter in "ab"}
    write_file(path, "a" * 50_000)

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text())

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(200):
        for text in texts:
            write_file(path, text)
    done.set()
    thread.join()
    assert seen <= texts


@pytest.mark.parametrize("kind", ["no directory", "a directory in the way"])
def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "nothere" / "token" if kind == "no directory" else tmp_path
    with pytest.raises(IdTokenError, match=f"{path} cannot be written"):
        write_file(path, "x")
    assert list(tmp_path.iterdir()) == []
    assert not list(tmp_path.parent.glob(f".{tmp_path.name}.*"))


def test_it_is_written_when_the_token_is_new_and_kept_when_the_source_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("mlflow_id_token.cache.PATIENCE", 0.05)
    path, issuer = tmp_path / "token", Issuer(lambda: jwt(0.4))
    contents: list[tuple[str, int]] = []

    def sleep(_: float) -> None:
        contents.append((path.read_text(), path.stat().st_mtime_ns))
        issuer.down = 3 <= len(contents) < 8
        threading.Event().wait(0.15)
        if len({text for text, _ in contents}) >= 4:
            raise Stop

    with pytest.raises(Stop):
        keep_file(TokenCache(issuer), path, sleep)
    assert len({text for text, _ in contents}) == len(set(contents))  # no write without need
    assert "still holds the old token" in caplog.text
    assert "SECRET" not in caplog.text


def test_a_source_that_cannot_work_ends_it(tmp_path: Path) -> None:
    def broken() -> None:
        raise UnusableSourceError("not installed")

    with pytest.raises(UnusableSourceError, match="not installed"):
        keep_file(TokenCache(broken), tmp_path / "token")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_runs_until_a_signal_ends_it_well(tmp_path: Path, program: Program, number: int) -> None:
    path, first, second = tmp_path / "file", jwt(2), jwt(3600)
    program.say(first)
    command = [sys.executable, "-m", "mlflow_id_token", "write", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_until(path.exists)
        assert path.read_text() == first
        program.say(second)
        wait_until(lambda: path.read_text() == second)
        process.send_signal(number)
        output, complaints = process.communicate(timeout=10)
    assert (process.returncode, output, complaints) == (0, "", "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_command_ends_while_it_waits_for_its_source(tmp_path: Path, program: Program) -> None:
    program.say("fail no")
    command = [sys.executable, "-m", "mlflow_id_token", "write", str(tmp_path / "file")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: program.calls > 0)
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0
