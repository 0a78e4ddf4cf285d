"""Rules for security groups, load balancers, target groups, listeners and services."""

from typing import Any

import pytest

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.stack import (
    listener,
    load_balancer,
    made_load_balancer,
    network,
    passes,
    refused,
    target_group,
    task,
)


@pytest.fixture(scope="module")
def net(gated: Gated) -> dict[str, str]:
    return network(gated)


@pytest.mark.parametrize("bad", ["Flow → logs", "MLflow's tasks", 'a "b"', "a<b>", "50 %", "why?", "x" * 256])
def test_texts_of_security_groups(gated: Gated, net: dict[str, str], bad: str) -> None:
    good = "Load balancer to oauth2-proxy (8080), the only way in!"
    name = unique("group")
    passes(gated, "ec2", "create_security_group", GroupName=name, Description=good, VpcId=net["vpc"])
    group = gated.client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])
    group_id = group["SecurityGroups"][0]["GroupId"]
    code, told = "InvalidParameterValue", "Invalid description"
    refused(gated, code, told, "ec2", "create_security_group",
            GroupName=unique("group"), Description=bad, VpcId=net["vpc"])  # fmt: skip
    for other_end in (
        {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": bad}]},
        {"UserIdGroupPairs": [{"GroupId": group_id, "Description": bad}]},
    ):
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443} | other_end
        for operation in ("authorize_security_group_ingress", "authorize_security_group_egress"):
            refused(gated, code, told, "ec2", operation, GroupId=group_id, IpPermissions=[rule])
    described = {"IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": good}]}
    passes(gated, "ec2", "authorize_security_group_ingress", GroupId=group_id,
           IpPermissions=[{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1} | described])  # fmt: skip


def test_the_name_of_a_security_group(gated: Gated, net: dict[str, str]) -> None:
    refused(gated, "InvalidParameterValue", "Invalid security group name 'sg-x'", "ec2",
            "create_security_group", GroupName="sg-x", Description="x", VpcId=net["vpc"])  # fmt: skip


def test_zones_of_a_load_balancer(gated: Gated, net: dict[str, str]) -> None:
    a, same, b = net["a"], net["same"], net["b"]
    passes(gated, "elbv2", "create_load_balancer", **load_balancer([a, b]))
    passes(gated, "elbv2", "create_load_balancer", **load_balancer([a], Type="network"))
    code, call = "InvalidConfigurationRequest", ("elbv2", "create_load_balancer")
    refused(gated, code, "same Availability Zone", *call, **load_balancer([a, same]))
    refused(gated, code, "same Availability Zone", *call, **load_balancer([a, same, b]))
    refused(gated, "ValidationError", "At least two subnets", *call, **load_balancer([a]))
    mapped = load_balancer([], SubnetMappings=[{"SubnetId": a}])
    refused(gated, "ValidationError", "At least two subnets", *call, **mapped)


@pytest.mark.parametrize("name", ["internal-x", "a-", "a_b", "x" * 33])
def test_the_name_of_a_load_balancer(gated: Gated, net: dict[str, str], name: str) -> None:
    sent = load_balancer([net["a"], net["b"]], Name=name)
    refused(gated, "ValidationError", "load balancer name", "elbv2", "create_load_balancer", **sent)


def test_the_idle_timeout(gated: Gated, net: dict[str, str]) -> None:
    arn = made_load_balancer(gated, net)
    for seconds, good in (("1", True), ("4000", True), ("0", False), ("4001", False)):
        sent = {
            "LoadBalancerArn": arn,
            "Attributes": [{"Key": "idle_timeout.timeout_seconds", "Value": seconds}],
        }
        call = ("elbv2", "modify_load_balancer_attributes")
        if good:
            passes(gated, *call, **sent)
        else:
            refused(gated, "ValidationError", "allowed is 1 to 4000", *call, **sent)


