"""Where tokens come from: a program's output or a file."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .errors import SourceError, UnusableSourceError
from .redaction import redact
from .tokens import Token, parse_token

if TYPE_CHECKING:
    from .settings import Settings

COMMAND_TIMEOUT = 60.0
"""Seconds that a program may take. A cold gcloud needs about five; one that waits for a person is not for here."""

AWS_LIFETIME = 900
"""Seconds that a token of AWS shall live. GetWebIdentityToken gives up to 3600, but none that outlives the session
that asks, and the shortest session of a role lasts 900."""


class Source(Protocol):
    """Gives a fresh token, or raises SourceError."""

    def __call__(self) -> Token: ...


@dataclass(frozen=True)
class CommandSource:
    """A program that prints a token. It is run without a shell, without input, with the environment as it is."""

    words: tuple[str, ...]
    advice: str
    audience: str | None = None
    timeout: float = COMMAND_TIMEOUT

    def __call__(self) -> Token:
        name = self.words[0]
        program = shutil.which(name)
        if program is None:
            raise UnusableSourceError(f"{name} is not installed, or not on PATH: {self.advice}")
        status, output, complaint = _run((program, *self.words[1:]), self.timeout)
        if status is None:
            raise SourceError(f"{name} took longer than {self.timeout:g} s: {self.advice}")
        if status != 0:
            said = redact(complaint) or "nothing"
            raise SourceError(f"{name} ended with exit code {status}: {self.advice}. It said: {said}")
        return parse_token(output, self.audience)


@dataclass(frozen=True)
class FileSource:
    """A file that something else keeps fresh, such as a projected token of Kubernetes."""

    path: str
    audience: str | None = None

    def __call__(self) -> Token:
        try:
            text = Path(self.path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not a text"
            text = None
        if text is None:
            raise SourceError(f"{self.path} (MLFLOW_ID_TOKEN_FILE) cannot be read: {reason}")
        return parse_token(text, self.audience)


def make_source(settings: Settings) -> Source:
    """The source that the settings name.

    Raises:
        UnusableSourceError: ``ambient`` without the package ``id``.
    """
    audience = settings.audience
    if settings.source == "file":
        return FileSource(settings.file or "", audience)
    if settings.source == "ambient" and importlib.util.find_spec("id") is None:
        raise UnusableSourceError("the source ambient needs the package id: pip install 'mlflow-id-token[ambient]'")
    words, advice = _command(settings)
    return CommandSource(words, advice, audience)


def _command(settings: Settings) -> tuple[tuple[str, ...], str]:
    """The argument vector of a source that is a program, and what to do when it fails."""
    audience, account = settings.audience or "", settings.service_account or ""
    gcloud = ("gcloud", "auth", "print-identity-token")
    impersonate = (f"--impersonate-service-account={account}", f"--audiences={audience}", "--include-email")
    aws = ("aws", "sts", "get-web-identity-token", "--audience", audience, "--signing-algorithm", "RS256")
    lifetime = ("--duration-seconds", str(AWS_LIFETIME), "--query", "WebIdentityToken", "--output", "text")
    commands = {
        "gcloud": (gcloud, "install the Google Cloud CLI and run: gcloud auth login"),
        "gcloud-sa": (
            (*gcloud, *impersonate),
            f"install the Google Cloud CLI, log in, and have roles/iam.serviceAccountTokenCreator on {account}",
        ),
        "ambient": (
            (sys.executable, "-m", "id", audience),
            "this works only where a platform hands out tokens (GitHub Actions: with the permission id-token: write)",
        ),
        "aws": (
            (*aws, *lifetime),
            "have the AWS CLI, credentials that allow sts:GetWebIdentityToken, and outbound federation switched on",
        ),
        "exec": (settings.command, "correct MLFLOW_ID_TOKEN_COMMAND, or run it by hand to log in"),
    }
    return commands[settings.source]


def _run(command: tuple[str, ...], timeout: float) -> tuple[int | None, str, str]:
    """Exit status (None: out of time), output, complaints. A program that is given up is ended with its children."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the words are the user's own settings
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise UnusableSourceError(f"{command[0]} cannot be run: {error.strerror}") from None
    with process:
        try:
            output, complaint = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            return None, "", ""
        finally:
            if process.returncode is None:
                _kill(process)
    return process.returncode, output, complaint


def _kill(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
