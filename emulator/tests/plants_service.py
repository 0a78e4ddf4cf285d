"""Mistakes in services, images, roles and records that our settings can reach, and who catches each."""

import json
from typing import Any

from emulator.tests.account import Account, change
from emulator.tests.fleet import unique
from emulator.tests.planted import Plant
from emulator.tests.stack import task

ECS, IAM, ROUTE53 = "ecs", "iam", "route53"
SERVICE, RECORD = "create_service", "change_resource_record_sets"
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


def role(account: Account, **more: Any) -> dict[str, Any]:
    del account
    return {"RoleName": unique("planted"), "AssumeRolePolicyDocument": TRUST} | more


def existing_role(account: Account) -> str:
    sent = role(account)
    account.gated.client("iam").create_role(**sent)
    return str(sent["RoleName"])


def policy(account: Account) -> dict[str, Any]:
    return {"RoleName": existing_role(account), "PolicyName": "p", "PolicyDocument": json.dumps(HUGE)}


def record(account: Account, *held: dict[str, Any], name: str = "mlflow.example.com") -> dict[str, Any]:
    return {"HostedZoneId": account.zone(*held), **change(name)}


PLANTS: dict[str, Plant] = {
    "service in two VPCs": ("rule", ECS, SERVICE, lambda a: a.service([a.net["a"], a.other["b"]], [])),
    "service, unknown subnet": ("moto", ECS, SERVICE, lambda a: a.service(
        ["subnet-0123456789abcdef0"], [])),
    "service, group of another VPC": ("rule", ECS, SERVICE, lambda a: a.service(
        [a.net["a"]], [a.group(a.other)])),
    "ECS cluster with a service": ("rule", ECS, "delete_cluster", lambda a: {
        "cluster": a.made_service([])["cluster"]}),
    "scaling of no service": ("moto", "application-autoscaling", "register_scalable_target", lambda _: {
        "ServiceNamespace": "ecs", "ResourceId": "service/no/such", "MinCapacity": 1, "MaxCapacity": 2,
        "ScalableDimension": "ecs:service:DesiredCount"}),
    "record outside of its zone": ("rule", ROUTE53, RECORD, lambda a: record(a, name="my-example.com")),
    "record of another value exists": ("rule", ROUTE53, RECORD, lambda a: record(
        a, {"name": "mlflow.example.com", "value": "192.0.2.2"})),
    "record beside a CNAME": ("rule", ROUTE53, RECORD, lambda a: record(
        a, {"name": "mlflow.example.com", "kind": "CNAME", "value": "x.example.org"})),
    "role, unknown boundary": ("rule", IAM, "create_role", lambda a: role(
        a, PermissionsBoundary="arn:aws:iam::123456789012:policy/ghost")),
    "role, path without a slash at its end": ("model", IAM, "create_role", lambda a: role(a, Path="/ml")),
    "role, path of 514": ("model", IAM, "create_role", lambda a: role(a, Path=f"/{'x' * 512}/")),
    "role, name taken": ("moto", IAM, "create_role", lambda a: role(a, RoleName=existing_role(a))),
    "role, policy above 10,240 characters": ("rule", IAM, "put_role_policy", policy),
    "image with a space": ("rule", "ecs", "register_task_definition", lambda _: task({
        "mlflow": {"image": "registry.example.com/ml flow:1"}})),
    "image without a repository": ("rule", "ecs", "register_task_definition", lambda _: task({
        "mlflow": {"image": ":1"}})),
}  # fmt: skip
