"""The set-up scripts on a copy: a test must not rebuild the environment that it runs in."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.tests.processes import REPOSITORY

MAKING = "emulator: making .venv/emulator from emulator/requirements.txt\n"
UP_TO_DATE = "emulator: .venv/emulator is up to date\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository whose environments need no package at all."""
    for script in ("emulator/venv.sh", "emulator/setup.sh", "src/rehearsal/setup.sh"):
        copied = tmp_path / script
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / script, copied)
        copied.with_name("requirements.txt").write_text("# nothing\n")
    return tmp_path


def set_up(
    repository: Path, python: str = sys.executable, folder: str = "emulator"
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(repository / folder / "setup.sh")],
        env={"PATH": "/usr/bin:/bin", "PYTHON": python},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_it_works_once_for_every_list_of_requirements(copy: Path) -> None:
    assert set_up(copy).stdout == MAKING
    assert (copy / ".venv/emulator/bin/python").exists()
    assert set_up(copy).stdout == UP_TO_DATE

    (copy / "emulator/requirements.txt").write_text("# nothing, in other words\n")
    assert set_up(copy).stdout == MAKING


def test_the_rehearsal_has_an_environment_of_its_own(copy: Path) -> None:
    making = "rehearsal: making .venv/rehearsal from src/rehearsal/requirements.txt\n"
    assert set_up(copy, folder="src/rehearsal").stdout == making
    assert (copy / ".venv/rehearsal/bin/python").exists()
    assert not (copy / ".venv/emulator").exists()
    assert set_up(copy, folder="src/rehearsal").stdout == "rehearsal: .venv/rehearsal is up to date\n"


def test_it_starts_again_after_a_failure(copy: Path) -> None:
    requirements = copy / "emulator/requirements.txt"
    requirements.write_text("./no-such-package\n")
    assert set_up(copy).returncode != 0
    assert set_up(copy).stdout == MAKING


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("exit 1", "Python 3.10 or newer is needed"),
        ("case $2 in *ensurepip*) exit 1 ;; esac", "install python3-venv"),
    ],
)
def test_it_says_in_a_line_what_is_missing(copy: Path, script: str, complaint: str) -> None:
    python = copy / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    result = set_up(copy, str(python))
    assert result.returncode == 1
    assert result.stdout == ""
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1
