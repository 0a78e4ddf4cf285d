from typing import Any

from emulator.tests.fleet import unique
from emulator.tests.processes import Server


def units_on_demand(server: Server) -> Any:
    """Make a table with the article's one unit, turn it to on-demand, and answer its units for reading."""
    dynamodb, name = server.client("dynamodb"), unique("lock")
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
    dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    return dynamodb.describe_table(TableName=name)["Table"]["ProvisionedThroughput"]["ReadCapacityUnits"]


def test_a_table_on_demand_has_no_capacity(emulator: Server) -> None:
    assert units_on_demand(emulator) == 0


def test_moto_still_keeps_the_capacity(plain: Server) -> None:
    assert units_on_demand(plain) == 1
