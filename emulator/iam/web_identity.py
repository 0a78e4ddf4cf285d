"""Who may assume a role by a token of an OpenID Connect issuer, as CI systems do.

Judged are the account's providers, the token's claims and the role's trust policy. The signature is not
checked: no issuer that a trust policy names can be reached from here.
"""

import base64
import binascii
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moto.utilities.utils import get_partition

from emulator.iam import account
from emulator.iam.evaluation import Policies, Question, decide
from emulator.iam.needs.need import named
from emulator.iam.principals import Requester

if TYPE_CHECKING:
    from emulator.iam.patterns import Context

ACTION = "sts:AssumeRoleWithWebIdentity"
# What a trust policy may ask about. Source: AWS, "Available keys for AWS OIDC federation"; since January 2026
# some issuers have more, by name.
CLAIMS = ("aud", "sub", "amr")
CLAIMS_OF = {
    "token.actions.githubusercontent.com": (
        "actor", "actor_id", "enterprise_id", "environment", "job_workflow_ref", "ref", "repository",
        "repository_id", "workflow",
    ),
}  # fmt: skip


def is_claim(key: str) -> bool:
    """Tell whether AWS sends this key, of an issuer and a claim, with a token of that issuer."""
    issuer, _, claim = key.rpartition(":")
    return "." in issuer and claim in (*CLAIMS, *CLAIMS_OF.get(issuer, ()))


class RefusedError(Exception):
    """AWS's code for a token that it does not take, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def check(region: str, role_arn: str, token: str) -> None:
    """Raise ``RefusedError`` unless the token may assume the role."""
    claims = _claims(token)
    issuer = str(claims.get("iss", "")).removeprefix("https://")
    provider = _provider(region, issuer)
    if provider is None:
        raise RefusedError(
            "InvalidIdentityToken", f"No OpenIDConnect provider found in your account for https://{issuer}"
        )
    if claims.get("aud") not in provider.client_id_list:
        raise RefusedError("InvalidIdentityToken", "Incorrect token audience")
    if not isinstance(claims.get("exp"), int) or claims["exp"] <= time.time():
        raise RefusedError("ExpiredTokenException", "Token expired: it must be fresh")
    role = account.role_by_arn(region, role_arn)
    asking = Requester(account.ACCOUNT, get_partition(region), federated=provider.arn)
    question = Question(asking, ACTION, role_arn, _context(issuer, claims))
    trust = account.trust_policy(role) if role is not None else ()
    if not decide(question, Policies(resource=trust, resource_must_allow=True)).allowed:
        raise RefusedError("AccessDenied", f"Not authorized to perform {ACTION}")


def _claims(token: str) -> Mapping[str, Any]:
    try:
        _, payload, _ = token.split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error) as error:
        raise RefusedError("InvalidIdentityToken", "The ID Token provided is not a valid JWT.") from error
    if not isinstance(claims, dict):
        raise RefusedError("InvalidIdentityToken", "The ID Token provided is not a valid JWT.")
    return claims


def _provider(region: str, issuer: str) -> Any | None:
    held = account.of_partition("iam", region).open_id_providers.values()
    return next((each for each in list(held) if each.url == issuer), None)


def _context(issuer: str, claims: Mapping[str, Any]) -> "Context":
    keys = (*CLAIMS, *CLAIMS_OF.get(issuer, ()))
    return named({f"{issuer}:{key}": claims.get(key) for key in keys})
