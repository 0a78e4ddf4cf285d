"""What MLflow loads by the name ``id-token`` (entry point group ``mlflow.request_auth_provider``)."""

from __future__ import annotations

import os

from .auth import BearerAuth
from .cache import TokenCache
from .settings import Settings, read_settings
from .sources import make_source

_caches: dict[Settings, TokenCache] = {}


def shared_cache(settings: Settings) -> TokenCache:
    """The one cache of this process for these settings.

    Raises:
        UnusableSourceError: the source cannot work on this machine.
    """
    if settings not in _caches:
        # Of two threads that make one, both get the first.
        return _caches.setdefault(settings, TokenCache(make_source(settings)))
    return _caches[settings]


class IdTokenAuthProvider:
    """MLflow's RequestAuthProvider by its two methods, so that this module does not import MLflow."""

    def get_name(self) -> str:
        """The value of MLFLOW_TRACKING_AUTH that asks for this provider."""
        return "id-token"

    def get_auth(self) -> BearerAuth:
        """Called by MLflow for every request; reads the environment anew, so that a notebook can correct it.

        Raises:
            SettingsError: the environment is incomplete or wrong. It ends MLflow's call with its message.
            UnusableSourceError: the source cannot work on this machine.
        """
        settings = read_settings(os.environ)
        return BearerAuth(shared_cache(settings), settings.host)
