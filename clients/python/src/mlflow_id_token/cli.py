"""The command ``mlflow-id-token``: what would be sent and where, or a file for other programs."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .cache import TokenCache
from .errors import IdTokenError
from .origin import allowed_origin, check_origin
from .settings import read_settings
from .sources import make_source
from .writer import keep_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from .tokens import Token


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 done, 1 a problem (told on standard error), 2 wrong usage."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(asctime)s mlflow-id-token: %(message)s", level=logging.WARNING)
    try:
        if options.command == "check":
            check()
        else:
            write(options.file)
    except IdTokenError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mlflow-id-token",
        description="Identity tokens for MLflow, from what the MLFLOW_ID_TOKEN_* variables say.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="get a token and print whose it is, never the token")
    writer = commands.add_parser("write", help="keep a file with a valid token until stopped")
    writer.add_argument("file", type=Path, metavar="FILE", help="mode 0600, in a directory that exists")
    return parser


def check() -> None:
    """Asks the source once and prints what it gave.

    Raises:
        IdTokenError: the settings, the host or the source are no use.
    """
    settings = read_settings(os.environ)
    host = allowed_origin(settings.host)
    if host.scheme:
        check_origin(str(host), settings.host)
    token = make_source(settings)()
    rows = {
        "source": settings.source,
        "host": str(host),
        "audience": ", ".join(token.audiences),
        "who": token.email or token.subject,
        "issuer": token.issuer,
        "lifetime": _lifetime(token),
    }
    for name, value in rows.items():
        print(f"{name:<9} {value or 'not said'}")


def _lifetime(token: Token) -> str:
    left = token.expires - time.time()
    whole = f"{token.expires - token.issued:.0f} s" if token.issued is not None else "not said"
    hint = "" if left > 0 else ": expired, or this machine's clock is wrong"
    return f"{whole}, {left:.0f} s left by this machine's clock{hint}"


def write(path: Path) -> None:
    """Keeps ``path`` until SIGTERM or SIGINT, which end the process with exit code 0 and leave the file.

    Raises:
        IdTokenError: the settings, the source or the file are no use.
    """
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    keep_file(TokenCache(make_source(read_settings(os.environ))), path)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
