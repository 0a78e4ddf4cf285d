"""Parliament over the policies of a log: what does nothing is found, and nothing else."""

import json
from typing import Any

import pytest

from emulator.policies import policy_findings
from emulator.tests.policies import document, statement
from emulator.tests.test_credentials import trust

BUCKET = "arn:aws:s3:::b"
GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/g"
IN_FOLDER = {"StringLike": {"s3:prefix": "team-a/*"}}
FOR_ONE = {"ForAllValues:StringEquals": {"sts:IdentityTokenAudience": "mlflow.example.com"}}
KEYS = {
    "iam:CreateRole": "AssumeRolePolicyDocument",
    "iam:CreatePolicy": "PolicyDocument",
    "iam:PutRolePolicy": "PolicyDocument",
    "kms:CreateKey": "Policy",
    "s3:PutBucketPolicy": "Policy",
}


def found(call: str, *statements: dict[str, Any], status: int = 200) -> list[str]:
    parameters = {KEYS[call]: json.dumps(document(*statements))}
    return list(policy_findings([{"call": call, "parameters": parameters, "status": status}]))


def denied(action: str, condition: dict[str, Any]) -> dict[str, Any]:
    return statement(action, [BUCKET, f"{BUCKET}/*"], "Deny", Principal="*", Condition=condition)


def by_token(key: str) -> dict[str, Any]:
    provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {key: "x"}},
    }


ROLE_POLICY = "iam:PutRolePolicy"
LISTENERS = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener"
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("iam:CreateRole", trust()),
    (ROLE_POLICY, statement(["s3:GetObject", "s3:PutObject"], f"{BUCKET}/team-a/*")),
    (ROLE_POLICY, statement("s3:ListBucket", BUCKET, Condition=IN_FOLDER)),
    (ROLE_POLICY, statement(["logs:CreateLogStream", "logs:PutLogEvents"], f"{GROUP}:*")),
    (ROLE_POLICY, statement("logs:DescribeLogGroups", "arn:aws:logs:eu-west-1:123456789012:log-group:*")),
    ("iam:CreateRole", by_token("token.actions.githubusercontent.com:sub")),
    ("iam:CreateRole", by_token("token.actions.githubusercontent.com:ref")),
    ("iam:CreateRole", by_token("gitlab.example.com/git:aud")),
    (ROLE_POLICY, statement("elasticloadbalancing:CreateRule", f"{LISTENERS}/app/n/*")),
    (ROLE_POLICY, statement(["ec2:CreateSubnet", "ec2:DeleteVpc"], "arn:aws:ec2:eu-west-1:123456789012:*")),
    (ROLE_POLICY, statement("sts:GetWebIdentityToken", Condition=FOR_ONE)),
    ("s3:PutBucketPolicy", denied("s3:*", {"Bool": {"aws:SecureTransport": "false"}})),
    ("s3:PutBucketPolicy", denied("s3:*", {"NumericLessThan": {"s3:TlsVersion": "1.2"}})),
    ("kms:CreateKey", statement("kms:*", Principal={"AWS": "arn:aws:iam::123456789012:root"})),
]


@pytest.mark.parametrize(("call", "good"), GOOD)
def test_a_good_policy_passes(call: str, good: dict[str, Any]) -> None:
    assert found(call, good) == []


PLANTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown action": (ROLE_POLICY, statement("s3:GetObjects", f"{BUCKET}/*"), "UNKNOWN_ACTION"),
    "unknown key of a newer action": (
        ROLE_POLICY,
        statement("sts:GetWebIdentityToken", Condition={"StringEquals": {"sts:Audience": "x"}}),
        "UNKNOWN_CONDITION_FOR_ACTION",
    ),
    "unknown service": (ROLE_POLICY, statement("s4:GetObject"), "UNKNOWN_PREFIX"),
    "unknown operator": (
        ROLE_POLICY, statement("s3:ListBucket", BUCKET, Condition={"StringIs": {"s3:prefix": "a"}}),
        "UNKNOWN_OPERATOR",
    ),
    "an object for an action on buckets": (
        "iam:CreatePolicy", statement("s3:ListBucket", f"{BUCKET}/*"), "s3:ListBucket is about",
    ),
    "a bucket for an action on objects": (
        ROLE_POLICY, statement(["s3:ListBucket", "s3:GetObject"], BUCKET), "s3:GetObject is about",
    ),
    "a secret for an action on streams": (
        ROLE_POLICY, statement("logs:PutLogEvents", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s"),
        "logs:PutLogEvents is about",
    ),
    "a key that is not sent with an action": (
        ROLE_POLICY,
        statement(["s3:ListBucket", "s3:ListBucketMultipartUploads"], BUCKET, Condition=IN_FOLDER),
        "never sends s3:prefix with s3:listbucketmultipartuploads",
    ),
    "a key that no action of a wildcard knows": (
        "s3:PutBucketPolicy", denied("s3:*", {"Bool": {"s3:SecureTransport": "false"}}),
        "never sends s3:SecureTransport",
    ),
    "a claim that AWS does not know": (
        "iam:CreateRole", by_token("gitlab.com:ref_protected"), "never sends gitlab.com:ref_protected",
    ),
    "a group for an action on listeners": (
        ROLE_POLICY,
        statement("elasticloadbalancing:CreateRule", f"{LISTENERS.replace('listener', 'targetgroup')}/t/*"),
        "elasticloadbalancing:CreateRule is about",
    ),
    "a key of the trust": (
        "iam:CreateRole", trust() | {"Condition": {"StringEquals": {"sts:SourceAccount": "1"}}},
        "never sends sts:SourceAccount with sts:assumerole",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_a_policy_that_does_nothing_is_told(name: str) -> None:
    call, planted, message = PLANTS[name]
    problems = found(call, planted)
    assert len(problems) == 1
    assert problems[0].startswith(f"line 1: {call}: ")
    assert message in problems[0]


def test_what_was_refused_or_seen_before_is_not_told() -> None:
    _, planted, _ = PLANTS["unknown action"]
    assert found(ROLE_POLICY, planted, status=400) == []
    text = json.dumps(document(planted))
    line = {"call": ROLE_POLICY, "parameters": {"PolicyDocument": text}, "status": 200}
    assert len(list(policy_findings([line, line]))) == 1
