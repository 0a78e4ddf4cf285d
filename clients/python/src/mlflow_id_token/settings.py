"""The environment, read and checked."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import Problem, SettingsError
from .origin import Origin, parse_host
from .redaction import redact

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "MLFLOW_ID_TOKEN_SOURCE"
AUDIENCE = "MLFLOW_ID_TOKEN_AUDIENCE"
SERVICE_ACCOUNT = "MLFLOW_ID_TOKEN_SERVICE_ACCOUNT"
COMMAND = "MLFLOW_ID_TOKEN_COMMAND"
FILE = "MLFLOW_ID_TOKEN_FILE"
HOST = "MLFLOW_ID_TOKEN_HOST"
VARIABLES = (SOURCE, AUDIENCE, SERVICE_ACCOUNT, COMMAND, FILE, HOST)

# What each source needs beside its name. The audience is allowed for all: the token is compared with it.
NEEDS = {
    "gcloud": (),
    "gcloud-sa": (AUDIENCE, SERVICE_ACCOUNT),
    "ambient": (AUDIENCE,),
    "aws": (AUDIENCE,),
    "exec": (COMMAND,),
    "file": (FILE,),
}

# What becomes one word of a command line: no option, no blank, nothing that a terminal would obey.
_WORD = re.compile(r"[^\s\x00-\x1f\x7f-][^\s\x00-\x1f\x7f]*")
_SERVICE_ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Settings:
    """Valid settings. ``command`` is set for the source ``exec`` alone, ``file`` for ``file``, and so on.

    ``host`` is the host and port that the token may go to, or None for those of MLflow's tracking URI.
    """

    source: str
    audience: str | None = None
    service_account: str | None = None
    command: tuple[str, ...] = field(default=(), repr=False)  # may hold a secret of the user's
    file: str | None = None
    host: Origin | None = None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Reads the variables of this package; an empty one counts as not set.

    Raises:
        SettingsError: with every problem that there is.
    """
    given = {name: environment.get(name, "").strip() for name in VARIABLES}
    source = given[SOURCE]
    problems = [*_source_problems(given), *_value_problems(given)]
    words = _words(given[COMMAND], problems)
    host = _host(given[HOST], problems)
    if problems:
        raise SettingsError(problems)
    return Settings(
        source=source,
        audience=given[AUDIENCE] or None,
        service_account=given[SERVICE_ACCOUNT] or None,
        command=words,
        file=given[FILE] or None,
        host=host,
    )


def _source_problems(given: Mapping[str, str]) -> list[Problem]:
    source = given[SOURCE]
    if source not in NEEDS:
        shown = redact(repr(source)) if source else "nothing"
        return [Problem(SOURCE, shown, ", ".join(NEEDS), f"set {SOURCE} to one of them")]
    missing = [
        Problem(name, "nothing", f"a value, because {SOURCE} is {source}", f"set {name}")
        for name in NEEDS[source]
        if not given[name]
    ]
    unused = [
        Problem(
            name,
            "a value",
            f"nothing, because {SOURCE} is {source}",
            f"unset {name}, or choose another source",
        )
        for name in (SERVICE_ACCOUNT, COMMAND, FILE)
        if given[name] and name not in NEEDS[source]
    ]
    return missing + unused


def _value_problems(given: Mapping[str, str]) -> list[Problem]:
    problems = []
    audience, account = given[AUDIENCE], given[SERVICE_ACCOUNT]
    if audience and not _WORD.fullmatch(audience):
        problems.append(Problem(AUDIENCE, redact(repr(audience)), "one word that does not begin with -", "correct it"))
    elif given[SOURCE] == "aws" and "://" in audience:
        fix = "use a plain name, here and in the settings of the server"
        problems.append(Problem(AUDIENCE, redact(repr(audience)), "no URL: the AWS CLI may load it instead", fix))
    if account and not _SERVICE_ACCOUNT.fullmatch(account):
        allowed = "NAME@PROJECT.iam.gserviceaccount.com"
        problems.append(
            Problem(SERVICE_ACCOUNT, redact(repr(account)), allowed, "give the service account's e-mail address")
        )
    return problems


def _words(command: str, problems: list[Problem]) -> tuple[str, ...]:
    # The command is not shown: somebody may have written a password into it.
    if not command:
        return ()
    try:
        words = tuple(shlex.split(command))
    except ValueError:
        words = ()
    if not words or not words[0]:
        fix = "close the quotes; it is run without a shell"
        problems.append(Problem(COMMAND, "a text that is no command line", "words as in a POSIX shell", fix))
    return words


def _host(text: str, problems: list[Problem]) -> Origin | None:
    if not text:
        return None
    host = parse_host(text)
    if host is None:
        shown = "a text with @" if "@" in text else redact(repr(text))
        problems.append(Problem(HOST, shown, "host or host:port", "leave out https://, the path and the user"))
    return host
