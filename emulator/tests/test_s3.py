import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.tests.fleet import unique
from emulator.tests.processes import REGION, Server

TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def deliver_logs(bucket: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": ["s3:PutObject"],
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }


def bucket(server: Server) -> tuple[Any, str]:
    """A client, and a bucket with the TLS-only policy that all of ours have."""
    s3 = server.client("s3")
    name = unique("artifacts")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    put_policy(s3, name, TLS_ONLY)
    return s3, name


def put_policy(s3: Any, name: str, *statements: dict[str, Any]) -> None:
    # One statement goes as itself, not as a list of one: both are valid policies.
    statement = statements[0] if len(statements) == 1 else statements
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statement}))


def log_into(s3: Any, source: str, target: str) -> str:
    """Turn on the log of one bucket, delivered into another; answer where it goes by its own account."""
    s3.put_bucket_logging(
        Bucket=source, BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": "s3/"}}
    )
    return s3.get_bucket_logging(Bucket=source)["LoggingEnabled"]["TargetBucket"]


def test_a_tls_only_policy_leaves_objects_alone(emulator: Server) -> None:
    s3, name = bucket(emulator)
    s3.put_object(Bucket=name, Key="model", Body=b"weights")
    assert s3.get_object(Bucket=name, Key="model")["Body"].read() == b"weights"
    assert s3.head_object(Bucket=name, Key="model")["ContentLength"] == len(b"weights")
    s3.delete_object(Bucket=name, Key="model")
    assert s3.list_objects_v2(Bucket=name)["KeyCount"] == 0


def test_moto_still_takes_a_tls_only_policy_for_a_ban(plain: Server) -> None:
    s3, name = bucket(plain)
    with pytest.raises(ClientError, match="403"):
        s3.put_object(Bucket=name, Key="model", Body=b"weights")


def test_logs_go_to_a_bucket_with_a_tls_only_policy(emulator: Server) -> None:
    s3, source = bucket(emulator)
    _, target = bucket(emulator)
    put_policy(s3, target, TLS_ONLY, deliver_logs(target))
    assert log_into(s3, source, target) == target


def test_logs_are_refused_by_a_bucket_that_does_not_let_the_log_service_in(emulator: Server) -> None:
    s3, source = bucket(emulator)
    _, target = bucket(emulator)
    with pytest.raises(ClientError, match="InvalidTargetBucketForLogging"):
        log_into(s3, source, target)


def test_moto_still_stumbles_over_everybody_as_principal(plain: Server) -> None:
    s3, source = bucket(plain)
    _, target = bucket(plain)
    put_policy(s3, target, TLS_ONLY, deliver_logs(target))
    with pytest.raises(ClientError, match="500"):
        log_into(s3, source, target)


def empty_a_bucket_whose_versions_are_suspended(server: Server) -> int:
    """Delete all versions of a deleted object, as Terraform does with a bucket that it must destroy."""
    s3, name = server.client("s3"), unique("artifacts")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    for status in ("Enabled", "Suspended"):
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})
        if status == "Enabled":
            s3.put_object(Bucket=name, Key="model", Body=b"weights")
            s3.delete_object(Bucket=name, Key="model")
    versions = s3.list_object_versions(Bucket=name)["Versions"]
    wanted = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions]
    return s3.delete_objects(Bucket=name, Delete={"Objects": wanted})["ResponseMetadata"]["HTTPStatusCode"]


def test_a_deleted_object_goes_for_good(emulator: Server) -> None:
    assert empty_a_bucket_whose_versions_are_suspended(emulator) == 200


def test_moto_still_keeps_the_marker_of_a_deleted_object(plain: Server) -> None:
    with pytest.raises(ClientError, match=r"500|Internal"):
        empty_a_bucket_whose_versions_are_suspended(plain)


def test_old_versions_to_keep_are_read_back(emulator: Server) -> None:
    assert expiration(emulator) == {"NoncurrentDays": 90, "NewerNoncurrentVersions": 10}


def test_moto_still_forgets_old_versions_to_keep(plain: Server) -> None:
    assert expiration(plain) == {"NoncurrentDays": 90}


def expiration(server: Server) -> dict[str, int]:
    s3 = server.client("s3")
    name = unique("states")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    rules = [
        {"ID": "uploads", "Filter": {}, "Status": "Enabled", "Expiration": {"Days": 7}},
        {
            "ID": "states",
            "Filter": {},
            "Status": "Enabled",
            "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 10},
        },
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    answer = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert "NoncurrentVersionExpiration" not in answer[0]
    return answer[1]["NoncurrentVersionExpiration"]
