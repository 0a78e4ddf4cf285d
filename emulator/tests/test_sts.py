"""A role for whoever brings a token: the trust policy decides, as on AWS."""

import base64
import json
import time
from typing import Any

import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.tests.gated import Gated
from emulator.tests.policies import ACCOUNT, statement
from emulator.tests.processes import Server, session
from emulator.tests.roles import Session, role

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
SUBJECT = "repo:acme/infra:ref:refs/heads/main"
AUDIENCE = "sts.amazonaws.com"
EQUAL = {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": SUBJECT}


def token(**claims: Any) -> str:
    told = {
        "iss": f"https://{ISSUER}", "aud": AUDIENCE, "sub": SUBJECT, "exp": int(time.time()) + 300,
        "ref": "refs/heads/main",
    } | claims  # fmt: skip
    parts = [json.dumps(each).encode() for each in ({"alg": "RS256"}, told)]
    return ".".join(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in [*parts, b"signature"])


def trust(equal: dict[str, str], provider: str = PROVIDER) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": equal},
    }


@pytest.fixture(scope="module")
def account(gated: Gated) -> Gated:
    gated.client("iam").create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=[AUDIENCE])
    return gated


def assume(server: Server, arn: str, brought: str) -> str:
    """Assume the role without a signature, as CI does, and give the code of the refusal."""
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    sts = session().client("sts", endpoint_url=server.url, config=config)
    try:
        sts.assume_role_with_web_identity(RoleArn=arn, RoleSessionName="ci", WebIdentityToken=brought)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, ""),
        ({"sub": "repo:acme/infra:pull_request"}, "AccessDenied"),
        ({"sub": "repo:acme/infra:ref:refs/heads/mainly"}, "AccessDenied"),
        ({"sub": SUBJECT.upper()}, "AccessDenied"),
        ({"sub": None}, "AccessDenied"),
        ({"aud": "https://github.com/acme"}, "InvalidIdentityToken"),
        ({"aud": None}, "InvalidIdentityToken"),
        ({"iss": "https://gitlab.com"}, "InvalidIdentityToken"),
        ({"exp": 1}, "ExpiredTokenException"),
        ({"exp": None}, "ExpiredTokenException"),
    ],
)
def test_the_token_must_be_what_the_trust_says(account: Gated, claims: dict[str, Any], code: str) -> None:
    assert assume(account.server, role(account, trust=trust(EQUAL)), token(**claims)) == code


def test_claims_of_one_issuer_by_name(account: Gated) -> None:
    trusted = role(account, trust=trust(EQUAL | {f"{ISSUER}:ref": "refs/heads/main"}))
    assert assume(account.server, trusted, token()) == ""
    assert assume(account.server, trusted, token(ref="refs/pull/1/merge")) == "AccessDenied"
    # AWS tells policies nothing of this one.
    unknown = role(account, trust=trust(EQUAL | {f"{ISSUER}:event_name": "push"}))
    assert assume(account.server, unknown, token(event_name="push")) == "AccessDenied"


@pytest.mark.parametrize("brought", ["", "a.b", "a.b.c", "a.e30.c"])
def test_what_is_no_token_is_none(account: Gated, brought: str) -> None:
    trusted = role(account, trust=trust(EQUAL))
    assert assume(account.server, trusted, brought.ljust(4, "x")) == "InvalidIdentityToken"


def test_a_role_that_trusts_somebody_else_or_is_not_there(account: Gated) -> None:
    assert assume(account.server, role(account), token()) == "AccessDenied"
    other = role(account, trust=trust(EQUAL, f"arn:aws:iam::{ACCOUNT}:oidc-provider/other.example.com"))
    assert assume(account.server, other, token()) == "AccessDenied"
    assert assume(account.server, f"arn:aws:iam::{ACCOUNT}:role/none", token()) == "AccessDenied"


def test_moto_still_asks_nobody(plain: Server) -> None:
    assert assume(plain, f"arn:aws:iam::{ACCOUNT}:role/none", "none.none.none") == ""


@pytest.mark.parametrize(
    ("condition", "passes"),
    [
        ({"StringEquals": EQUAL}, True),
        ({"StringLike": {f"{ISSUER}:sub": "repo:acme/*"}}, True),
        ({"StringEquals": {f"{ISSUER}:aud": AUDIENCE}}, False),
        ({"StringLike": {f"{ISSUER}:sub": "*"}}, False),
        ({"StringEqualsIfExists": {f"{ISSUER}:sub": SUBJECT}}, False),
        ({"ForAllValues:StringEquals": {f"{ISSUER}:sub": SUBJECT}}, False),
        ({}, False),
    ],
)
def test_a_shared_issuer_is_trusted_by_subject_only(
    account: Gated, condition: dict[str, Any], passes: bool
) -> None:
    trusting = json.dumps({"Version": "2012-10-17", "Statement": [trust({}) | {"Condition": condition}]})
    sent = {"RoleName": f"r{time.monotonic_ns()}", "AssumeRolePolicyDocument": trusting}
    if passes:
        account.call("iam", "create_role", **sent)
        account.call("iam", "update_assume_role_policy", RoleName=sent["RoleName"], PolicyDocument=trusting)
        return
    refusal = account.refused("iam", "create_role", **sent)
    assert (refusal.code, refusal.layers) == ("MalformedPolicyDocument", ["rule"])
    made = role(account).rpartition("/")[2]
    changed = account.refused("iam", "update_assume_role_policy", RoleName=made, PolicyDocument=trusting)
    assert changed.code == "MalformedPolicyDocument"


def test_documents_of_policies_have_sizes(account: Gated) -> None:
    long = json.dumps(
        {"Version": "2012-10-17", "Statement": [statement("s3:*", f"arn:aws:s3:::{'x' * 6100}")]}
    )
    assert (
        account.refused("iam", "create_policy", PolicyName="p", PolicyDocument=long).code == "LimitExceeded"
    )
    trusting = {"Version": "2012-10-17", "Statement": [trust({f"{ISSUER}:sub": "x" * 2000})]}
    sent = {"RoleName": "long", "AssumeRolePolicyDocument": json.dumps(trusting)}
    assert account.refused("iam", "create_role", **sent).code == "LimitExceeded"


def test_the_boundary_of_a_role_is_told_with_calls_about_it(account: Gated) -> None:
    made = account.client("iam").create_policy(
        PolicyName="bound",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement("*")]}),
    )["Policy"]["Arn"]
    bounded = {"StringEquals": {"iam:PermissionsBoundary": made}}
    writer = Session(account, statement(["iam:PutRolePolicy", "iam:DeleteRolePolicy"], Condition=bounded))
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement("s3:ListAllMyBuckets")]})
    names = [role(account, PermissionsBoundary=made), role(account)]
    codes = []
    for name in names:
        sent = {"RoleName": name.rpartition("/")[2], "PolicyName": "p"}
        try:
            writer.client("iam").put_role_policy(**sent, PolicyDocument=policy)
            writer.client("iam").delete_role_policy(**sent)
            codes.append("")
        except ClientError as error:
            codes.append(error.response["Error"]["Code"])
    assert codes == ["", "AccessDenied"]
