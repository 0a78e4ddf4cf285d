"""What moto holds, for rules that depend on it. Nothing is changed here."""

from typing import TYPE_CHECKING, Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

if TYPE_CHECKING:
    from emulator.gate.requests import Call


def held(call: "Call", service: str) -> Any:
    """Give the backend of a service in the call's region."""
    return get_backend(service)[DEFAULT_ACCOUNT_ID][call.region]


def subnets(call: "Call", subnet_ids: list[str]) -> list[Any]:
    """List the subnets that exist; moto itself refuses unknown ones."""
    by_id: dict[str, Any] = {}
    for in_zone in list(held(call, "ec2").subnets.values()):
        by_id.update(in_zone)
    return [by_id[each] for each in subnet_ids if each in by_id]


def zones(call: "Call", subnet_ids: list[str]) -> list[str]:
    return [subnet.availability_zone for subnet in subnets(call, subnet_ids)]


def vpcs(call: "Call", subnet_ids: list[str]) -> list[str]:
    """List the VPCs in which the subnets lie, each once."""
    return sorted({subnet.vpc_id for subnet in subnets(call, subnet_ids)})


def vpc_of_group(call: "Call", group_id: str) -> str | None:
    group = held(call, "ec2").get_security_group_from_id(group_id)
    return group.vpc_id if group else None


def has_internet_gateway(call: "Call", vpc_id: str) -> bool:
    """Look for an attached one; the default VPC has one on AWS, and none in moto."""
    ec2 = held(call, "ec2")
    gateways = list(ec2.internet_gateways.values())
    return vpc_id == getattr(ec2.default_vpc, "id", None) or any(
        each.vpc is not None and each.vpc.id == vpc_id for each in gateways
    )


def load_balancers(call: "Call") -> list[Any]:
    return list(held(call, "elbv2").load_balancers.values())


def active_services(call: "Call") -> list[Any]:
    """List the ECS services that are there: moto keeps deleted ones."""
    return [each for each in list(held(call, "ecs").services.values()) if each.status == "ACTIVE"]


def task_network(service: Any) -> dict[str, Any]:
    return (service.network_configuration or {}).get("awsvpcConfiguration") or {}


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


def cluster(call: "Call", identifier: str) -> Any | None:
    return held(call, "rds").clusters.get(identifier.lower())


def subnet_group(call: "Call", name: str) -> Any | None:
    groups = list(held(call, "rds").subnet_groups.values())
    return next((each for each in groups if each.name == name.lower()), None)
