"""Rules about what is there already: what is told of each mistake, and its good sibling."""

import json
from typing import Any

import pytest

from emulator.tests.account import NEW, OLD, Account, change
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import document, statement
from emulator.tests.stack import cluster, listener, load_balancer, passes, refused

COMBINATION = "InvalidParameterCombination"
RESTORE = ("rds", "restore_db_cluster_from_snapshot")


@pytest.fixture(scope="module")
def account(gated: Gated) -> Account:
    return Account(gated)


def test_a_cluster_is_restored_from_its_own_or_an_earlier_version(account: Account) -> None:
    for version in (OLD, NEW):
        passes(account.gated, *RESTORE, **account.restored(account.snapshot(EngineVersion=version)))
    later = account.restored(account.snapshot(EngineVersion=NEW), EngineVersion=OLD)
    refused(account.gated, COMBINATION, f"({OLD}) is earlier", *RESTORE, **later)
    postgres = account.snapshot(
        Engine="aurora-postgresql", EngineVersion="16.4", ServerlessV2ScalingConfiguration=None
    )
    refused(account.gated, COMBINATION, "aurora-postgresql cannot", *RESTORE, **account.restored(postgres))
    held = account.restored(account.snapshot_under_a_disabled_key())
    refused(account.gated, "KMSKeyNotAccessibleFault", "is disabled", *RESTORE, **held)


def test_an_instance_fits_its_cluster(account: Account) -> None:
    call, name = ("rds", "create_db_instance"), account.cluster()
    passes(account.gated, *call, **account.instance(name))
    passes(account.gated, *call, **account.instance(name, EngineVersion=NEW))
    refused(account.gated, COMBINATION, "does not match", *call, **account.instance(name, EngineVersion=OLD))
    provisioned = account.cluster(ServerlessV2ScalingConfiguration=None)
    passes(account.gated, *call, **account.instance(provisioned, DBInstanceClass="db.r6g.large"))
    refused(account.gated, COMBINATION, "Set the Serverless v2", *call, **account.instance(provisioned))


def test_a_database_lies_in_the_vpc_of_its_groups(account: Account) -> None:
    subnets = account.subnet_group(account.net)
    own, foreign = account.group(account.net), account.group(account.other)
    sent = cluster(DBSubnetGroupName=subnets.upper(), VpcSecurityGroupIds=[own])
    passes(account.gated, "rds", "create_db_cluster", **sent)
    told = "does not belong to the subnets' VPC"
    refused(account.gated, COMBINATION, told, "rds", "create_db_cluster",
            **cluster(DBSubnetGroupName=subnets, VpcSecurityGroupIds=[foreign]))  # fmt: skip
    refused(account.gated, COMBINATION, told, "rds", "modify_db_cluster",
            DBClusterIdentifier=sent["DBClusterIdentifier"], VpcSecurityGroupIds=[foreign])  # fmt: skip


def test_an_internal_load_balancer_needs_no_gateway(account: Account) -> None:
    call, net = ("elbv2", "create_load_balancer"), account.closed
    passes(account.gated, *call, **load_balancer([net["a"], net["b"]], Scheme="internal"))
    refused(account.gated, "InvalidSubnet", "has no internet gateway", *call,
            **load_balancer([net["a"], net["b"]]))  # fmt: skip


def test_the_same_load_balancer_twice_is_no_mistake(account: Account) -> None:
    sent, call = load_balancer([account.net["a"], account.net["b"]]), ("elbv2", "create_load_balancer")
    passes(account.gated, *call, **sent)
    passes(account.gated, *call, **sent)
    refused(account.gated, "DuplicateLoadBalancerName", "exists", *call, **sent | {"Scheme": "internal"})


def test_a_private_nat_gateway_needs_no_internet(account: Account) -> None:
    call = ("ec2", "create_nat_gateway")
    passes(account.gated, *call, SubnetId=account.closed["a"], ConnectivityType="private")
    refused(account.gated, "Gateway.NotAttached", "no internet gateway", *call, SubnetId=account.closed["a"])


