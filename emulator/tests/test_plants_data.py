"""Mistakes in keys, databases, roles and images that our settings can reach, each with who catches it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from emulator.tests.account import NEW, OLD, Account
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.planted import caught_by
from emulator.tests.stack import capacity, cluster, task

Plant = tuple[str, str, str, Callable[[Account], dict[str, Any]]]
RSA = {"KeySpec": "RSA_2048", "KeyUsage": "ENCRYPT_DECRYPT"}
POSTGRES = {"Engine": "aurora-postgresql", "EngineVersion": "16.4", "ServerlessV2ScalingConfiguration": None}
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
HUGE = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{'x' * 10240}"}]}  # fmt: skip
LOGS, RDS, IAM, SECRETS = "logs", "rds", "iam", "secretsmanager"
GROUP, ASSOCIATE = "create_log_group", "associate_kms_key"
CREATE, RESTORE, DELETE = "create_db_cluster", "restore_db_cluster_from_snapshot", "delete_db_cluster"
INSTANCE = "create_db_instance"


def log_group(key: str) -> dict[str, Any]:
    return {"logGroupName": unique("/planted"), "kmsKeyId": key}


def value(account: Account, key: str) -> dict[str, Any]:
    return {"SecretId": account.secret(KmsKeyId=key), "SecretString": "s"}


def role(account: Account, **more: Any) -> dict[str, Any]:
    del account
    return {"RoleName": unique("planted"), "AssumeRolePolicyDocument": TRUST} | more


def existing_role(account: Account) -> str:
    sent = role(account)
    account.gated.client("iam").create_role(**sent)
    return str(sent["RoleName"])


def policy(account: Account) -> dict[str, Any]:
    return {"RoleName": existing_role(account), "PolicyName": "p", "PolicyDocument": json.dumps(HUGE)}


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
    "log group, key without CloudWatch Logs": ("nobody", LOGS, GROUP, lambda a: log_group(a.key())),
    "log group, disabled key": ("nobody", LOGS, GROUP, lambda a: log_group(a.key("disabled"))),
    "log group, key of another region": ("nobody", LOGS, GROUP, lambda a: log_group(
        a.key(region="us-east-1"))),
    "secret, disabled key": ("nobody", SECRETS, "put_secret_value", lambda a: value(a, a.key("disabled"))),
    "secret, asymmetric key": ("nobody", SECRETS, "put_secret_value", lambda a: value(a, a.key(**RSA))),
    "secret, name of a deleted one": ("moto", SECRETS, "create_secret", deleted_secret),
    "object, disabled key": ("nobody", "s3", "put_object", lambda a: {
        "Bucket": a.bucket(a.key("disabled")), "Key": "k", "Body": b"x"}),
    "database, key to be deleted": ("nobody", RDS, CREATE, lambda a: cluster(
        StorageEncrypted=True, KmsKeyId=a.key("deleted"))),
    "database, key of another region": ("nobody", RDS, CREATE, lambda a: cluster(
        StorageEncrypted=True, KmsKeyId=a.key(region="us-east-1"))),
    "database, name taken": ("moto", RDS, CREATE, lambda a: cluster(DBClusterIdentifier=a.cluster())),
    "database, unknown subnet group": ("nobody", RDS, CREATE, lambda _: cluster(DBSubnetGroupName="ghost")),
    "database, unknown security group": ("nobody", RDS, CREATE, lambda a: in_subnets(
        a, "sg-0123456789abcdef0")),
    "database, security group of another VPC": ("nobody", RDS, CREATE, lambda a: in_subnets(
        a, a.group(a.other))),
    "restored, unknown snapshot": ("moto", RDS, RESTORE, lambda a: a.restored("ghost")),
    "restored, snapshot of another engine": ("nobody", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(**POSTGRES))),
    "restored, snapshot of a later version": ("nobody", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(EngineVersion=NEW), EngineVersion=OLD)),
    "restored, name taken": ("moto", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(), DBClusterIdentifier=a.cluster())),
    "restored, maximum below minimum": ("nobody", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(), ServerlessV2ScalingConfiguration=capacity(4, 2))),
    "restored, disabled key": ("nobody", RDS, RESTORE, lambda a: a.restored(
        a.snapshot(), KmsKeyId=a.key("disabled"))),
    "restored, snapshot under a disabled key": ("nobody", RDS, RESTORE, lambda a: a.restored(
        a.snapshot_under_a_disabled_key())),
    "instance of an unknown cluster": ("moto", RDS, INSTANCE, lambda a: a.instance("ghost")),
    "serverless instance without a capacity": ("nobody", RDS, INSTANCE, lambda a: a.instance(
        a.cluster(ServerlessV2ScalingConfiguration=None))),
    "instance of another version": ("nobody", RDS, INSTANCE, lambda a: a.instance(
        a.cluster(), EngineVersion=OLD)),
    "instance of another engine": ("moto", RDS, INSTANCE, lambda a: a.instance(
        a.cluster(), Engine="aurora-postgresql")),
    "deletion without a word on a snapshot": ("nobody", RDS, DELETE, lambda a: {
        "DBClusterIdentifier": a.cluster()}),
    "deletion with and without a snapshot": ("nobody", RDS, DELETE, lambda a: {
        "DBClusterIdentifier": a.cluster(), "SkipFinalSnapshot": True, "FinalDBSnapshotIdentifier": "f"}),
    "final snapshot, name taken": ("moto", RDS, DELETE, lambda a: {
        "DBClusterIdentifier": a.cluster(), "FinalDBSnapshotIdentifier": a.snapshot()}),
    "subnet group in use": ("nobody", RDS, "delete_db_subnet_group", used_subnet_group),
    "parameter group in use": ("nobody", RDS, "delete_db_cluster_parameter_group", used_parameters),
    "role, unknown boundary": ("nobody", IAM, "create_role", lambda a: role(
        a, PermissionsBoundary="arn:aws:iam::123456789012:policy/ghost")),
    "role, path without a slash at its end": ("model", IAM, "create_role", lambda a: role(a, Path="/ml")),
    "role, path of 514": ("model", IAM, "create_role", lambda a: role(a, Path=f"/{'x' * 512}/")),
    "role, name taken": ("moto", IAM, "create_role", lambda a: role(a, RoleName=existing_role(a))),
    "role, policy above 10,240 characters": ("nobody", IAM, "put_role_policy", policy),
    "image with a space": ("nobody", "ecs", "register_task_definition", lambda _: task({
        "mlflow": {"image": "registry.example.com/ml flow:1"}})),
    "image without a repository": ("nobody", "ecs", "register_task_definition", lambda _: task({
        "mlflow": {"image": ":1"}})),
}  # fmt: skip


@pytest.fixture(scope="module")
def account(gated: Gated) -> Account:
    return Account(gated)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_mistake_is_caught_by_its_layer(account: Account, name: str) -> None:
    layer, service, operation, sent = PLANTS[name]
    assert caught_by(account.gated, service, operation, sent(account)) == layer
