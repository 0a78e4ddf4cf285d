"""DynamoDB: a table that becomes on-demand has no provisioned capacity any more."""

from typing import Any

from moto.dynamodb.models import DynamoDBBackend

_update_table = DynamoDBBackend.update_table


def install() -> None:
    DynamoDBBackend.update_table = _update_table_with_its_capacity


def _update_table_with_its_capacity(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Set what AWS reports for on-demand tables: zero units. Terraform refuses any other beside that mode."""
    table = _update_table(self, *args, **kwargs)
    if table.billing_mode == "PAY_PER_REQUEST":
        table.throughput = {**table.throughput, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    return table
