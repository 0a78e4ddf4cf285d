"""S3, whose actions are named otherwise than its calls."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from moto.utilities.utils import get_partition

from emulator.iam.needs.need import Need, named

if TYPE_CHECKING:
    from emulator.gate.requests import Call
    from emulator.iam.patterns import Context

# Where action and call differ; a bucket's configurations follow below.
ACTIONS = {
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeleteObjects": "DeleteObject",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListParts": "ListMultipartUploadParts",
    "SelectObjectContent": "GetObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
}
# By the call without its verb. Whoever may put one of these may delete it, too.
CONFIGURATIONS = {
    "BucketAccelerateConfiguration": "AccelerateConfiguration",
    "BucketAnalyticsConfiguration": "AnalyticsConfiguration",
    "BucketCors": "BucketCORS",
    "BucketEncryption": "EncryptionConfiguration",
    "BucketIntelligentTieringConfiguration": "IntelligentTieringConfiguration",
    "BucketInventoryConfiguration": "InventoryConfiguration",
    "BucketLifecycle": "LifecycleConfiguration",
    "BucketLifecycleConfiguration": "LifecycleConfiguration",
    "BucketMetricsConfiguration": "MetricsConfiguration",
    "BucketNotificationConfiguration": "BucketNotification",
    "BucketOwnershipControls": "BucketOwnershipControls",
    "BucketReplication": "ReplicationConfiguration",
    "ObjectLockConfiguration": "BucketObjectLockConfiguration",
    "PublicAccessBlock": "BucketPublicAccessBlock",
}
VERSIONED = re.compile(r"(Get|Put|Delete)Object(Acl|Tagging|Attributes|Torrent)?")
# Parameters that policies may ask about. Those of a listing come only with these two actions: AWS sends no
# prefix with ListBucketMultipartUploads.
LISTINGS = frozenset({"ListBucket", "ListBucketVersions"})
LISTING_CONTEXT = {"s3:prefix": "Prefix", "s3:delimiter": "Delimiter", "s3:max-keys": "MaxKeys"}
CONTEXT = {
    "s3:VersionId": "VersionId",
    "s3:x-amz-acl": "ACL",
    "s3:x-amz-server-side-encryption": "ServerSideEncryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
    "s3:x-amz-storage-class": "StorageClass",
}


def needs(call: "Call") -> Iterator[Need]:
    """Ask for the action on bucket or object, then for the source, the tags, the versions beside it."""
    parameters, action, context = call.parameters, action_of(call.operation.name), _context(call)
    if call.operation.name == "DeleteObjects":
        for each in (parameters.get("Delete") or {}).get("Objects") or []:
            version = "Version" if each.get("VersionId") else ""
            yield Need(f"s3:DeleteObject{version}", arn(call, each.get("Key")), context)
        return
    if parameters.get("VersionId"):
        action = VERSIONED.sub(r"\1ObjectVersion\2", action)
    yield Need(f"s3:{action}", arn(call, parameters.get("Key")), context)
    if call.operation.name == "GetObjectAttributes":
        version = "Version" if parameters.get("VersionId") else ""
        yield Need(f"s3:GetObject{version}", arn(call, parameters.get("Key")), context)
    if parameters.get("CopySource"):
        yield _source(call, parameters["CopySource"], context)
    if parameters.get("Tagging") and action == "PutObject":
        yield Need("s3:PutObjectTagging", arn(call, parameters.get("Key")), context)


def action_of(operation: str) -> str:
    """Name the action behind an operation, without the service."""
    verb = next((each for each in ("Get", "Put", "Delete") if operation.startswith(each)), "")
    configuration = CONFIGURATIONS.get(operation.removeprefix(verb)) if verb else None
    if configuration:
        return f"{'Put' if verb == 'Delete' else verb}{configuration}"
    return ACTIONS.get(operation, operation)


def arn(call: "Call", object_key: str | None = None, bucket: str | None = None) -> str:
    """Name bucket or object; a call without a bucket is about all of them."""
    name = bucket or call.parameters.get("Bucket")
    if not name:
        return "*"
    partition = get_partition(call.region)
    return f"arn:{partition}:s3:::{name}/{object_key}" if object_key else f"arn:{partition}:s3:::{name}"


def copy_source(value: str) -> tuple[str, str, str | None]:
    """Split ``bucket/key?versionId=...``."""
    path, _, query = value.partition("?versionId=")
    bucket, _, object_key = unquote(path).lstrip("/").partition("/")
    return bucket, object_key, query or None


def _source(call: "Call", value: Any, context: "Context") -> Need:
    bucket, object_key, version = copy_source(value)
    return Need(f"s3:GetObject{'Version' if version else ''}", arn(call, object_key, bucket), context)


def _context(call: "Call") -> "Context":
    names = CONTEXT | (LISTING_CONTEXT if action_of(call.operation.name) in LISTINGS else {})
    given: dict[str, Any] = {name: call.parameters.get(source) for name, source in names.items()}
    # The emulator is reached by plain HTTP on the loopback address; on AWS a client speaks TLS 1.3.
    return named(given | {"s3:TlsVersion": "1.3", "s3:signatureversion": "AWS4-HMAC-SHA256"})
