"""The issuer of the account, which STS signs tokens of its callers for (AWS: outbound identity federation).

Whoever verifies such a token reads the two documents below, as with every OpenID Connect issuer. Claims are
those of AWS's "Understanding token claims", as far as the emulated account knows them.
"""

import base64
import functools
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

PATH = "/_emulator/web-identity"
DISCOVERY = f"{PATH}/.well-known/openid-configuration"
KEYS = f"{PATH}/.well-known/jwks.json"
# AWS's own claims are below this name.
NAMESPACE = "https://sts.amazonaws.com/"
DEFAULT_SECONDS = 300
P384_BYTES = 48


class Federation:
    """Whether the account hands out tokens: off until somebody turns it on."""

    enabled = False


def issuer(host: str) -> str:
    """Name the issuer, whose documents the emulator answers at this host and port."""
    return f"http://{host}{PATH}"


def signed(algorithm: str, claims: Mapping[str, Any]) -> str:
    """Give the claims as a JWT; ``algorithm`` is RS256 or ES384."""
    header = {"alg": algorithm, "kid": algorithm, "typ": "JWT"}
    content = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
    return f"{content}.{_base64(_signature(algorithm, content.encode()))}"


def discovery(host: str) -> dict[str, Any]:
    """Give the document that tells where the keys are."""
    return {
        "issuer": issuer(host),
        "jwks_uri": f"http://{host}{KEYS}",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES384"],
    }


def key_set() -> dict[str, Any]:
    """Give the public keys."""
    numbers, point = _rsa_key().public_key().public_numbers(), _ec_key().public_key().public_numbers()
    return {
        "keys": [
            {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "RS256"}
            | {"n": _number(numbers.n), "e": _number(numbers.e)},
            {"kty": "EC", "use": "sig", "alg": "ES384", "kid": "ES384", "crv": "P-384"}
            | {"x": _number(point.x, P384_BYTES), "y": _number(point.y, P384_BYTES)},
        ]
    }


def _signature(algorithm: str, content: bytes) -> bytes:
    if algorithm == "RS256":
        return _rsa_key().sign(content, padding.PKCS1v15(), hashes.SHA256())
    pair = decode_dss_signature(_ec_key().sign(content, ec.ECDSA(hashes.SHA384())))
    return b"".join(each.to_bytes(P384_BYTES, "big") for each in pair)


@functools.cache
def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def _ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


def _number(value: int, length: int = 0) -> str:
    return _base64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
