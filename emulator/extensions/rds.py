"""RDS: Performance Insights read back, Serverless v1 settings only where it is used, restored under a key."""

from typing import Any

from moto.rds.models import DBCluster, DBInstance, RDSBackend

DEFAULT_RETENTION_IN_DAYS = 7

_instance_init = DBInstance.__init__
_restore = RDSBackend.restore_db_cluster_from_snapshot
_scaling_configuration_info = DBCluster.scaling_configuration_info.fget


def install() -> None:
    DBInstance.__init__ = _init_with_performance_insights
    DBInstance.performance_insights_enabled = property(_performance_insights_enabled)
    DBCluster.scaling_configuration_info = property(_scaling_configuration_info_of_v1)
    RDSBackend.restore_db_cluster_from_snapshot = _restore_under_a_key


def _init_with_performance_insights(self: Any, *args: Any, **kwargs: Any) -> None:
    _instance_init(self, *args, **kwargs)
    self.enable_performance_insights = bool(kwargs.get("enable_performance_insights"))
    if self.enable_performance_insights:
        self.performance_insights_kms_key_id = kwargs.get("performance_insights_kms_key_id")
        self.performance_insights_retention_period = kwargs.get(
            "performance_insights_retention_period", DEFAULT_RETENTION_IN_DAYS
        )


def _performance_insights_enabled(self: Any) -> bool:
    # Derived, because ModifyDBInstance sets the parameter it was sent under that parameter's name.
    return self.enable_performance_insights


def _scaling_configuration_info_of_v1(self: Any) -> dict[str, Any] | None:
    return _scaling_configuration_info(self) if self.engine_mode == "serverless" else None


def _restore_under_a_key(self: Any, from_snapshot_id: str, overrides: dict[str, Any]) -> DBCluster:
    """Encrypt what is restored with a key; moto looks at the snapshot alone, which may not be encrypted."""
    cluster = _restore(self, from_snapshot_id, overrides)
    cluster.storage_encrypted = bool(cluster.storage_encrypted or overrides.get("kms_key_id"))
    return cluster
