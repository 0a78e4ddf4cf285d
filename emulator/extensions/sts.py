"""STS: moto hands a session to whoever brings any token, for any role; these calls are unsigned, so the
gate does not read them either.
"""

import warnings
from typing import Any

from moto.core.responses import ActionResult
from moto.sts.exceptions import STSClientError
from moto.sts.responses import TokenResponse

from emulator.iam.web_identity import RefusedError, check

# Every service may answer AccessDenied and few models list it; moto warns on stderr, where failures are told.
warnings.filterwarnings("ignore", message=r"Exception\(STSClientError\) with code AccessDenied")

_assume = TokenResponse.assume_role_with_web_identity


def install() -> None:
    TokenResponse.assume_role_with_web_identity = _assume_if_trusted


def _assume_if_trusted(self: Any) -> ActionResult:
    try:
        check(self.region, self._get_param("RoleArn"), self._get_param("WebIdentityToken"))
    except RefusedError as refused:
        raise STSClientError(refused.code, str(refused)) from refused
    return _assume(self)
