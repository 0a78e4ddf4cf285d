"""RDS: what Aurora MySQL Serverless v2 refuses."""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.held import cluster, zones
from emulator.gate.rules.instances import network_fits, snapshot_fits
from emulator.gate.rules.keys import usable_keys
from emulator.gate.rules.places import one_vpc
from emulator.gate.rules.say import refuse, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

IDENTIFIER = re.compile(r"(?=.{1,63}$)[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*")
# The API reference asks for letters and numbers; AWS's CloudFormation schema takes underscores too.
MASTER_USER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")
RESERVED_USERS = {"rdsadmin", "rdsrepladmin", "rdsproxyadmin", "rds_superuser_role"}
DATABASE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
PASSWORD = re.compile(r"[ -~]{8,41}")
AURORA_3 = re.compile(r"8\.0\.mysql_aurora\.3\.(\d+)\..+")
FIRST_MINOR_THAT_PAUSES = 8
PAUSE_SECONDS = (300, 86400)


def create_cluster(call: "Call") -> "Iterator[Finding]":
    """Check names, user, password and capacity of a new cluster."""
    given = call.parameters
    identifier = given.get("DBClusterIdentifier", "")
    if not IDENTIFIER.fullmatch(identifier):
        yield refuse(
            f"DBClusterIdentifier {identifier!r} is not 1 to 63 letters, digits, single inner hyphens"
        )
    user = given.get("MasterUsername")
    if user is not None and (not MASTER_USER.fullmatch(user) or user.lower() in RESERVED_USERS):
        yield refuse(
            f"MasterUsername {user} cannot be used: a reserved word, or not 1 to 16 letters and digits"
        )
    database = given.get("DatabaseName")
    if database is not None and not DATABASE.fullmatch(database):
        yield refuse(f"DatabaseName {database!r} must begin with a letter, then letters and digits")
    yield from _common(given)
    yield from _capacity(given, given.get("EngineVersion"))
    yield from network_fits(call)
    yield from usable_keys(call)


def restore_cluster(call: "Call") -> "Iterator[Finding]":
    """Hold it to what a new cluster is held to, and to its snapshot."""
    yield from create_cluster(call)
    yield from snapshot_fits(call)


def modify_cluster(call: "Call") -> "Iterator[Finding]":
    """Check what changes, beside the version that stays."""
    given = call.parameters
    yield from _common(given)
    old = cluster(call, given.get("DBClusterIdentifier", ""))
    yield from _capacity(given, given.get("EngineVersion") or (old.engine_version if old else None))
    yield from network_fits(call)


def subnet_group(call: "Call") -> "Iterator[Finding]":
    subnets = call.parameters.get("SubnetIds") or []
    yield from one_vpc(call, subnets, "InvalidSubnet")
    found = zones(call, subnets)
    if len(set(found)) < 2 and len(found) == len(subnets):
        yield refuse(
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(sorted(set(found)))}. Add subnets to cover at least 2 AZs.",
            "DBSubnetGroupDoesNotCoverEnoughAZs",
        )


def _common(given: dict[str, Any]) -> "Iterator[Finding]":
    password = given.get("MasterUserPassword")
    if password is not None and (not PASSWORD.fullmatch(password) or set(password) & set('/"@')):
        yield refuse("The parameter MasterUserPassword is not a valid password: 8 to 41 printable ASCII "
                     "characters besides '/', '@' and '\"'")  # fmt: skip
    yield from within("BackupRetentionPeriod", given.get("BackupRetentionPeriod"), 1, 35)


def _capacity(given: dict[str, Any], version: str | None) -> "Iterator[Finding]":
    scaling = given.get("ServerlessV2ScalingConfiguration") or {}
    low, high = scaling.get("MinCapacity"), scaling.get("MaxCapacity")
    yield from within("MinCapacity", low, 0, 256)
    yield from within("MaxCapacity", high, 1, 256)
    for name, value in (("MinCapacity", low), ("MaxCapacity", high)):
        if value is not None and value * 2 != int(value * 2):
            yield refuse(f"{name} is {value}, Serverless v2 capacity goes in steps of 0.5")
    if low is not None and high is not None and low > high:
        yield refuse(f"MinCapacity {low} is above MaxCapacity {high}", "InvalidParameterCombination")
    pause = scaling.get("SecondsUntilAutoPause")
    yield from within("SecondsUntilAutoPause", pause, *PAUSE_SECONDS)
    if pause is not None and low:
        yield refuse(
            f"SecondsUntilAutoPause needs a MinCapacity of 0, not {low}", "InvalidParameterCombination"
        )
    minor = AURORA_3.fullmatch(version or "")
    if low == 0 and minor and int(minor[1]) < FIRST_MINOR_THAT_PAUSES:
        yield refuse(
            f"MinCapacity 0 is not supported by engine version {version}", "InvalidParameterCombination"
        )
