"""S3: bucket policies that deny under a condition or name everybody as principal, and deleted objects."""

import json
from types import SimpleNamespace
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker

_log_permissions_enabled_policy = FakeBucket._log_permissions_enabled_policy


def install() -> None:
    FakeBucket.get_permission = _neutral
    FakeBucket._log_permissions_enabled_policy = staticmethod(_log_delivery_allowed)
    FakeDeleteMarker.dispose = _dispose_of_nothing


def _neutral(_self: Any, _action: str, _resource: str) -> PermissionResult:
    """Leave bucket policies unjudged: moto skips conditions, so a TLS-only policy would deny everything."""
    return PermissionResult.NEUTRAL


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
