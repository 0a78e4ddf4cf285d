import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from emulator.tests.processes import Server

OFFERED = "8.0.mysql_aurora.3.10.5"


def test_versions_say_whether_they_can_pause(emulator: Server) -> None:
    versions = emulator.client("rds").describe_db_engine_versions(Engine="aurora-mysql")["DBEngineVersions"]
    least = {each["EngineVersion"]: each["ServerlessV2FeaturesSupport"]["MinCapacity"] for each in versions}
    assert least[OFFERED] == 0
    assert least["8.0.mysql_aurora.3.04.4"] == 0.5


def test_a_version_that_is_not_offered_is_an_empty_list(emulator: Server) -> None:
    rds = emulator.client("rds")
    one = rds.describe_db_engine_versions(Engine="aurora-mysql", EngineVersion=OFFERED)["DBEngineVersions"]
    assert [version["EngineVersion"] for version in one] == [OFFERED]
    none = {"Engine": "aurora-mysql", "EngineVersion": "8.0.mysql_aurora.3.11.0"}
    assert rds.describe_db_engine_versions(**none)["DBEngineVersions"] == []
    assert rds.describe_orderable_db_instance_options(**none)["OrderableDBInstanceOptions"] == []


def test_the_serverless_class_can_be_ordered(emulator: Server) -> None:
    options = emulator.client("rds").describe_orderable_db_instance_options(
        Engine="aurora-mysql", EngineVersion=OFFERED
    )["OrderableDBInstanceOptions"]
    assert [option["DBInstanceClass"] for option in options] == ["db.serverless"]


def test_moto_still_knows_no_versions(plain: Server) -> None:
    rds = plain.client("rds")
    assert not rds.describe_orderable_db_instance_options(Engine="aurora-mysql")["OrderableDBInstanceOptions"]
    with pytest.raises((ClientError, ResponseParserError)):
        rds.describe_db_engine_versions(Engine="aurora-mysql")
