"""What moto holds, for rules that depend on it. Nothing is changed here."""

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

if TYPE_CHECKING:
    from emulator.gate.requests import Call


def held(call: "Call", service: str) -> Any:
    """Give the backend of a service in the call's region."""
    return get_backend(service)[DEFAULT_ACCOUNT_ID][call.region]


def zones(call: "Call", subnet_ids: list[str]) -> list[str]:
    """List the zone of each subnet that exists; moto itself refuses unknown ones."""
    by_id = {
        subnet_id: subnet.availability_zone
        for in_zone in held(call, "ec2").subnets.values()
        for subnet_id, subnet in in_zone.items()
    }
    return [by_id[each] for each in subnet_ids if each in by_id]


def task_definition(call: "Call", name: str) -> Any | None:
    """Find a task definition by ARN, by family:revision, or the last one of a family."""
    family, _, revision = name.rpartition("/")[2].partition(":")
    revisions = held(call, "ecs").task_definitions.get(family, {})
    if not revisions:
        return None
    return revisions.get(int(revision) if revision else max(revisions))


def target_group(call: "Call", arn: str) -> Any | None:
    return held(call, "elbv2").target_groups.get(arn)


def secret_arns(call: "Call") -> set[str]:
    return {secret.arn for secret in held(call, "secretsmanager").secrets.values()}


def cluster_version(call: "Call", identifier: str) -> str | None:
    cluster = held(call, "rds").clusters.get(identifier)
    return cluster.engine_version if cluster else None
