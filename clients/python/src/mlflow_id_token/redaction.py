"""Keeps secrets out of what is shown to people."""

from __future__ import annotations

import re

_SHOWN = 500  # characters
_SECRETS = re.compile(
    r"""(?ix) bearer \s+ \S+            # a header
      | eyJ [\w-]* (?: \. [\w-]* )*     # a JWT or a part of one
      | ya29 \. [\w.-]+                 # Google's access tokens
      | [\w+=-]{40,}                    # keys and refresh tokens""",
)


def redact(text: str) -> str:
    """The end of a text on one line (500 characters), without whatever looks like a secret."""
    return " ".join(_SECRETS.sub("[redacted]", text).split())[-_SHOWN:]
