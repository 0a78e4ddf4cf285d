"""Mistakes in networks, load balancers and listeners that our settings can reach, and who catches each."""

from typing import Any

from emulator.tests.account import ANSWER, Account
from emulator.tests.fleet import unique
from emulator.tests.planted import Plant
from emulator.tests.stack import listener, load_balancer

ELB, EC2, RDS = "elbv2", "ec2", "rds"
BALANCER, LISTENER = "create_load_balancer", "create_listener"


def certified(account: Account, certificate: str) -> dict[str, Any]:
    return listener(account.gated, account.net, Certificates=[{"CertificateArn": certificate}])


def taken_port(account: Account) -> dict[str, Any]:
    sent = listener(account.gated, account.net)
    account.gated.client("elbv2").create_listener(**sent)
    return sent


def taken_priority(account: Account) -> dict[str, Any]:
    sent = rule(account.listener(), ANSWER)
    account.gated.client("elbv2").create_rule(**sent)
    return sent


def rule(listener_arn: str, action: dict[str, Any]) -> dict[str, Any]:
    host = {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com"]}}
    return {"ListenerArn": listener_arn, "Priority": 1, "Conditions": [host], "Actions": [action]}


def forward(group: str) -> dict[str, Any]:
    return {"Type": "forward", "TargetGroupArn": group}


def used_target_group(account: Account) -> dict[str, Any]:
    group = account.target_group(account.net)
    account.listener(DefaultActions=[forward(group)])
    return {"TargetGroupArn": group}


def grouped_balancer(account: Account) -> str:
    group = account.group(account.net)
    account.balancer(account.net, SecurityGroups=[group])
    return group


def database_group(account: Account) -> str:
    group = account.group(account.net)
    account.cluster(DBSubnetGroupName=account.subnet_group(account.net), VpcSecurityGroupIds=[group])
    return group


def task_group(account: Account) -> str:
    group = account.group(account.net)
    account.made_service([group])
    return group


def used_subnet(account: Account) -> dict[str, Any]:
    account.balancer(account.net)
    return {"SubnetId": account.net["a"]}


def used_gateway(account: Account) -> dict[str, Any]:
    account.balancer(account.net)
    return {"VpcId": account.net["vpc"], "InternetGatewayId": account.net["gateway"]}


def gateway_of_nat(account: Account) -> dict[str, Any]:
    address = account.gated.client("ec2").allocate_address(Domain="vpc")["AllocationId"]
    return {"SubnetId": account.closed["a"], "AllocationId": address}


def group_name_taken(account: Account) -> dict[str, Any]:
    sent = {"GroupName": unique("group"), "Description": "x", "VpcId": account.net["vpc"]}
    account.gated.client("ec2").create_security_group(**sent)
    return sent


PLANTS: dict[str, Plant] = {
    "load balancer in two VPCs": ("rule", ELB, BALANCER, lambda a: load_balancer(
        [a.net["a"], a.other["b"]])),
    "load balancer, group of another VPC": ("rule", ELB, BALANCER, lambda a: load_balancer(
        [a.net["a"], a.net["b"]], SecurityGroups=[a.group(a.other)])),
    "load balancer, unknown group": ("rule", ELB, BALANCER, lambda a: load_balancer(
        [a.net["a"], a.net["b"]], SecurityGroups=["sg-0123456789abcdef0"])),
    "public load balancer without a gateway": ("rule", ELB, BALANCER, lambda a: load_balancer(
        [a.closed["a"], a.closed["b"]])),
    "load balancer, name taken": ("rule", ELB, BALANCER, lambda a: load_balancer(
        [a.other["a"], a.other["b"]], Name=a.balancer(a.net).split("/")[-2])),
    "NAT gateway without an internet gateway": ("rule", EC2, "create_nat_gateway", gateway_of_nat),
    "gateway detached under a load balancer": ("rule", EC2, "detach_internet_gateway", used_gateway),
    "listener, pending certificate": ("rule", ELB, LISTENER, lambda a: certified(a, a.certificate())),
    "listener, certificate of another region": ("moto", ELB, LISTENER, lambda a: certified(
        a, a.certificate("us-east-1"))),
    "listener, port taken": ("rule", ELB, LISTENER, taken_port),
    "listener, target group of another VPC": ("rule", ELB, LISTENER, lambda a: listener(
        a.gated, a.net, DefaultActions=[forward(a.target_group(a.other))])),
    "rule, target group of another VPC": ("rule", ELB, "create_rule", lambda a: rule(
        a.listener(), forward(a.target_group(a.other)))),
    "rule, priority taken": ("moto", ELB, "create_rule", taken_priority),
    "target group in use": ("moto", ELB, "delete_target_group", used_target_group),
    "DB subnet group in two VPCs": ("rule", RDS, "create_db_subnet_group", lambda a: {
        "DBSubnetGroupName": unique("g"), "DBSubnetGroupDescription": "x",
        "SubnetIds": [a.net["a"], a.other["b"]]}),
    "security group of a load balancer": ("rule", EC2, "delete_security_group", lambda a: {
        "GroupId": grouped_balancer(a)}),
    "security group of a database": ("rule", EC2, "delete_security_group", lambda a: {
        "GroupId": database_group(a)}),
    "security group of tasks": ("rule", EC2, "delete_security_group", lambda a: {"GroupId": task_group(a)}),
    "security group, name taken": ("moto", EC2, "create_security_group", group_name_taken),
    "subnet of a load balancer": ("rule", EC2, "delete_subnet", used_subnet),
}  # fmt: skip
