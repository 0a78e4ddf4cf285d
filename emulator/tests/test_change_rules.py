"""A change is held to what a creation is held to: the same rules, by the operations that change."""

from typing import Any

import pytest

from emulator.gate.rules import RULES
from emulator.tests.gated import Gated
from emulator.tests.stack import network

TEXT = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "it's"}]}]
HOST = [{"Field": "host-header", "HostHeaderConfig": {"Values": ["localhost"]}}]

CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "ec2:ModifySecurityGroupRules": ("modify_security_group_rules", {
        "GroupId": "sg-1", "SecurityGroupRules": [
            {"SecurityGroupRuleId": "sgr-1", "SecurityGroupRule": {"Description": "it's"}}]}),
    "ec2:UpdateSecurityGroupRuleDescriptionsEgress": (
        "update_security_group_rule_descriptions_egress", {"GroupId": "sg-1", "IpPermissions": TEXT}),
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress": (
        "update_security_group_rule_descriptions_ingress", {"GroupId": "sg-1", "IpPermissions": TEXT}),
    "ecs:UpdateService": ("update_service", {
        "service": "s", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100}}),
    "elbv2:ModifyListener": ("modify_listener", {"ListenerArn": "l", "SslPolicy": "ELBSecurityPolicy-Old"}),
    "elbv2:ModifyRule": ("modify_rule", {"RuleArn": "r", "Conditions": HOST}),
    "elbv2:ModifyTargetGroup": (
        "modify_target_group", {"TargetGroupArn": "t", "Matcher": {"HttpCode": "600"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_bad_change_is_refused(gated: Gated, name: str) -> None:
    operation, sent = CHANGES[name]
    assert gated.refused(name.partition(":")[0], operation, **sent).layers == ["rule"]


def test_a_change_of_subnets_keeps_two_zones(gated: Gated) -> None:
    net = network(gated)
    one_zone = [net["a"], net["same"]]
    for service, operation, sent in (
        ("elbv2", "set_subnets", {"LoadBalancerArn": "l", "Subnets": one_zone}),
        ("rds", "modify_db_subnet_group", {"DBSubnetGroupName": "g", "SubnetIds": one_zone}),
    ):
        assert "rule" in gated.refused(service, operation, **sent).layers


def test_every_rule_is_for_an_operation_that_exists(gated: Gated) -> None:
    """A misspelt key would never be asked for, and nothing would tell."""
    for name in RULES:
        service, _, operation = name.partition(":")
        assert operation in gated.client(service).meta.service_model.operation_names
