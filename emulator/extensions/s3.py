"""S3: bucket policies with conditions or for everybody, large and deleted objects, old versions to keep."""

import io
import json
from types import SimpleNamespace
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey
from moto.s3.responses import S3Response

_get_bucket_lifecycle = S3Response.get_bucket_lifecycle
_set_lifecycle = FakeBucket.set_lifecycle
_log_permissions_enabled_policy = FakeBucket._log_permissions_enabled_policy


def install() -> None:
    FakeBucket.get_permission = _neutral
    FakeBucket._log_permissions_enabled_policy = staticmethod(_log_delivery_allowed)
    FakeKey.value = property(_content, _keep_content)
    FakeDeleteMarker.dispose = _dispose_of_nothing
    FakeBucket.set_lifecycle = _set_lifecycle_with_versions_to_keep
    S3Response.get_bucket_lifecycle = _get_lifecycle_with_versions_to_keep


def _neutral(_self: Any, _action: str, _resource: str) -> PermissionResult:
    """Leave bucket policies unjudged: moto skips conditions, so a TLS-only policy would deny everything."""
    return PermissionResult.NEUTRAL


def _content(self: Any) -> bytes:
    """Give the bytes that are held: moto reads a whole file anew, and clients ask for a GiB by 128 ranges."""
    return self._value_buffer.getvalue()


def _keep_content(self: Any, content: bytes | str) -> None:
    data = content.encode() if isinstance(content, str) else content
    self._value_buffer.close()
    # It shares the bytes with whoever has them, as long as nobody writes.
    self._value_buffer = io.BytesIO(data)
    self.contentsize = len(data)


def _dispose_of_nothing(_self: Any) -> None:
    """Let the marker of a deleted object go, which moto cannot once versions are suspended."""


def _log_delivery_allowed(target_bucket: Any, target_prefix: str | None) -> bool:
    """Show moto only statements it can read: ``"Principal": "*"`` breaks it, and means no service anyway."""
    if not target_bucket.policy:
        return False
    policy = json.loads(target_bucket.policy)
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    policy["Statement"] = [each for each in statements if isinstance(each.get("Principal"), dict)]
    readable = SimpleNamespace(
        name=target_bucket.name, partition=target_bucket.partition, policy=json.dumps(policy).encode()
    )
    return _log_permissions_enabled_policy(target_bucket=readable, target_prefix=target_prefix)


def _set_lifecycle_with_versions_to_keep(self: Any, rules: list[dict[str, Any]]) -> None:
    _set_lifecycle(self, rules)
    for kept, given in zip(self.rules, rules, strict=True):
        kept.newer_versions = (given.get("NoncurrentVersionExpiration") or {}).get("NewerNoncurrentVersions")


def _get_lifecycle_with_versions_to_keep(self: Any) -> Any:
    """Add what moto leaves out of its answer, just before the answer becomes XML."""
    serialized = self.serialized

    def completed(action: Any) -> Any:
        rules = self.backend.get_bucket(self.bucket_name).rules
        # Without rules the answer is an error.
        answers = action.result["Rules"] if rules else []
        for rule, answer in zip(rules, answers, strict=True):
            if rule.newer_versions is not None:
                answer["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"] = rule.newer_versions
        return serialized(action)

    self.serialized = completed
    return _get_bucket_lifecycle(self)
