"""Mistakes in keys, databases and secrets that our settings can reach, each with who catches it."""

from typing import Any

from emulator.tests.account import NEW, OLD, Account
from emulator.tests.fleet import unique
from emulator.tests.planted import Plant
from emulator.tests.stack import capacity, cluster

RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
POSTGRES = {"Engine": "aurora-postgresql", "EngineVersion": "16.4", "ServerlessV2ScalingConfiguration": None}
LOGS, RDS, SECRETS = "logs", "rds", "secretsmanager"
GROUP, ASSOCIATE = "create_log_group", "associate_kms_key"
CREATE, RESTORE, DELETE = "create_db_cluster", "restore_db_cluster_from_snapshot", "delete_db_cluster"
INSTANCE = "create_db_instance"


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
