"""Mistakes that AWS refuses and moto takes, each with the layer that catches it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.lint import findings
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.stack import CHECK, capacity, cluster, container, task

ECS_TASK = ("ecs", "register_task_definition")
RDS = ("rds", "create_db_cluster")
ROLE = ("iam", "create_role")
TRUST = {"AssumeRolePolicyDocument": "{}"}
GROUP = ("elbv2", "create_target_group")
TARGETS = {"Name": "plant", "Protocol": "HTTP", "Port": 80, "TargetType": "lambda"}
BUCKET = unique("plants")
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:FlyObject",
                   "Resource": f"arn:aws:s3:::{BUCKET}/*"}],
}  # fmt: skip
TEXT_RECORD = {"Name": "a.example.com", "Type": "TXT", "TTL": 60,
               "ResourceRecords": [{"Value": f'"{"x" * 256}"'}]}  # fmt: skip

PLANTS: dict[str, tuple[str, tuple[str, str], dict[str, Any]]] = {
    "role description with an arrow": ("model", ROLE, TRUST | {"RoleName": "p", "Description": "a → b"}),
    "role name of 67": ("model", ROLE, TRUST | {"RoleName": "r" * 67}),
    "tag of a role": ("model", ROLE, TRUST | {"RoleName": "p", "Tags": [{"Key": "a", "Value": "b;<c>"}]}),
    "tag of a cluster": (
        "model", ("ecs", "create_cluster"), {"clusterName": "p", "tags": [{"key": "a", "value": "b;<c>"}]}
    ),
    "log group with a space": ("model", ("logs", "create_log_group"), {"logGroupName": "a b"}),
    "unknown scaling metric": ("model", ("application-autoscaling", "put_scaling_policy"), {
        "PolicyName": "p", "ServiceNamespace": "ecs", "ResourceId": "service/a/b",
        "ScalableDimension": "ecs:service:DesiredCount", "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 1.0, "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSMood"}},
    }),
    "security group with an apostrophe": (
        "rule", ("ec2", "create_security_group"), {"GroupName": "p", "Description": "MLflow's tasks"}
    ),
    "Fargate size": ("rule", ECS_TASK, task(memory="2048")),
    "health check of 301 s": ("rule", ECS_TASK, task({"mlflow": {"healthCheck": CHECK | {"interval": 301}}})),
    "stopTimeout of 300": ("rule", ECS_TASK, task({"mlflow": {"stopTimeout": 300}})),
    "health of a container without a check": ("rule", ECS_TASK, task({"proxy": {
        "dependsOn": [{"containerName": "migrate", "condition": "HEALTHY"}]}})),
    "NET_ADMIN": ("rule", ECS_TASK, task({"proxy": {
        "linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}}})),
    "container name with a space": ("rule", ECS_TASK, task(containerDefinitions=[container("a b")])),
    "awslogs without a region": ("rule", ECS_TASK, task({"proxy": {
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g"}}}})),
    "minimum of 0.3 ACU": ("rule", RDS, cluster(ServerlessV2ScalingConfiguration=capacity(0.3, 4))),
    "maximum below minimum": ("rule", RDS, cluster(ServerlessV2ScalingConfiguration=capacity(4, 2))),
    "0 ACU before 3.08": ("rule", RDS, cluster(EngineVersion="8.0.mysql_aurora.3.04.2")),
    "master user": ("rule", RDS, cluster(MasterUsername="rdsadmin")),
    "master password": ("rule", RDS, cluster(MasterUserPassword="with/and@in-it")),
    "database name": ("rule", RDS, cluster(DatabaseName="ml-flow")),
    "matcher 200-700": ("rule", GROUP, TARGETS | {"Matcher": {"HttpCode": "200-700"}}),
    "fewer than the fewest tasks": ("rule", ("application-autoscaling", "register_scalable_target"), {
        "ServiceNamespace": "ecs", "ResourceId": "service/a/b",
        "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 2, "MaxCapacity": 1}),
    "log retention of 31": (
        "rule", ("logs", "put_retention_policy"), {"logGroupName": "p", "retentionInDays": 31}
    ),
    "bucket with an underscore": ("rule", ("s3", "create_bucket"), {"Bucket": "my_bucket"}),
    "unknown Aurora version": ("cfn-lint", RDS, cluster(EngineVersion="8.0.mysql_aurora.3.99.9")),
    "unknown action in a bucket policy": (
        "cfn-lint", ("s3", "put_bucket_policy"), {"Bucket": BUCKET, "Policy": json.dumps(POLICY)}
    ),
    "text record over 255": ("cfn-lint", ("route53", "change_resource_record_sets"), {
        "HostedZoneId": "", "ChangeBatch": {
            "Changes": [{"Action": "CREATE", "ResourceRecordSet": TEXT_RECORD}]}}),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_mistake_is_caught_by_its_layer(gated: Gated, name: str) -> None:
    layer, (service, operation), sent = PLANTS[name]
    if layer == "cfn-lint":
        sent = sent | prepared(gated, sent)
        line = gated.call(service, operation, **sent)
        assert line["findings"] == []
        assert len(findings([line], "eu-west-1")[0]) == 1
        return
    with pytest.raises(ClientError):
        getattr(gated.client(service), operation)(**sent)
    assert {each["layer"] for each in gated.lines()[-1]["findings"]} == {layer}


def prepared(gated: Gated, sent: dict[str, Any]) -> dict[str, Any]:
    """Make what a call needs that the gate lets pass."""
    if "Bucket" in sent:
        gated.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
    if "HostedZoneId" in sent:
        made = gated.client("route53").create_hosted_zone(Name="example.com", CallerReference=unique("r"))
        return {"HostedZoneId": made["HostedZone"]["Id"].rpartition("/")[2]}
    return {}
