from typing import Any

import pytest

from emulator.tests.fleet import ecs_service
from emulator.tests.processes import Server

SETTINGS: dict[str, Any] = {
    "availabilityZoneRebalancing": "ENABLED",
    "deploymentConfiguration": {
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
    },
    "enableECSManagedTags": True,
    "enableExecuteCommand": True,
    "healthCheckGracePeriodSeconds": 300,
}


def described(server: Server, service: dict[str, Any]) -> dict[str, Any]:
    found = server.client("ecs").describe_services(cluster=service["clusterArn"], services=["mlflow"])
    return found["services"][0]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_of_a_new_service_is_read_back(emulator: Server, name: str) -> None:
    service = ecs_service(emulator, **{name: SETTINGS[name]})
    assert service[name] == described(emulator, service)[name] == SETTINGS[name]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_changed_setting_is_read_back(emulator: Server, name: str) -> None:
    service = ecs_service(emulator)
    emulator.client("ecs").update_service(
        cluster=service["clusterArn"], service="mlflow", **{name: SETTINGS[name]}
    )
    assert described(emulator, service)[name] == SETTINGS[name]


@pytest.mark.parametrize("name", SETTINGS)
def test_moto_still_drops_the_setting(plain: Server, name: str) -> None:
    service = ecs_service(plain, **{name: SETTINGS[name]})
    assert described(plain, service).get(name) != SETTINGS[name]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_service_is_stable_at_once_whatever_its_size(emulator: Server, count: int) -> None:
    service = described(emulator, ecs_service(emulator, desiredCount=count))
    [deployment] = service["deployments"]
    assert (service["runningCount"], service["pendingCount"]) == (count, 0)
    assert (deployment["runningCount"], deployment["pendingCount"]) == (count, 0)
    assert deployment["rolloutState"] == "COMPLETED"


def test_moto_still_runs_a_number_of_tasks_of_its_own(plain: Server) -> None:
    assert described(plain, ecs_service(plain, desiredCount=1))["runningCount"] == 2
