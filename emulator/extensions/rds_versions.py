"""RDS: the Aurora MySQL versions of a region, which moto does not know."""

from typing import Any

from moto.core.responses import ActionResult, PaginatedResult
from moto.rds.models import RDSBackend
from moto.rds.responses import RDSResponse

ENGINE = "aurora-mysql"
# Some of those that AWS offered in November 2026; only from 3.08 on they can pause at 0 capacity units.
VERSIONS = {
    "8.0.mysql_aurora.3.04.4": 0.5,
    "8.0.mysql_aurora.3.08.2": 0,
    "8.0.mysql_aurora.3.10.0": 0,
    "8.0.mysql_aurora.3.10.5": 0,
    "8.0.mysql_aurora.3.11.1": 0,
    "8.0.mysql_aurora.3.12.0": 0,
}

_orderable = RDSBackend.describe_orderable_db_instance_options


def install() -> None:
    RDSResponse.describe_db_engine_versions = _describe_engine_versions
    RDSBackend.describe_orderable_db_instance_options = _describe_orderable


def _describe_engine_versions(self: Any) -> ActionResult:
    """Tell of Aurora MySQL; of another engine, and of a version that is not offered, AWS's empty list."""
    wanted = self.params.get("EngineVersion")
    versions = VERSIONS if self.params.get("Engine", ENGINE) == ENGINE else {}
    found = [_version(name, least) for name, least in versions.items() if wanted in (None, name)]
    return PaginatedResult({"DBEngineVersions": found})


def _version(name: str, least_capacity: float) -> dict[str, Any]:
    return {
        "Engine": ENGINE,
        "EngineVersion": name,
        "DBParameterGroupFamily": "aurora-mysql8.0",
        "Status": "available",
        "SupportedEngineModes": ["provisioned"],
        "ServerlessV2FeaturesSupport": {"MinCapacity": least_capacity, "MaxCapacity": 256},
    }


def _describe_orderable(self: Any, engine: str, engine_version: str) -> list[dict[str, Any]]:
    if engine != ENGINE:
        return _orderable(self, engine, engine_version)
    return [
        {"Engine": ENGINE, "EngineVersion": name, "DBInstanceClass": "db.serverless", "Vpc": True}
        for name in VERSIONS
        if engine_version in (None, name)
    ]
