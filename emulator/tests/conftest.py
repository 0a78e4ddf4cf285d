from collections.abc import Iterator

import pytest

from emulator.tests.gated import Gated
from emulator.tests.processes import EMULATOR, PLAIN_MOTO, Server, running


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(EMULATOR, tmp_path_factory.mktemp("emulator")) as server:
        yield server


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Moto as it is. A test that finds it right where the emulator patches it says: delete the patch."""
    with running(PLAIN_MOTO, tmp_path_factory.mktemp("plain"), MOTO_ECS_SERVICE_RUNNING="2") as server:
        yield server


@pytest.fixture(scope="session")
def gated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    folder = tmp_path_factory.mktemp("gated")
    with running([*EMULATOR, "--log", str(folder / "calls")], folder) as server:
        yield Gated(server, folder / "calls")
