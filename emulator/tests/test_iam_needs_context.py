"""Keys of one service, with which its policies are limited."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import statement
from emulator.tests.roles import Session


def allowed(session: Session, service: str, operation: str, /, **sent: Any) -> bool:
    try:
        getattr(session.client(service), operation)(**sent)
    except ClientError as error:
        return "AccessDenied" not in error.response["Error"]["Code"]
    return True


def test_the_items_of_a_table(gated: Gated) -> None:
    name = unique("locks")
    gated.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
    )
    one = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["b/mlflow"]}}
    session = Session(gated, statement(["dynamodb:PutItem", "dynamodb:GetItem"], Condition=one))
    for key, verdict in (("b/mlflow", True), ("b/mlflow-md5", False), ("b/bootstrap", False)):
        item = {"LockID": {"S": key}}
        assert allowed(session, "dynamodb", "put_item", TableName=name, Item=item) is verdict
        assert allowed(session, "dynamodb", "get_item", TableName=name, Key=item) is verdict


@pytest.mark.parametrize(
    ("names", "kind", "verdict"),
    [
        (["mlflow.example.com."], "A", True),
        (["MLflow.example.com"], "A", True),
        (["mlflow.example.com."], "TXT", False),
        (["other.example.com."], "A", False),
        (["mlflow.example.com", "other.example.com"], "A", False),
    ],
)
def test_the_names_and_types_of_records(gated: Gated, names: list[str], kind: str, verdict: bool) -> None:
    zone = gated.client("route53").create_hosted_zone(Name="example.com", CallerReference=unique("r"))
    values = {
        "route53:ChangeResourceRecordSetsNormalizedRecordNames": "mlflow.example.com",
        "route53:ChangeResourceRecordSetsRecordTypes": ["A"],
    }
    limits = {"ForAllValues:StringEquals": values}
    session = Session(gated, statement("route53:ChangeResourceRecordSets", Condition=limits))
    records = [{"Value": "192.0.2.1" if kind == "A" else '"x"'}]
    changes = [
        {
            "Action": "UPSERT",
            "ResourceRecordSet": {"Name": each, "Type": kind, "TTL": 60, "ResourceRecords": records},
        }
        for each in names
    ]
    sent = {"HostedZoneId": zone["HostedZone"]["Id"], "ChangeBatch": {"Changes": changes}}
    assert allowed(session, "route53", "change_resource_record_sets", **sent) is verdict


@pytest.mark.parametrize(("namespace", "verdict"), [("ecs", True), ("dynamodb", False)])
def test_the_namespace_of_a_scalable_target(gated: Gated, namespace: str, verdict: bool) -> None:
    limits = {"StringEquals": {"application-autoscaling:service-namespace": "ecs"}}
    actions = ["application-autoscaling:DeregisterScalableTarget"]
    session = Session(gated, statement(actions, Condition=limits))
    sent = {
        "ServiceNamespace": namespace,
        "ResourceId": "service/c/s",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    assert allowed(session, "application-autoscaling", "deregister_scalable_target", **sent) is verdict
