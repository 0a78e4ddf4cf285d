"""The command ``mlflow-id-token``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Program
from tokens import jwt, real_time

from mlflow_id_token.cli import main


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "mlflow-id-token"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_check_tells_everything_but_the_token(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = real_time()
    program.say(jwt(email="a@example.com", iat=now, exp=now + 3600))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://mlflow.example.com/")
    assert main(["check"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    rows = dict(line.split(None, 1) for line in captured.out.splitlines())
    assert rows.pop("lifetime").startswith("3600 s, 3")
    assert rows == {
        "source": "exec",
        "host": "https://mlflow.example.com:443",
        "audience": "mlflow",
        "who": "a@example.com",
        "issuer": "https://issuer.example",
    }
    assert "SECRET" not in captured.out


def test_check_shows_the_subject_where_there_is_no_address_and_a_wrong_clock(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program.say(jwt(sub="arn:aws:iam::1:role/ci", exp=real_time() - 100, iat=None, iss=None))
    monkeypatch.setenv("MLFLOW_ID_TOKEN_HOST", "h:8443")
    assert main(["check"]) == 0
    output = capsys.readouterr().out
    assert "who       arn:aws:iam::1:role/ci\n" in output
    assert "host      h:8443\n" in output
    assert "issuer    not said\n" in output
    assert "clock is wrong" in output


def test_check_refuses_an_address_that_would_never_get_the_token(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program.say(jwt())
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://mlflow.example.com/")
    assert main(["check"]) == 1
    assert "by plain http" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "host", "complaint"),
    [
        ("fail not logged in", "h", "exit code 1.*It said: not logged in"),
        ("ya29.SECRET", "h", "signed JWT"),
        (jwt(), "", "MLFLOW_TRACKING_URI"),
        (jwt(), "https://h", "MLFLOW_ID_TOKEN_HOST: given"),
    ],
)
def test_a_problem_is_one_message_and_exit_code_one(
    program: Program, monkeypatch: pytest.MonkeyPatch, said: str, host: str, complaint: str
) -> None:
    program.say(said)
    monkeypatch.setenv("MLFLOW_ID_TOKEN_HOST", host)
    done = run("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(complaint, done.stderr)
    assert "Traceback" not in done.stderr
    assert "SECRET" not in done.stderr


@pytest.mark.usefixtures("program")
def test_write_says_that_its_directory_is_missing(tmp_path: Path) -> None:
    done = run("write", str(tmp_path / "nothere" / "file"))
    assert done.returncode == 1
    assert done.stderr.endswith("file cannot be written: No such file or directory\n")


@pytest.mark.parametrize("arguments", [[], ["write"], ["print"]])
def test_wrong_usage_is_exit_code_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
