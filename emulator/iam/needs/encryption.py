"""The customer's key behind bucket, object, secret, table and database. AWS's own keys ask nobody."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from emulator.iam import account
from emulator.iam.needs import s3
from emulator.iam.needs.arns import resource_of
from emulator.iam.needs.need import Need, named

if TYPE_CHECKING:
    from emulator.gate.requests import Call

WRITES, READS = "kms:GenerateDataKey", "kms:Decrypt"
# A part is encrypted under the data key of its upload, which must be read for it.
S3_WRITES = {
    "CopyObject": (WRITES,),
    "CreateMultipartUpload": (WRITES,),
    "PutObject": (WRITES,),
    "CompleteMultipartUpload": (READS,),
    "UploadPart": (WRITES, READS),
    "UploadPartCopy": (WRITES, READS),
}
S3_READS = frozenset({"GetObject", "HeadObject", "GetObjectAttributes"})
SECRETS = {
    "CreateSecret": (WRITES, READS),
    "GetSecretValue": (READS,),
    "PutSecretValue": (WRITES, READS),
    "UpdateSecret": (WRITES, READS),
}
DATABASES = frozenset({"CreateDBCluster", "CreateDBInstance", "RestoreDBClusterFromSnapshot"})
DATABASE_KEYS = ("KmsKeyId", "MasterUserSecretKmsKeyId", "PerformanceInsightsKMSKeyId")


def encryption(call: "Call") -> Iterator[Need]:
    """Ask for what the service does with the key in the caller's name."""
    for key, actions in keys_of(call):
        found = account.key(call.region, key)
        if found is not None:
            context = named({
                "kms:ViaService": f"{call.service}.{call.region}.amazonaws.com",
                "kms:CallerAccount": account.ACCOUNT,
            })  # fmt: skip
            for action in actions:
                grant = named({"kms:GrantIsForAWSResource": True}) if action == "kms:CreateGrant" else {}
                yield Need(action, found.arn, context | grant)


def keys_of(call: "Call") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name the keys that the service uses in this call, as they were named to it, and for what."""
    yield from _objects(call)
    yield from _secrets(call)
    yield from _databases(call)
    yield from _tables(call)


def _objects(call: "Call") -> Iterator[tuple[str, tuple[str, ...]]]:
    operation, given = call.operation.name, call.parameters
    if call.service != "s3":
        return
    buckets = account.of_partition("s3", call.region).buckets
    if operation in S3_WRITES:
        key = given.get("SSEKMSKeyId") or _default_key(buckets.get(given.get("Bucket")), given)
        if key:
            yield key, S3_WRITES[operation]
    read = s3.copy_source(given["CopySource"])[:2] if given.get("CopySource") else None
    if operation in S3_READS:
        read = given.get("Bucket", ""), given.get("Key", "")
    if read:
        bucket = buckets.get(read[0])
        held = bucket.keys.get(read[1]) if bucket is not None else None
        # What was deleted is held as a marker, which has no key.
        key = getattr(held, "kms_key_id", None)
        if key:
            yield key, (READS,)


def _default_key(bucket: Any, given: dict[str, Any]) -> str | None:
    """Read the bucket's default key, which an explicit other encryption of the call sets aside."""
    asked = given.get("ServerSideEncryption")
    if bucket is None or not bucket.encryption or asked == "AES256":
        return None
    rule = bucket.encryption["Rule"]["ApplyServerSideEncryptionByDefault"]
    return rule.get("KMSMasterKeyID") if str(rule.get("SSEAlgorithm")).startswith("aws:kms") else None


def _secrets(call: "Call") -> Iterator[tuple[str, tuple[str, ...]]]:
    if call.service != "secretsmanager" or call.operation.name not in SECRETS:
        return
    arn = resource_of(call)
    held = [each.kms_key_id for each in list(account.of_region(call.service, call.region).secrets.values())
            if each.arn == arn]  # fmt: skip
    key = call.parameters.get("KmsKeyId") or next(iter(held), None)
    if key:
        yield key, SECRETS[call.operation.name]


def _databases(call: "Call") -> Iterator[tuple[str, tuple[str, ...]]]:
    if call.service == "rds" and call.operation.name in DATABASES:
        for key in {call.parameters.get(name) for name in DATABASE_KEYS} - {None}:
            yield str(key), ("kms:CreateGrant", "kms:DescribeKey")


def _tables(call: "Call") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whoever makes a table hands the key on to DynamoDB by a grant."""
    if call.name in ("dynamodb:CreateTable", "dynamodb:UpdateTable"):
        key = (call.parameters.get("SSESpecification") or {}).get("KMSMasterKeyId")
        if key:
            yield str(key), ("kms:CreateGrant", "kms:DescribeKey")
