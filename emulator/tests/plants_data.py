"""Mistakes in keys, databases and secrets that our settings can reach, each with who catches it."""

import json
from typing import Any

from emulator.tests.account import NEW, OLD, Account
from emulator.tests.fleet import unique
from emulator.tests.planted import Plant
from emulator.tests.policies import ACCOUNT, ROOT, document, statement
from emulator.tests.stack import capacity, cluster

LOCK_ID = {"AttributeName": "LockID", "AttributeType": "S"}
CAPACITY = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
LOGS_PRINCIPAL = {"Service": "logs.eu-west-1.amazonaws.com"}
RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
POSTGRES = {"Engine": "aurora-postgresql", "EngineVersion": "16.4", "ServerlessV2ScalingConfiguration": None}
LOGS, RDS, SECRETS, DYNAMODB, KMS = "logs", "rds", "secretsmanager", "dynamodb", "kms"
GROUP, ASSOCIATE = "create_log_group", "associate_kms_key"
CREATE, RESTORE, DELETE = "create_db_cluster", "restore_db_cluster_from_snapshot", "delete_db_cluster"
INSTANCE = "create_db_instance"
TABLE = "create_table"


def lock_table(**more: Any) -> dict[str, Any]:
    """Terraform's lock table, with something wrong in it."""
    return {
        "TableName": unique("locks"),
        "AttributeDefinitions": [LOCK_ID],
        "KeySchema": [{"AttributeName": "LockID", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    } | more


def under(key: str) -> dict[str, Any]:
    return {"SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}}


def key_for(principal: dict[str, Any], action: str = "kms:*") -> dict[str, Any]:
    return {"Policy": json.dumps(document(statement(action, Principal=principal)))}


def protected_table(account: Account) -> dict[str, Any]:
    sent = lock_table(DeletionProtectionEnabled=True)
    account.gated.client("dynamodb").create_table(**sent)
    return {"TableName": sent["TableName"]}


def log_group(key: str) -> dict[str, Any]:
    return {"logGroupName": unique("/planted"), "kmsKeyId": key}


def existing_log_group(account: Account) -> dict[str, Any]:
    name = unique("/planted")
    account.gated.client("logs").create_log_group(logGroupName=name)
    return {"logGroupName": name, "kmsKeyId": account.key()}


def value(account: Account, key: str) -> dict[str, Any]:
    return {"SecretId": account.secret(KmsKeyId=key), "SecretString": "s"}


def deleted_secret(account: Account) -> dict[str, Any]:
    name = unique("planted")
    secrets = account.gated.client("secretsmanager")
    secrets.create_secret(Name=name, SecretString="s")
    secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    return {"Name": name, "SecretString": "s"}


def used_subnet_group(account: Account) -> dict[str, Any]:
    name = account.subnet_group(account.net)
    account.cluster(DBSubnetGroupName=name)
    return {"DBSubnetGroupName": name}


def used_parameters(account: Account) -> dict[str, Any]:
    name = account.parameters()
    account.cluster(DBClusterParameterGroupName=name)
    return {"DBClusterParameterGroupName": name}


def in_subnets(account: Account, group: str) -> dict[str, Any]:
    return cluster(DBSubnetGroupName=account.subnet_group(account.net), VpcSecurityGroupIds=[group])


PLANTS: dict[str, Plant] = {
    "log group, key without CloudWatch Logs": ("rule", LOGS, GROUP, lambda a: log_group(a.key())),
    "log group, disabled key": ("rule", LOGS, GROUP, lambda a: log_group(a.key("disabled"))),
    "log group, key of another region": ("rule", LOGS, GROUP, lambda a: log_group(
        a.key(region="us-east-1"))),
    "log group gets a key without CloudWatch Logs": ("rule", LOGS, ASSOCIATE, existing_log_group),
    "secret, disabled key": ("rule", SECRETS, "put_secret_value", lambda a: value(a, a.key("disabled"))),
    "secret, asymmetric key": ("rule", SECRETS, "put_secret_value", lambda a: value(a, a.key(**RSA))),
    "secret, name of a deleted one": ("moto", SECRETS, "create_secret", deleted_secret),
    "secret, empty value": ("model", SECRETS, "put_secret_value", lambda a: {
        "SecretId": a.secret(), "SecretString": ""}),
    "table, key attribute not defined": ("rule", DYNAMODB, TABLE, lambda _: lock_table(
        AttributeDefinitions=[])),
    "table, attribute that no key has": ("rule", DYNAMODB, TABLE, lambda _: lock_table(
        AttributeDefinitions=[LOCK_ID, {"AttributeName": "Digest", "AttributeType": "S"}])),
    "table, attribute of no type": ("model", DYNAMODB, TABLE, lambda _: lock_table(
        AttributeDefinitions=[LOCK_ID | {"AttributeType": "STRING"}])),
    "table, on demand with capacity": ("rule", DYNAMODB, TABLE, lambda _: lock_table(
        ProvisionedThroughput=CAPACITY)),
    "table, provisioned without capacity": ("rule", DYNAMODB, TABLE, lambda _: lock_table(
        BillingMode="PROVISIONED")),
    "table, name with a slash": ("rule", DYNAMODB, TABLE, lambda _: lock_table(TableName="a/b")),
    "table, disabled key": ("rule", DYNAMODB, TABLE, lambda a: lock_table(**under(a.key("disabled")))),
    "table, asymmetric key": ("rule", DYNAMODB, TABLE, lambda a: lock_table(**under(a.key(**RSA)))),
    "table, key of another region": ("rule", DYNAMODB, TABLE, lambda a: lock_table(
        **under(a.key(region="us-east-1")))),
    "table gets a disabled key": ("rule", DYNAMODB, "update_table", lambda a: {
        "TableName": "any", **under(a.key("disabled"))}),
    "table, protected, deleted": ("moto", DYNAMODB, "delete_table", protected_table),
    "key, policy that locks the account out": ("rule", KMS, "create_key", lambda _: key_for(LOGS_PRINCIPAL)),
    "key, policy that lets nobody change it": ("rule", KMS, "create_key", lambda _: key_for(
        {"AWS": ROOT}, "kms:Encrypt")),
    "key, policy of another account": ("rule", KMS, "create_key", lambda _: key_for(
        {"AWS": ROOT.replace(ACCOUNT, "999999999999")})),
    "key gets a policy that locks the account out": ("rule", KMS, "put_key_policy", lambda a: {
        "KeyId": a.key(), "PolicyName": "default"} | key_for(LOGS_PRINCIPAL)),
    "bucket of the account's namespace, without asking for it": ("rule", "s3", "create_bucket", lambda _: {
        "Bucket": "x-123456789012-eu-west-1-an"}),
    "object, disabled key": ("rule", "s3", "put_object", lambda a: {
        "Bucket": a.bucket(a.key("disabled")), "Key": "k", "Body": b"x"}),
    "database, key to be deleted": ("rule", RDS, CREATE, lambda a: cluster(
        StorageEncrypted=True, KmsKeyId=a.key("deleted"))),
    "database, key of another region": ("rule", RDS, CREATE, lambda a: cluster(
        StorageEncrypted=True, KmsKeyId=a.key(region="us-east-1"))),
    "database, name taken": ("moto", RDS, CREATE, lambda a: cluster(DBClusterIdentifier=a.cluster())),
    "database, unknown subnet group": ("rule", RDS, CREATE, lambda _: cluster(DBSubnetGroupName="ghost")),
    "database, unknown security group": ("rule", RDS, CREATE, lambda a: in_subnets(
        a, "sg-0123456789abcdef0")),
    "database, security group of another VPC": ("rule", RDS, CREATE, lambda a: in_subnets(
        a, a.group(a.other))),
    "restored, unknown snapshot": ("moto", RDS, RESTORE, lambda a: a.restored("ghost")),
    "restored, snapshot of another engine": ("rule", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(**POSTGRES))),
    "restored, snapshot of a later version": ("rule", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(EngineVersion=NEW), EngineVersion=OLD)),
    "restored, name taken": ("moto", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(), DBClusterIdentifier=a.cluster())),
    "restored, maximum below minimum": ("rule", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(), ServerlessV2ScalingConfiguration=capacity(4, 2))),
    "restored, disabled key": ("rule", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(), KmsKeyId=a.key("disabled"))),
    "restored, snapshot under a disabled key": ("rule", RDS, RESTORE, lambda a: a.restored(
        a.snapshot_under_a_disabled_key())),
    "instance of an unknown cluster": ("moto", RDS, INSTANCE, lambda a: a.instance("ghost")),
    "serverless instance without a capacity": ("rule", RDS, INSTANCE, lambda a: a.instance(
        a.cluster(ServerlessV2ScalingConfiguration=None))),
    "instance of another version": ("rule", RDS, INSTANCE, lambda a: a.instance(
        a.cluster(), EngineVersion=OLD)),
    "instance of another engine": ("moto", RDS, INSTANCE, lambda a: a.instance(
        a.cluster(), Engine="aurora-postgresql")),
    "deletion without a word on a snapshot": ("rule", RDS, DELETE, lambda a: {
        "DBClusterIdentifier": a.cluster()}),
    "deletion with and without a snapshot": ("rule", RDS, DELETE, lambda a: {
        "DBClusterIdentifier": a.cluster(), "SkipFinalSnapshot": True, "FinalDBSnapshotIdentifier": "f"}),
    "final snapshot, name taken": ("moto", RDS, DELETE, lambda a: {
        "DBClusterIdentifier": a.cluster(), "FinalDBSnapshotIdentifier": a.snapshot()}),
    "subnet group in use": ("rule", RDS, "delete_db_subnet_group", used_subnet_group),
    "parameter group in use": ("rule", RDS, "delete_db_cluster_parameter_group", used_parameters),
}  # fmt: skip
