"""Rules for databases, scaling, logs and buckets."""

from typing import Any

import pytest

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.stack import capacity, cluster, network, passes, refused


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ServerlessV2ScalingConfiguration": capacity(0.3, 4)}, "steps of 0.5"),
        ({"ServerlessV2ScalingConfiguration": capacity(4, 2)}, "MinCapacity 4.0 is above MaxCapacity 2.0"),
        ({"ServerlessV2ScalingConfiguration": capacity(0, 257)}, "MaxCapacity is 257"),
        ({"ServerlessV2ScalingConfiguration": capacity(0, 0.5)}, "MaxCapacity is 0.5"),
        ({"ServerlessV2ScalingConfiguration": capacity(0, 4, SecondsUntilAutoPause=299)}, "299"),
        ({"ServerlessV2ScalingConfiguration": capacity(1, 4, SecondsUntilAutoPause=300)}, "needs a Min"),
        ({"EngineVersion": "8.0.mysql_aurora.3.07.1"}, "MinCapacity 0 is not supported by"),
        ({"MasterUsername": "rdsadmin"}, "MasterUsername rdsadmin cannot be used"),
        ({"MasterUsername": "1st"}, "MasterUsername 1st cannot be used"),
        ({"MasterUsername": "x" * 17}, "cannot be used"),
        ({"MasterUserPassword": "with/slash-in-it"}, "not a valid password"),
        ({"MasterUserPassword": "with@sign-in-it"}, "not a valid password"),
        ({"MasterUserPassword": "short"}, "not a valid password"),
        ({"MasterUserPassword": "x" * 42}, "not a valid password"),
        ({"DatabaseName": "ml-flow"}, "DatabaseName 'ml-flow'"),
        ({"DBClusterIdentifier": "a--b"}, "DBClusterIdentifier 'a--b'"),
        ({"BackupRetentionPeriod": 36}, "BackupRetentionPeriod is 36"),
    ],
)  # fmt: skip
def test_clusters(gated: Gated, change: dict[str, Any], told: str) -> None:
    refusal = gated.refused("rds", "create_db_cluster", **cluster(**change))
    assert refusal.code in {"InvalidParameterValue", "InvalidParameterCombination"}
    assert told in refusal.message


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"ServerlessV2ScalingConfiguration": capacity(0.5, 256)},
        {"EngineVersion": "8.0.mysql_aurora.3.04.2", "ServerlessV2ScalingConfiguration": capacity(0.5, 1)},
        {"MasterUserPassword": "x" * 41},
    ],
)
def test_good_clusters(gated: Gated, change: dict[str, Any]) -> None:
    passes(gated, "rds", "create_db_cluster", **cluster(**change))
    assert "horse" not in gated.log.read_text()


def test_a_changed_cluster_is_held_to_its_own_version(gated: Gated) -> None:
    old = cluster(EngineVersion="8.0.mysql_aurora.3.04.2", ServerlessV2ScalingConfiguration=capacity(1, 4))
    passes(gated, "rds", "create_db_cluster", **old)
    change = {"DBClusterIdentifier": old["DBClusterIdentifier"], "ApplyImmediately": True}
    call = ("rds", "modify_db_cluster")
    passes(gated, *call, **change, ServerlessV2ScalingConfiguration=capacity(2, 4))
    refused(gated, "InvalidParameterCombination", "MinCapacity 0", *call, **change,
            ServerlessV2ScalingConfiguration=capacity(0, 4))  # fmt: skip
    refused(gated, "InvalidParameterValue", "password", *call, **change, MasterUserPassword="a/b/c/d/e")


def test_zones_of_a_subnet_group(gated: Gated) -> None:
    net = network(gated)
    call, text = ("rds", "create_db_subnet_group"), {"DBSubnetGroupDescription": "x"}
    passes(gated, *call, DBSubnetGroupName=unique("g"), SubnetIds=[net["a"], net["b"]], **text)
    refused(gated, "DBSubnetGroupDoesNotCoverEnoughAZs", "at least 2 AZs", *call,
            DBSubnetGroupName=unique("g"), SubnetIds=[net["a"], net["same"]], **text)  # fmt: skip


def test_scaling(gated: Gated) -> None:
    call = ("application-autoscaling", "register_scalable_target")
    target = {"ServiceNamespace": "dynamodb", "ResourceId": f"table/{unique('t')}",
              "ScalableDimension": "dynamodb:table:ReadCapacityUnits"}  # fmt: skip
    passes(gated, *call, **target, MinCapacity=1, MaxCapacity=1)
    for change in ({"MinCapacity": 3, "MaxCapacity": 2}, {"MinCapacity": 2}):
        refused(gated, "ValidationException", "less than minimum capacity", *call, **target, **change)


def test_the_metric_of_requests_needs_its_label(gated: Gated) -> None:
    metric = {"PredefinedMetricType": "ALBRequestCountPerTarget", "ResourceLabel": "arn:aws:x"}
    refused(gated, "ValidationException", "ResourceLabel", "application-autoscaling", "put_scaling_policy",
            PolicyName="requests", ServiceNamespace="ecs", ResourceId="service/a/b",
            ScalableDimension="ecs:service:DesiredCount", PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": 1.0, "PredefinedMetricSpecification": metric})  # fmt: skip


def test_log_retention(gated: Gated) -> None:
    name = unique("/logs")
    passes(gated, "logs", "create_log_group", logGroupName=name)
    passes(gated, "logs", "put_retention_policy", logGroupName=name, retentionInDays=30)
    refused(gated, "InvalidParameterException", "retentionInDays is 31", "logs", "put_retention_policy",
            logGroupName=name, retentionInDays=31)  # fmt: skip


@pytest.mark.parametrize(
    "name", ["my_bucket", "xn--a", "sthree-a", "a.-b..c", "x" * 64, "10.0.0.1", "b-s3alias"]
)
def test_bucket_names(gated: Gated, name: str) -> None:
    place = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    passes(gated, "s3", "create_bucket", Bucket=unique("good"), **place)
    refusal = gated.refused("s3", "create_bucket", Bucket=name, **place)
    assert (refusal.code, refusal.layers) == ("InvalidBucketName", ["rule"])