def test_a_changed_listener_keeps_its_own_port(account: Account) -> None:
    first = listener(account.gated, account.net)
    elb, call = account.gated.client("elbv2"), ("elbv2", "modify_listener")
    arn = elb.create_listener(**first)["Listeners"][0]["ListenerArn"]
    elb.create_listener(**first | {"Port": 444})
    passes(account.gated, *call, ListenerArn=arn, Port=443)
    refused(account.gated, "DuplicateListener", "on port 444", *call, ListenerArn=arn, Port=444)
    pending = [{"CertificateArn": account.certificate()}]
    refused(account.gated, "UnsupportedCertificate", "PENDING", *call, ListenerArn=arn, Certificates=pending)


def test_records(account: Account) -> None:
    zone, call = account.zone({"name": "a.example.com"}), ("route53", "change_resource_record_sets")

    def sent(action: str, **record: str) -> dict[str, Any]:
        batch = change(**record)
        batch["ChangeBatch"]["Changes"][0]["Action"] = action
        return batch | {"HostedZoneId": zone}

    code, b = "InvalidChangeBatch", {"name": "b.example.com"}
    refused(account.gated, code, "not permitted in zone", *call, **sent("UPSERT", name="b-example.com"))
    refused(
        account.gated,
        code,
        "already exists",
        *call,
        **sent("CREATE", name="A.example.com.", value="192.0.2.9"),
    )
    passes(account.gated, *call, **sent("UPSERT", name="a.example.com", value="192.0.2.9"))
    alias = {"name": "a.example.com", "kind": "CNAME", "value": "c.example.org"}
    refused(account.gated, code, "conflicting RRSet", *call, **sent("UPSERT", **alias))
    replaced = sent("DELETE", name="a.example.com", value="192.0.2.9")
    replaced["ChangeBatch"]["Changes"] += sent("CREATE", **alias)["ChangeBatch"]["Changes"]
    passes(account.gated, *call, **replaced)
    passes(account.gated, *call, **sent("CREATE", name="example.com"))
    passes(account.gated, *call, **sent("CREATE", **b))
    passes(account.gated, *call, **sent("CREATE", kind="CAA", value='0 issue "amazon.com"', **b))


def test_what_bounds_a_role(account: Account) -> None:
    iam, call = account.gated.client("iam"), ("iam", "create_role")
    own = iam.create_policy(PolicyName=unique("p"), PolicyDocument=json.dumps(document(statement("s3:*"))))
    role = {"AssumeRolePolicyDocument": json.dumps(document(statement("sts:AssumeRole", Principal="*")))}
    for arn in (own["Policy"]["Arn"], "arn:aws:iam::aws:policy/NewerThanMoto"):
        passes(account.gated, *call, **role, RoleName=unique("r"), PermissionsBoundary=arn)
    ghost = "arn:aws:iam::999999999999:policy/p"
    refused(
        account.gated,
        "NoSuchEntity",
        "not attachable",
        *call,
        **role,
        RoleName="r",
        PermissionsBoundary=ghost,
    )


def test_inline_policies_count_together_and_without_white_space(account: Account) -> None:
    name, call = unique("r"), ("iam", "put_role_policy")
    account.gated.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")

    def sent(policy: str, length: int, indent: int | None = None) -> dict[str, Any]:
        text = json.dumps(document(statement("s3:*", f"arn:aws:s3:::{'x' * length}")), indent=indent)
        return {"RoleName": name, "PolicyName": policy, "PolicyDocument": text}

    passes(account.gated, *call, **sent("one", 5000))
    passes(account.gated, *call, **sent("one", 5000))
    passes(account.gated, *call, **sent("two", 5000, indent=200))
    refused(account.gated, "LimitExceeded", "10240", *call, **sent("three", 100))
