"""What is in use stays, and goes once nothing uses it any more."""

import pytest

from emulator.tests.account import Account
from emulator.tests.gated import Gated
from emulator.tests.stack import network, passes, refused

BUSY = "DependencyViolation"


@pytest.fixture(scope="module")
def account(gated: Gated) -> Account:
    return Account(gated)


def test_security_groups_of_all_users(account: Account) -> None:
    gated, group = account.gated, account.group(account.net)
    ecs, elb, rds = gated.client("ecs"), gated.client("elbv2"), gated.client("rds")
    call = ("ec2", "delete_security_group")
    balancer = account.balancer(account.net, SecurityGroups=[group])
    refused(gated, BUSY, balancer, *call, GroupId=group)
    elb.delete_load_balancer(LoadBalancerArn=balancer)
    service = account.made_service([group])
    refused(gated, BUSY, ":service/", *call, GroupId=group)
    ecs.delete_service(cluster=service["cluster"], service="s", force=True)
    database = account.cluster(VpcSecurityGroupIds=[group])
    refused(gated, BUSY, database, *call, GroupId=group)
    rds.delete_db_cluster(DBClusterIdentifier=database, SkipFinalSnapshot=True)
    passes(gated, *call, GroupId=group)


def test_a_subnet_and_its_way_to_the_internet(account: Account) -> None:
    gated, net = account.gated, network(account.gated)
    elb, ec2, ecs = gated.client("elbv2"), gated.client("ec2"), gated.client("ecs")
    subnet = ("ec2", "delete_subnet")
    gateway = {"VpcId": net["vpc"], "InternetGatewayId": net["gateway"]}
    detach = ("ec2", "detach_internet_gateway")

    internal = account.balancer(net, Scheme="internal")
    refused(gated, BUSY, internal, *subnet, SubnetId=net["a"])
    elb.delete_load_balancer(LoadBalancerArn=internal)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=net["a"], AllocationId=address)["NatGateway"]["NatGatewayId"]
    refused(gated, BUSY, nat, *subnet, SubnetId=net["a"])
    refused(gated, BUSY, nat, *detach, **gateway)
    ec2.delete_nat_gateway(NatGatewayId=nat)
    service = account.service([net["a"]], [])
    service["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] = "ENABLED"
    ecs.create_service(**service)
    refused(gated, BUSY, ":service/", *subnet, SubnetId=net["a"])
    refused(gated, BUSY, ":service/", *detach, **gateway)
    ecs.delete_service(cluster=service["cluster"], service="s", force=True)
    passes(gated, "ecs", "delete_cluster", cluster=service["cluster"])
    passes(gated, *detach, **gateway)
    passes(gated, *subnet, SubnetId=net["a"])


def test_an_internal_load_balancer_lets_the_gateway_go(account: Account) -> None:
    net = network(account.gated)
    account.balancer(net, Scheme="internal")
    passes(account.gated, "ec2", "detach_internet_gateway",
           VpcId=net["vpc"], InternetGatewayId=net["gateway"])  # fmt: skip


def test_what_a_database_uses(account: Account) -> None:
    gated, subnets, parameters = account.gated, account.subnet_group(account.net), account.parameters()
    database = account.cluster(DBSubnetGroupName=subnets, DBClusterParameterGroupName=parameters)
    subnet_group = ("rds", "delete_db_subnet_group")
    group = ("rds", "delete_db_cluster_parameter_group")
    refused(gated, "InvalidDBSubnetGroupStateFault", database, *subnet_group, DBSubnetGroupName=subnets)
    refused(gated, "InvalidDBParameterGroupState", database, *group, DBClusterParameterGroupName=parameters)
    call = ("rds", "delete_db_cluster")
    combination, told = "InvalidParameterCombination", "must be given"
    refused(gated, combination, told, *call, DBClusterIdentifier=database)
    refused(gated, combination, told, *call, DBClusterIdentifier=database, SkipFinalSnapshot=True,
            FinalDBSnapshotIdentifier="f")  # fmt: skip
    passes(gated, *call, DBClusterIdentifier=database, SkipFinalSnapshot=True)
    passes(gated, *subnet_group, DBSubnetGroupName=subnets)
    passes(gated, *group, DBClusterParameterGroupName=parameters)


def test_a_last_snapshot_alone_is_enough(account: Account) -> None:
    sent = {"DBClusterIdentifier": account.cluster(), "FinalDBSnapshotIdentifier": "the-last"}
    passes(account.gated, "rds", "delete_db_cluster", **sent)