@pytest.mark.parametrize(
    ("codes", "good"),
    [("200", True), ("200,302", True), ("200-499", True), ("600", False), ("200-700", False), ("ok", False),
     ("300-200", False)],
)  # fmt: skip
def test_codes_of_a_health_check(gated: Gated, net: dict[str, str], codes: str, *, good: bool) -> None:
    if good:
        target_group(gated, net["vpc"], Matcher={"HttpCode": codes})
        assert gated.lines()[-1]["findings"] == []
    else:
        refused(gated, "ValidationError", "matcher", "elbv2", "create_target_group", Name=unique("t")[:20],
                Protocol="HTTP", Port=80, VpcId=net["vpc"], Matcher={"HttpCode": codes})  # fmt: skip


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [("deregistration_delay.timeout_seconds", "300", "3601"), ("slow_start.duration_seconds", "0", "29")],
)
def test_attributes_of_a_target_group(
    gated: Gated, net: dict[str, str], key: str, good: str, bad: str
) -> None:
    arn, call = target_group(gated, net["vpc"]), ("elbv2", "modify_target_group_attributes")
    passes(gated, *call, TargetGroupArn=arn, Attributes=[{"Key": key, "Value": good}])
    refused(gated, "ValidationError", key, *call, TargetGroupArn=arn, Attributes=[{"Key": key, "Value": bad}])


def test_listeners(gated: Gated, net: dict[str, str]) -> None:
    call = ("elbv2", "create_listener")
    passes(gated, *call, **listener(gated, net))
    unknown = listener(gated, net, SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-16")
    refused(gated, "SSLPolicyNotFound", "not found", *call, **unknown)
    refused(gated, "ValidationError", "A certificate must", *call, **listener(gated, net, Certificates=[]))


def test_host_names_of_a_rule(gated: Gated, net: dict[str, str]) -> None:
    arn = gated.client("elbv2").create_listener(**listener(gated, net))["Listeners"][0]["ListenerArn"]
    action = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}

    def rule(priority: int, *hosts: str) -> dict[str, Any]:
        condition = {"Field": "host-header", "HostHeaderConfig": {"Values": list(hosts)}}
        return {"ListenerArn": arn, "Priority": priority, "Conditions": [condition], "Actions": [action]}

    call = ("elbv2", "create_rule")
    passes(gated, *call, **rule(1, "mlflow.example.com", "*.example.com"))
    for host in ("mlflow.example.c0m", "mlflow", "a b.example.com", f"{'x' * 125}.com"):
        refused(gated, "ValidationError", "is not valid", *call, **rule(2, host))
    six = [f"h{number}.example.com" for number in range(6)]
    refused(gated, "ValidationError", "condition values", *call, **rule(2, *six))


def test_a_service_waits_for_the_listener_rule_and_names_a_container(
    gated: Gated, net: dict[str, str]
) -> None:
    ecs = gated.client("ecs")
    name = unique("cluster")
    ecs.create_cluster(clusterName=name)
    definition = ecs.register_task_definition(**task(family=name))["taskDefinition"]["taskDefinitionArn"]
    group = target_group(gated, net["vpc"])

    def service(container: str = "proxy", port: int = 8080, **more: Any) -> dict[str, Any]:
        behind = {"targetGroupArn": group, "containerName": container, "containerPort": port}
        vpc = {"awsvpcConfiguration": {"subnets": [net["a"], net["b"]], "securityGroups": []}}
        return {"cluster": name, "serviceName": unique("s"), "taskDefinition": definition, "desiredCount": 1,
                "launchType": "FARGATE", "loadBalancers": [behind],
                "networkConfiguration": vpc} | more  # fmt: skip

    call, code = ("ecs", "create_service"), "InvalidParameterException"
    refused(gated, code, "does not have an associated load balancer", *call, **service())
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    gated.client("elbv2").create_listener(**listener(gated, net, DefaultActions=forward))
    passes(gated, *call, **service())
    refused(gated, code, "The container ghost does not exist", *call, **service("ghost"))
    refused(gated, code, "did not have a container port 80", *call, **service(port=80))
    refused(gated, code, "no deployment can go on", *call, **service(
        deploymentConfiguration={"maximumPercent": 100, "minimumHealthyPercent": 100}))  # fmt: skip
    many = {"awsvpcConfiguration": {"subnets": [f"subnet-{number}" for number in range(17)]}}
    refused(gated, code, "17 subnets", *call, **service(networkConfiguration=many))
