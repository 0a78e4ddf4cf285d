from emulator.tests.fleet import unique
from emulator.tests.processes import Server

TAGS = [{"Key": f"k{number}", "Value": "v"} for number in range(43)]


def tags_of_a_table(server: Server) -> list[dict[str, str]]:
    """Read as Terraform does, without looking at NextToken."""
    dynamodb = server.client("dynamodb")
    arn = dynamodb.create_table(
        TableName=unique("table"),
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=TAGS,
    )["TableDescription"]["TableArn"]
    return list(dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"])


def test_all_tags_of_a_table_come_at_once(emulator: Server) -> None:
    assert tags_of_a_table(emulator) == TAGS


def test_moto_still_pages_after_ten(plain: Server) -> None:
    assert len(tags_of_a_table(plain)) == 10


def changed_table(server: Server) -> dict[str, object]:
    """A table with capacity that is put on demand and under a key, as an adopted one is."""
    dynamodb, name = server.client("dynamodb"), unique("table")
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    )
    key = server.client("kms").create_key()["KeyMetadata"]["Arn"]
    dynamodb.update_table(TableName=name, BillingMode="PAY_PER_REQUEST")
    encryption = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    dynamodb.update_table(TableName=name, SSESpecification=encryption)
    table = dynamodb.describe_table(TableName=name)["Table"]
    capacity = table["ProvisionedThroughput"]["ReadCapacityUnits"]
    return {"capacity": capacity, "key": table.get("SSEDescription", {}).get("KMSMasterKeyArn") == key}


def test_a_table_is_put_on_demand_and_under_a_key(emulator: Server) -> None:
    assert changed_table(emulator) == {"capacity": 0, "key": True}


def test_moto_still_keeps_capacity_and_encryption(plain: Server) -> None:
    assert changed_table(plain) == {"capacity": 1, "key": False}
