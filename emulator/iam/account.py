"""The callers and the policies that moto holds. Nothing is changed here."""

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.utilities.utils import get_partition

from emulator.iam.documents import Policy, parse
from emulator.iam.principals import Requester

if TYPE_CHECKING:
    from emulator.gate.requests import Call

ACCOUNT = DEFAULT_ACCOUNT_ID


def of_region(service: str, region: str) -> Any:
    return get_backend(service)[ACCOUNT][region]


def of_partition(service: str, region: str) -> Any:
    """Give the backend of a service that has one for all regions."""
    return get_backend(service)[ACCOUNT][get_partition(region)]


def session_of(call: "Call") -> Any | None:
    """Find the session of a role by its key; any other key is the account itself."""
    return of_partition("sts", call.region).get_assumed_role_from_access_key(call.caller.access_key)


def requester(call: "Call") -> Requester:
    """Tell who calls."""
    session, partition = session_of(call), get_partition(call.region)
    if session is None:
        return Requester(ACCOUNT, partition)
    return Requester(ACCOUNT, partition, role=session.role_arn, session=session.arn)


def role_by_arn(region: str, arn: str) -> Any | None:
    roles = list(of_partition("iam", region).roles.values())
    return next((each for each in roles if each.arn == arn), None)


def trust_policy(role: Any) -> Policy:
    return parse(role.assume_role_policy_document)


def identity_policies(role: Any) -> tuple[Policy, ...]:
    """Give a role's inline and attached policies."""
    inline, attached = list(role.policies.values()), list(role.managed_policies.values())
    return (*map(parse, inline), *map(_managed, attached))


def boundary(region: str, role: Any) -> Policy | None:
    """Give the permissions boundary. One that was deleted allows nothing any more."""
    arn = role.permissions_boundary_arn
    if not arn:
        return None
    policy = of_partition("iam", region).managed_policies.get(arn)
    return _managed(policy) if policy else ()


def _managed(policy: Any) -> Policy:
    versions = {each.version_id: each.document for each in policy.versions}
    return parse(versions[policy.default_version_id])


def bucket_policy(region: str, name: str) -> Policy | None:
    bucket = of_partition("s3", region).buckets.get(name)
    return parse(bucket.policy) if bucket is not None and bucket.policy else None


def secret_policy(region: str, arn: str) -> Policy | None:
    for secret in list(of_region("secretsmanager", region).secrets.values()):
        if secret.arn == arn and secret.policy:
            return parse(secret.policy)
    return None


def key_policy(region: str, arn: str) -> Policy | None:
    found = key(region, arn)
    return parse(found.policy) if found is not None else None


def key(region: str, name: str) -> Any | None:
    """Find a customer's key by id, ARN or alias. AWS's own (``alias/aws/...``) ask nobody for permission."""
    alias = name.partition(":alias/")[2] if ":alias/" in name else name.removeprefix("alias/")
    for each in list(of_region("kms", region).keys.values()):
        if name in (each.id, each.arn) or f"alias/{alias}" in each.aliases:
            managed_by_aws = any(known.startswith("alias/aws/") for known in each.aliases)
            return None if managed_by_aws else each
    return None
