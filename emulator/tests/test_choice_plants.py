"""Planted mistakes in the reach of our choices: each is caught, by the layer that its table names."""

import pytest

from emulator.tests import plants_data, plants_network, plants_service
from emulator.tests.account import Account
from emulator.tests.gated import Gated
from emulator.tests.planted import Plant, caught_by

TABLES = {
    "data": plants_data.PLANTS,
    "network": plants_network.PLANTS,
    "service": plants_service.PLANTS,
}
ALL = [
    pytest.param(plant, id=f"{area}: {name}")
    for area, table in TABLES.items()
    for name, plant in table.items()
]


@pytest.fixture(scope="module")
def account(gated: Gated) -> Account:
    return Account(gated)


@pytest.mark.parametrize("plant", ALL)
def test_a_planted_mistake_is_caught_by_its_layer(account: Account, plant: Plant) -> None:
    layer, service, operation, sent = plant
    assert caught_by(account.gated, service, operation, sent(account)) == layer
