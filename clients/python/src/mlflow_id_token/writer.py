"""Keeps a file with the current token, for programs that read one again and again (the OpenTelemetry Collector)."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .errors import IdTokenError, SourceError, UnusableSourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .cache import TokenCache

INTERVAL = 1.0
"""Seconds between looks at the token. Looking costs nothing; a renewal starts when one is due."""

_log = logging.getLogger("mlflow_id_token")


def write_file(path: Path, text: str) -> None:
    """Replaces a file at once and whole, readable for its owner alone (mode 0600).

    Raises:
        IdTokenError: the directory does not exist or cannot be written; then the old file is as it was.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mkstemp makes it 0600
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise IdTokenError(f"{path} cannot be written: {error.strerror}") from None


def keep_file(cache: TokenCache, path: Path, sleep: Callable[[float], None] = time.sleep) -> NoReturn:
    """Writes the token of ``cache`` to ``path`` whenever it is a new one, until the process ends.

    A source that fails is asked again for ever: the file keeps the last token meanwhile.

    Raises:
        UnusableSourceError: the source cannot work on this machine.
        IdTokenError: the file cannot be written.
    """
    written = None
    while True:
        try:
            token = cache.get()
        except UnusableSourceError:
            raise
        except SourceError as error:
            _log.warning("%s still holds the old token: %s", path, error)
        else:
            if token.value != written:
                write_file(path, token.value)
                written = token.value
        sleep(INTERVAL)
