"""STS: moto hands a session to whoever brings any token, for any role; these calls are unsigned, so the
gate does not read them either.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.sts.exceptions import STSClientError
from moto.sts.responses import TokenResponse

from emulator.iam.web_identity import RefusedError, check

_assume = TokenResponse.assume_role_with_web_identity


def install() -> None:
    TokenResponse.assume_role_with_web_identity = _assume_if_trusted


def _assume_if_trusted(self: Any) -> ActionResult:
    try:
        check(self.region, self._get_param("RoleArn"), self._get_param("WebIdentityToken"))
    except RefusedError as refused:
        raise STSClientError(refused.code, str(refused)) from refused
    return _assume(self)
