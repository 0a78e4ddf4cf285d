"""Tokens of the account's own issuer, which moto does not know: three calls of IAM and one of STS."""

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.exceptions import IAMException
from moto.iam.responses import IamResponse
from moto.sts.exceptions import STSClientError
from moto.sts.responses import TokenResponse

from emulator.iam.token_issuer import DEFAULT_SECONDS, NAMESPACE, Federation, issuer, signed

DISABLED = "Outbound web identity federation is not enabled for this account."


def install() -> None:
    IamResponse.enable_outbound_web_identity_federation = _enable
    IamResponse.disable_outbound_web_identity_federation = _disable
    IamResponse.get_outbound_web_identity_federation_info = _info
    TokenResponse.get_web_identity_token = _token


def _enable(self: Any) -> ActionResult:
    if Federation.enabled:
        raise IAMException("FeatureEnabledException", "Outbound web identity federation is already enabled.")
    Federation.enabled = True
    return ActionResult({"IssuerIdentifier": _issuer(self)})


def _disable(_self: Any) -> EmptyResult:
    if not Federation.enabled:
        raise IAMException("FeatureDisabledException", DISABLED)
    Federation.enabled = False
    return EmptyResult()


def _info(self: Any) -> ActionResult:
    if not Federation.enabled:
        raise IAMException("FeatureDisabledException", DISABLED)
    return ActionResult({"IssuerIdentifier": _issuer(self), "JwtVendingEnabled": True})


def _token(self: Any) -> ActionResult:
    """Sign who calls: for the session of a role the role, for any other key the account."""
    if not Federation.enabled:
        raise STSClientError("OutboundWebIdentityFederationDisabledException", DISABLED)
    session = self.backend.get_assumed_role_from_access_key(self.get_access_key())
    now = datetime.now(timezone.utc)
    ends = now + timedelta(seconds=self._get_int_param("DurationSeconds", DEFAULT_SECONDS))
    if session is not None and session.expiration < ends.replace(tzinfo=None):
        raise STSClientError(
            "SessionDurationEscalationException", "The token would outlive the session that asks for it."
        )
    account = f"arn:{self.partition}:iam::{self.current_account}:root"
    principal = account if session is None else session.role_arn
    audiences = self._get_param("Audience")
    tags = {each["Key"]: each["Value"] for each in self._get_param("Tags", [])}
    about = {
        "aws_account": self.current_account,
        "source_region": self.region,
        "principal_id": principal,
        **({"request_tags": tags} if tags else {}),
    }
    claims = {
        "iss": _issuer(self),
        "sub": principal,
        "aud": audiences[0] if len(audiences) == 1 else audiences,
        "iat": int(now.timestamp()),
        "exp": int(ends.timestamp()),
        "jti": str(uuid4()),
        NAMESPACE: about,
    }
    token = signed(self._get_param("SigningAlgorithm"), claims)
    return ActionResult({"WebIdentityToken": token, "Expiration": ends})


def _issuer(response: Any) -> str:
    return issuer(response.headers["Host"])
