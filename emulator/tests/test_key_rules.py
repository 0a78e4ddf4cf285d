"""Rules for KMS keys: what each service says of a key that cannot encrypt, and which keys it takes."""

import json
from typing import Any

import pytest

from emulator.tests.account import Account
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import ROOT, document, statement
from emulator.tests.stack import cluster, passes, refused
from emulator.tests.test_questions import GROUPS, for_logs

RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
OWNER = statement("kms:*", Principal={"AWS": ROOT})
TROUBLES: list[tuple[str, dict[str, Any], str]] = [
    ("disabled", {}, "is disabled"),
    ("deleted", {}, "is pending deletion"),
    ("enabled", RSA, "is asymmetric"),
    ("enabled", {"region": "us-east-1"}, "does not exist in eu-west-1"),
]


@pytest.fixture(scope="module")
def account(gated: Gated) -> Account:
    return Account(gated)


@pytest.mark.parametrize(("state", "more", "told"), TROUBLES)
def test_a_key_that_cannot_encrypt(account: Account, state: str, more: dict[str, Any], told: str) -> None:
    key, gated = account.key(state, **more), account.gated
    refused(gated, "InvalidParameterException", told, "logs", "create_log_group",
            logGroupName=unique("/g"), kmsKeyId=key)  # fmt: skip
    encrypted = {"StorageEncrypted": True, "KmsKeyId": key}
    code = "KMSKeyNotAccessibleFault"
    refused(gated, code, told, "rds", "create_db_cluster", **cluster(**encrypted))
    refused(gated, code, told, "rds", "restore_db_cluster_from_snapshot",
            **account.restored(account.snapshot(), KmsKeyId=key))  # fmt: skip
    refused(gated, "EncryptionFailure", told, "secretsmanager", "create_secret",
            Name=unique("s"), KmsKeyId=key, SecretString="s")  # fmt: skip


def test_a_secret_without_a_value_asks_nothing_of_its_key(account: Account) -> None:
    sent = {"Name": unique("s"), "KmsKeyId": account.key("disabled")}
    passes(account.gated, "secretsmanager", "create_secret", **sent)


def test_a_key_disabled_later(account: Account) -> None:
    """What it has encrypted cannot be read either."""
    gated, key = account.gated, account.key()
    secret, bucket = account.secret(KmsKeyId=key, SecretString="s"), account.bucket(key)
    passes(gated, "s3", "put_object", Bucket=bucket, Key="k", Body=b"x")
    passes(gated, "secretsmanager", "get_secret_value", SecretId=secret)
    gated.client("kms").disable_key(KeyId=key.rpartition("/")[2])
    for operation, more in (
        ("put_object", {"Body": b"x"}),
        ("create_multipart_upload", {}),
        ("get_object", {}),
    ):
        refused(gated, "KMS.DisabledException", key, "s3", operation, Bucket=bucket, Key="k", **more)
    passes(gated, "s3", "put_object", Bucket=bucket, Key="k2", Body=b"x", ServerSideEncryption="AES256")
    refused(gated, "DecryptionFailure", key, "secretsmanager", "get_secret_value", SecretId=secret)


def test_a_log_group_needs_a_key_that_cloudwatch_logs_may_use(account: Account) -> None:
    def sent(*statements: dict[str, Any]) -> dict[str, Any]:
        policy = json.dumps(document(OWNER, *statements))
        return {"logGroupName": unique("/g"), "kmsKeyId": account.key(Policy=policy)}

    call, code = ("logs", "create_log_group"), "AccessDeniedException"
    passes(account.gated, *call, **sent(for_logs(Condition=GROUPS)))
    refused(account.gated, code, "not allowed to be used with Arn", *call, **sent())
    other = {
        "ArnEquals": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:123456789012:log-group:x"}
    }
    refused(account.gated, code, ":log-group:/g-", *call, **sent(for_logs(Condition=other)))


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        ([OWNER], {}),
        ([statement("kms:*", Principal={"Service": "logs.eu-west-1.amazonaws.com"}), OWNER], {}),
        ([statement("kms:Put*", Principal={"AWS": ROOT})], {}),
        ([statement("kms:Decrypt", Principal={"AWS": ROOT})], {"BypassPolicyLockoutSafetyCheck": True}),
    ],
)
def test_a_key_whose_policy_can_be_changed_again(
    account: Account, policy: list[dict[str, Any]], more: dict[str, Any]
) -> None:
    passes(account.gated, "kms", "create_key", Policy=json.dumps(document(*policy)), **more)


def test_the_policy_of_a_key_must_not_lock_the_account_out(account: Account) -> None:
    policy = json.dumps(document(statement("kms:Decrypt", Principal={"AWS": ROOT})))
    told = "will not allow you to update the key policy in the future"
    refused(account.gated, "MalformedPolicyDocumentException", told, "kms", "create_key", Policy=policy)


def test_the_owner_of_a_key_by_aws_is_not_asked(account: Account) -> None:
    passes(
        account.gated, "rds", "create_db_cluster", **cluster(StorageEncrypted=True, KmsKeyId="alias/aws/rds")
    )
