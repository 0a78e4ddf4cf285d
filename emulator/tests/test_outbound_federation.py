"""Tokens of the account's issuer: who gets which, and that they verify by the issuer's own documents."""

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from emulator.tests.gated import Gated
from emulator.tests.policies import ACCOUNT, statement
from emulator.tests.processes import EMULATOR, Server, running
from emulator.tests.roles import Session

AUDIENCE = "mlflow.example.com"
LIMITED = statement(
    "sts:GetWebIdentityToken",
    Condition={
        "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": AUDIENCE},
        "NumericLessThanEquals": {"sts:DurationSeconds": "900"},
    },
)
ASKED = {"Audience": [AUDIENCE], "DurationSeconds": 900, "SigningAlgorithm": "RS256"}


@pytest.fixture(scope="module")
def federated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    folder = tmp_path_factory.mktemp("federated")
    with running([*EMULATOR, "--log", str(folder / "calls")], folder) as server:
        gated = Gated(server, folder / "calls")
        gated.client("iam").enable_outbound_web_identity_federation()
        yield gated


def code(session: Any, **changed: Any) -> str:
    """Ask for a token, and give the code of the refusal."""
    try:
        session.client("sts").get_web_identity_token(**ASKED | changed)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def number(text: str) -> int:
    return int.from_bytes(decoded(text), "big")


def verified(token: str, issuer: str) -> dict[str, Any]:
    """Check the signature by the documents of the issuer alone, and give the claims."""
    found = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
    assert found["issuer"] == issuer
    header, claims, signature = token.split(".")
    content, kid = f"{header}.{claims}".encode(), json.loads(decoded(header))["kid"]
    keys = requests.get(found["jwks_uri"], timeout=10).json()["keys"]
    (key,) = [each for each in keys if each["kid"] == kid]
    signed = decoded(signature)
    if key["kty"] == "RSA":
        public = rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
        public.verify(signed, content, padding.PKCS1v15(), hashes.SHA256())
    else:
        pair = (int.from_bytes(signed[at : at + 48], "big") for at in (0, 48))
        point = ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), ec.SECP384R1())
        point.public_key().verify(encode_dss_signature(*pair), content, ec.ECDSA(hashes.SHA384()))
    told: dict[str, Any] = json.loads(decoded(claims))
    return told


def test_it_is_off_until_somebody_turns_it_on(tmp_path: Path) -> None:
    with running(EMULATOR, tmp_path) as server:
        iam = server.client("iam")
        with pytest.raises(iam.exceptions.FeatureDisabledException):
            iam.get_outbound_web_identity_federation_info()
        with pytest.raises(ClientError, match="OutboundWebIdentityFederationDisabled"):
            server.client("sts").get_web_identity_token(**ASKED)
        issuer = iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
        with pytest.raises(iam.exceptions.FeatureEnabledException):
            iam.enable_outbound_web_identity_federation()
        told = iam.get_outbound_web_identity_federation_info()
        assert (told["IssuerIdentifier"], told["JwtVendingEnabled"]) == (issuer, True)
        iam.disable_outbound_web_identity_federation()
        with pytest.raises(ClientError, match="OutboundWebIdentityFederationDisabled"):
            server.client("sts").get_web_identity_token(**ASKED)


@pytest.mark.parametrize("algorithm", ["RS256", "ES384"])
def test_a_token_names_the_role_and_verifies(federated: Gated, algorithm: str) -> None:
    session = Session(federated, LIMITED)
    given = session.client("sts").get_web_identity_token(**ASKED | {"SigningAlgorithm": algorithm})
    issuer = federated.client("iam").get_outbound_web_identity_federation_info()["IssuerIdentifier"]
    claims = verified(given["WebIdentityToken"], issuer)
    assert (claims["iss"], claims["sub"], claims["aud"]) == (issuer, session.role, AUDIENCE)
    assert "email" not in claims
    assert claims["exp"] - claims["iat"] == pytest.approx(900, abs=2)
    assert claims["exp"] == pytest.approx(given["Expiration"].timestamp(), abs=1)
    assert claims["iat"] == pytest.approx(time.time(), abs=60)
    assert claims["https://sts.amazonaws.com/"]["aws_account"] == ACCOUNT


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ""),
        ({"DurationSeconds": 60}, ""),
        ({"DurationSeconds": 901}, "AccessDenied"),
        ({"Audience": ["other.example.com"]}, "AccessDenied"),
        ({"Audience": [AUDIENCE, "other.example.com"]}, "AccessDenied"),
        ({"Tags": [{"Key": "team", "Value": "ml"}]}, "AccessDenied"),
    ],
)
def test_the_policy_limits_what_a_token_says(
    federated: Gated, changed: dict[str, Any], expected: str
) -> None:
    assert code(Session(federated, LIMITED), **changed) == expected


def test_who_may_not_gets_none(federated: Gated) -> None:
    assert code(Session(federated)) == "AccessDenied"


@pytest.mark.parametrize("seconds", [59, 3601])
def test_limits_are_those_of_the_model(federated: Gated, seconds: int) -> None:
    refusal = federated.refused("sts", "get_web_identity_token", **ASKED | {"DurationSeconds": seconds})
    assert (refusal.code, refusal.layers) == ("ValidationError", ["model"])


def test_a_token_does_not_outlive_the_session(federated: Gated) -> None:
    # The sessions of this account live for an hour, which has begun.
    session = Session(federated, statement("sts:GetWebIdentityToken"))
    assert code(session, DurationSeconds=3600) == "SessionDurationEscalationException"


def test_moto_still_does_not_know_the_call(plain: Server) -> None:
    with pytest.raises(ResponseParserError):
        plain.client("sts").get_web_identity_token(**ASKED)
    with pytest.raises(ResponseParserError):
        plain.client("iam").get_outbound_web_identity_federation_info()
