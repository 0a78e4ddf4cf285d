"""DynamoDB: what moto forgets of a changed table, and all its tags in one answer, as AWS gives them.

moto pages tags after ten to test clients; Terraform reads the first page alone. AWS has no pages:
https://github.com/aws/aws-sdk/issues/583. A table on demand has capacities of 0, also one that had others.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.responses import DynamoHandler

_update_table = DynamoHandler.update_table
_change_table = DynamoDBBackend.update_table
NO_CAPACITY = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}


def install() -> None:
    DynamoHandler.list_tags_of_resource = _list_all_tags
    DynamoHandler.update_table = _update_encryption
    DynamoDBBackend.update_table = _update_capacity


def _list_all_tags(self: Any) -> ActionResult:
    return ActionResult({"Tags": self.dynamodb_backend.list_tags_of_resource(self.body["ResourceArn"])})


def _update_encryption(self: Any) -> Any:
    encryption = self.body.get("SSESpecification")
    if encryption:
        self.dynamodb_backend.get_table(self.body["TableName"]).sse_specification = encryption
    return _update_table(self)


def _update_capacity(self: Any, *args: Any, **kwargs: Any) -> Any:
    table = _change_table(self, *args, **kwargs)
    if table.billing_mode == "PAY_PER_REQUEST":
        table.throughput = table.throughput | NO_CAPACITY
    return table
