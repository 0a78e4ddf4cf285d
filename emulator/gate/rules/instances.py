"""RDS: instances beside their cluster, and clusters beside their snapshot and network."""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.held import cluster, held, subnet_group
from emulator.gate.rules.keys import unusable
from emulator.gate.rules.places import groups_of
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

COMBINATION = "InvalidParameterCombination"


def instance(call: "Call") -> "Iterator[Finding]":
    """Compare with the cluster; moto itself refuses an unknown cluster and another engine."""
    given = call.parameters
    owner = cluster(call, given.get("DBClusterIdentifier") or "")
    if owner is None:
        return
    if given.get("DBInstanceClass") == "db.serverless" and not owner.serverless_v2_scaling_configuration:
        yield refuse(
            "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a "
            "Serverless v2 DB instance.",
            COMBINATION,
        )
    version = given.get("EngineVersion")
    if version and version != owner.engine_version:
        yield refuse(
            f"The engine version that you requested for your DB instance ({version}) does not match the "
            f"engine version of your DB cluster ({owner.engine_version}).",
            COMBINATION,
        )


def snapshot_fits(call: "Call") -> "Iterator[Finding]":
    """Compare with the snapshot; moto itself refuses an unknown one."""
    given = call.parameters
    name = given.get("SnapshotIdentifier", "").rpartition(":")[2]
    snapshot = held(call, "rds").cluster_snapshots.get(name)
    if snapshot is None:
        return
    if given.get("Engine") != snapshot.engine:
        yield refuse(
            f"The snapshot {name} of {snapshot.engine} cannot become {given.get('Engine')}", COMBINATION
        )
    elif _numbers(given.get("EngineVersion") or snapshot.engine_version) < _numbers(snapshot.engine_version):
        yield refuse(
            f"The engine version you requested for your restored DB cluster ({given.get('EngineVersion')}) "
            f"is earlier than the engine version of the DB cluster snapshot ({snapshot.engine_version}).",
            COMBINATION,
        )
    trouble = unusable(call, snapshot.kms_key_id) if _has_key(snapshot) else None
    if trouble is not None:
        yield refuse(f"The KMS key {snapshot.kms_key_id} of {name} {trouble}", "KMSKeyNotAccessibleFault")


def network_fits(call: "Call") -> "Iterator[Finding]":
    """Find the subnet group, and the security groups in its VPC."""
    given = call.parameters
    old = cluster(call, given.get("DBClusterIdentifier") or "") if "Modify" in call.name else None
    name = given.get("DBSubnetGroupName") or (old.db_subnet_group_name if old else None)
    found = subnet_group(call, name or "")
    if given.get("DBSubnetGroupName") and found is None:
        yield refuse(f"DB subnet group '{name}' does not exist.", "DBSubnetGroupNotFoundFault")
    if found is not None:
        groups = given.get("VpcSecurityGroupIds") or []
        yield from groups_of(call, found.vpc_id, groups, COMBINATION, "InvalidParameterValue")


def _has_key(snapshot: Any) -> bool:
    # What moto calls the key of a cluster that was given none.
    return bool(snapshot.encrypted) and snapshot.kms_key_id not in (None, "default_kms_key_id")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
