import hashlib

import pytest
import requests

from emulator.tests.fleet import aurora_cluster
from emulator.tests.processes import Server


def master_password_hash(server: Server, cluster: str) -> requests.Response:
    return requests.get(f"{server.url}/_emulator/rds/{cluster}/master-password-sha256", timeout=10)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_hash_of_a_master_password_is_told(emulator: Server) -> None:
    cluster = aurora_cluster(emulator)["DBClusterIdentifier"]
    assert master_password_hash(emulator, cluster).text == sha256("correct-horse-battery-staple")


def test_the_hash_follows_a_change(emulator: Server) -> None:
    cluster = aurora_cluster(emulator)["DBClusterIdentifier"]
    emulator.client("rds").modify_db_cluster(
        DBClusterIdentifier=cluster,
        MasterUserPassword="another-password",
        ApplyImmediately=True,
    )
    assert master_password_hash(emulator, cluster).text == sha256("another-password")


def test_a_cluster_whose_password_aws_manages_has_none_to_tell(emulator: Server) -> None:
    rds = emulator.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="managed",
        Engine="aurora-mysql",
        MasterUsername="mlflow",
        ManageMasterUserPassword=True,
    )
    assert master_password_hash(emulator, "managed").status_code == 404


def test_an_unknown_cluster_is_said_to_be_unknown(emulator: Server) -> None:
    response = master_password_hash(emulator, "nowhere")
    assert response.status_code == 404
    assert "nowhere" in response.text


@pytest.mark.parametrize(
    "path", ["/_emulator/", "/_emulator/rds/x", "/_emulator/rds/x/y/master-password-sha256"]
)
def test_an_unknown_route_is_not_passed_to_moto(emulator: Server, path: str) -> None:
    response = requests.get(emulator.url + path, timeout=10)
    assert (response.status_code, response.text) == (404, f"no such route: {path}")
