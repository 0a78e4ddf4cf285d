"""Scaling, logs and buckets."""

import re
from typing import TYPE_CHECKING

from emulator.gate.held import held
from emulator.gate.rules.say import refuse
from emulator.iam.account import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

RETENTION_DAYS = frozenset({
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
})  # fmt: skip
BUCKET = re.compile(r"(?=.{3,63}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])")
IP_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
BUCKET_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
BUCKET_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
# NAME-ACCOUNT-REGION-an, for whoever asks for the namespace of the account.
OWN_NAMESPACE = "account-regional"
REQUESTS_PER_TARGET = "ALBRequestCountPerTarget"
REQUESTS_LABEL = re.compile(r"app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+")


def scalable_target(call: "Call") -> "Iterator[Finding]":
    """Compare both ends; one that is not given stays as it is."""
    given = call.parameters
    targets = held(call, "applicationautoscaling").targets.get(given.get("ScalableDimension"), {})
    old = targets.get(given.get("ResourceId"))
    low = given.get("MinCapacity", old.min_capacity if old else None)
    high = given.get("MaxCapacity", old.max_capacity if old else None)
    if low is not None and high is not None and high < low:
        yield refuse(f"Maximum capacity {high} cannot be less than minimum capacity {low}")


def scaling_policy(call: "Call") -> "Iterator[Finding]":
    tracking = call.parameters.get("TargetTrackingScalingPolicyConfiguration") or {}
    metric = tracking.get("PredefinedMetricSpecification") or {}
    label = metric.get("ResourceLabel") or ""
    if metric.get("PredefinedMetricType") == REQUESTS_PER_TARGET and not REQUESTS_LABEL.fullmatch(label):
        yield refuse(f"ResourceLabel {label!r} is not app/<name>/<id>/targetgroup/<name>/<id>")


def log_retention(call: "Call") -> "Iterator[Finding]":
    days = call.parameters.get("retentionInDays")
    if days is not None and days not in RETENTION_DAYS:
        yield refuse(f"retentionInDays is {days}, allowed are {', '.join(map(str, sorted(RETENTION_DAYS)))}")


def bucket(call: "Call") -> "Iterator[Finding]":
    name = call.parameters.get("Bucket") or ""
    in_own = call.parameters.get("BucketNamespace") == OWN_NAMESPACE
    own_end = f"-{ACCOUNT}-{call.region}-an"
    valid = BUCKET.fullmatch(name) and ".." not in name and not IP_ADDRESS.fullmatch(name)
    if not valid or name.startswith(BUCKET_STARTS) or name.endswith(BUCKET_ENDS):
        yield refuse(f"The specified bucket is not valid: {name}", "InvalidBucketName")
    elif in_own != name.endswith("-an") or (in_own and not name.endswith(own_end)):
        yield refuse(f"Only buckets of the account's own namespace end so: {name}", "InvalidBucketName")
