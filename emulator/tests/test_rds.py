from typing import Any

import pytest

from emulator.tests.fleet import aurora_cluster, unique
from emulator.tests.processes import Server

SERVERLESS_V2 = {"MinCapacity": 0, "MaxCapacity": 4, "SecondsUntilAutoPause": 900}


def instance(server: Server, **more: Any) -> tuple[Any, str]:
    rds = server.client("rds")
    name = unique("instance")
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBClusterIdentifier=aurora_cluster(server, ServerlessV2ScalingConfiguration=SERVERLESS_V2)[
            "DBClusterIdentifier"
        ],
        DBInstanceClass="db.serverless",
        Engine="aurora-mysql",
        **more,
    )
    return rds, name


def described(rds: Any, name: str) -> dict[str, Any]:
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


@pytest.mark.parametrize("enabled", [True, False])
def test_performance_insights_are_read_back(emulator: Server, enabled: bool) -> None:
    rds, name = instance(emulator, EnablePerformanceInsights=enabled)
    found = described(rds, name)
    assert found["PerformanceInsightsEnabled"] is enabled
    assert found.get("PerformanceInsightsRetentionPeriod") == (7 if enabled else None)


def test_performance_insights_keep_their_key_and_retention(emulator: Server) -> None:
    wanted = {"PerformanceInsightsKMSKeyId": "alias/key", "PerformanceInsightsRetentionPeriod": 93}
    rds, name = instance(emulator, EnablePerformanceInsights=True, **wanted)
    assert wanted.items() <= described(rds, name).items()


def test_performance_insights_can_be_switched_later(emulator: Server) -> None:
    rds, name = instance(emulator)
    rds.modify_db_instance(DBInstanceIdentifier=name, EnablePerformanceInsights=True, ApplyImmediately=True)
    assert described(rds, name)["PerformanceInsightsEnabled"] is True


def test_moto_still_forgets_performance_insights(plain: Server) -> None:
    rds, name = instance(plain, EnablePerformanceInsights=True)
    assert "PerformanceInsightsEnabled" not in described(rds, name)


def test_a_provisioned_cluster_has_no_serverless_v1_settings(emulator: Server) -> None:
    cluster = aurora_cluster(emulator, ServerlessV2ScalingConfiguration=SERVERLESS_V2)
    assert "ScalingConfigurationInfo" not in cluster
    assert cluster["ServerlessV2ScalingConfiguration"] == SERVERLESS_V2


def test_a_serverless_v1_cluster_keeps_its_settings(emulator: Server) -> None:
    cluster = aurora_cluster(emulator, EngineMode="serverless", ScalingConfiguration={"MinCapacity": 2})
    assert cluster["ScalingConfigurationInfo"]["MinCapacity"] == 2


def test_moto_still_shows_serverless_v1_settings_everywhere(plain: Server) -> None:
    cluster = aurora_cluster(plain, ServerlessV2ScalingConfiguration=SERVERLESS_V2)
    assert "ScalingConfigurationInfo" in cluster


def restored(server: Server, *, encrypted: bool, **more: Any) -> dict[str, Any]:
    rds, name = server.client("rds"), unique("snapshot")
    source = aurora_cluster(server, StorageEncrypted=encrypted)["DBClusterIdentifier"]
    rds.create_db_cluster_snapshot(DBClusterIdentifier=source, DBClusterSnapshotIdentifier=name)
    return rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier=unique("restored"), SnapshotIdentifier=name, Engine="aurora-mysql", **more
    )["DBCluster"]


def key(server: Server) -> str:
    return str(server.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.mark.parametrize(
    ("encrypted", "with_key", "then"), [(True, False, True), (False, False, False), (False, True, True)]
)
def test_a_restored_cluster_is_encrypted_as_its_snapshot_or_by_a_key(
    emulator: Server, encrypted: bool, with_key: bool, then: bool
) -> None:
    more = {"KmsKeyId": key(emulator)} if with_key else {}
    cluster = restored(emulator, encrypted=encrypted, **more)
    assert cluster["StorageEncrypted"] is then
    assert more.items() <= cluster.items()


def test_moto_still_restores_without_encryption_under_a_key(plain: Server) -> None:
    assert restored(plain, encrypted=False, KmsKeyId=key(plain))["StorageEncrypted"] is False
