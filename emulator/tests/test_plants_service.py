"""Mistakes in services and records that our settings can reach, and who catches each."""

from collections.abc import Callable
from typing import Any

import pytest

from emulator.tests.account import Account, change
from emulator.tests.gated import Gated
from emulator.tests.planted import caught_by

Plant = tuple[str, str, str, Callable[[Account], dict[str, Any]]]
ECS, ROUTE53 = "ecs", "route53"
SERVICE, RECORD = "create_service", "change_resource_record_sets"


def record(account: Account, *held: dict[str, Any], name: str = "mlflow.example.com") -> dict[str, Any]:
    return {"HostedZoneId": account.zone(*held), **change(name)}


PLANTS: dict[str, Plant] = {
    "service in two VPCs": ("nobody", ECS, SERVICE, lambda a: a.service([a.net["a"], a.other["b"]], [])),
    "service, unknown subnet": ("moto", ECS, SERVICE, lambda a: a.service(
        ["subnet-0123456789abcdef0"], [])),
    "service, group of another VPC": ("nobody", ECS, SERVICE, lambda a: a.service(
        [a.net["a"]], [a.group(a.other)])),
    "ECS cluster with a service": ("nobody", ECS, "delete_cluster", lambda a: {
        "cluster": a.made_service([])["cluster"]}),
    "scaling of no service": ("moto", "application-autoscaling", "register_scalable_target", lambda _: {
        "ServiceNamespace": "ecs", "ResourceId": "service/no/such", "MinCapacity": 1, "MaxCapacity": 2,
        "ScalableDimension": "ecs:service:DesiredCount"}),
    "record outside of its zone": ("nobody", ROUTE53, RECORD, lambda a: record(a, name="my-example.com")),
    "record of another value exists": ("nobody", ROUTE53, RECORD, lambda a: record(
        a, {"name": "mlflow.example.com", "value": "192.0.2.2"})),
    "record beside a CNAME": ("nobody", ROUTE53, RECORD, lambda a: record(
        a, {"name": "mlflow.example.com", "kind": "CNAME", "value": "x.example.org"})),
}  # fmt: skip


@pytest.fixture(scope="module")
def account(gated: Gated) -> Account:
    return Account(gated)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_mistake_is_caught_by_its_layer(account: Account, name: str) -> None:
    layer, service_name, operation, sent = PLANTS[name]
    assert caught_by(account.gated, service_name, operation, sent(account)) == layer
