"""Several resources of one call, and what a policy may ask about each."""

import contextlib
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.iam.needs.ec2 import CALLS
from emulator.policies import _parliament
from emulator.tests.gated import Gated
from emulator.tests.policies import ACCOUNT, statement
from emulator.tests.roles import Session

EC2 = f"arn:aws:ec2:eu-west-1:{ACCOUNT}"
OWN = {"StringEquals": {"aws:ResourceTag/project": "mlflow"}}
NEW = {"StringEquals": {"aws:RequestTag/project": "mlflow"}}


def tagged(kind: str, project: str = "mlflow") -> dict[str, Any]:
    tags = [{"Key": "project", "Value": project}]
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags}]}


def asked(gated: Gated, operation: str, /, **sent: Any) -> set[str]:
    with contextlib.suppress(ClientError):
        getattr(gated.client("ec2"), operation)(**sent)
    own = f"ec2:{gated.lines()[-1]['call'].partition(':')[2]}"
    lines = gated.lines()[-1]["permissions"]
    return {each["resource"].removeprefix(f"{EC2}:") for each in lines if each["action"] == own}


def known_kinds(action: str) -> tuple[set[str], set[str]]:
    """Read what AWS's reference has: all kinds of resources of an action, and those that it always needs."""
    for service in _parliament().iam_definition:
        for privilege in service["privileges"] if service["prefix"] == "ec2" else ():
            if privilege["privilege"] == action:
                kinds = {each["resource_type"] for each in privilege["resource_types"]} - {""}
                return {each.rstrip("*") for each in kinds}, {each[:-1] for each in kinds if each[-1] == "*"}
    raise LookupError(action)


@pytest.mark.parametrize("action", CALLS)
def test_the_table_has_the_kinds_of_aws_reference(action: str) -> None:
    about, (known, always) = CALLS[action], known_kinds(action)
    ours = {*about.names, *([about.makes] if about.makes else [])}
    assert always <= ours <= known


def test_a_call_is_about_what_it_makes_and_what_it_names(gated: Gated) -> None:
    vpc, table, group = "vpc-0123456789abcdef0", "rtb-0123456789abcdef0", "sg-0123456789abcdef0"
    assert asked(gated, "create_subnet", VpcId=vpc, CidrBlock="10.0.0.0/24") == {"subnet/*", f"vpc/{vpc}"}
    endpoint = {"VpcId": vpc, "ServiceName": "com.amazonaws.eu-west-1.s3", "RouteTableIds": [table]}
    wanted = {"vpc-endpoint/*", f"vpc/{vpc}", f"route-table/{table}"}
    assert asked(gated, "create_vpc_endpoint", **endpoint) == wanted
    route = {"RouteTableId": table, "GatewayId": "igw-0123456789abcdef0"}
    assert asked(gated, "create_route", **route) == {f"route-table/{table}"}
    other = [{"UserIdGroupPairs": [{"GroupId": "sg-fedcba98765432100"}], "IpProtocol": "-1"}]
    rule = {"GroupId": group, "IpPermissions": other}
    assert asked(gated, "authorize_security_group_ingress", **rule) == {f"security-group/{group}"}
    rule |= tagged("security-group-rule")
    assert asked(gated, "authorize_security_group_ingress", **rule) == {
        f"security-group/{group}",
        "security-group-rule/*",
    }
    changed = [{"SecurityGroupRuleId": "sgr-0123456789abcdef0", "SecurityGroupRule": {"IpProtocol": "-1"}}]
    modified = asked(gated, "modify_security_group_rules", GroupId=group, SecurityGroupRules=changed)
    assert modified == {f"security-group/{group}", "security-group-rule/sgr-0123456789abcdef0"}


def test_an_association_is_about_both_of_its_ends(gated: Gated) -> None:
    ec2 = gated.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ends = {"RouteTableId": table, "SubnetId": subnet}
    assert asked(gated, "associate_route_table", **ends) == {f"route-table/{table}", f"subnet/{subnet}"}
    made = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Associations"]
    [associated] = [each["RouteTableAssociationId"] for each in made if each.get("SubnetId") == subnet]
    assert asked(gated, "disassociate_route_table", AssociationId="rtbassoc-0123456789abcdef0") == {"*"}
    both = asked(gated, "disassociate_route_table", AssociationId=associated)
    assert both == {f"route-table/{table}", f"subnet/{subnet}"}


def refusal(session: Session, operation: str, /, **sent: Any) -> str:
    try:
        getattr(session.client("ec2"), operation)(**sent)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def test_tags_keep_a_role_to_its_own(gated: Gated) -> None:
    on_creation = {"StringEquals": {"ec2:CreateAction": ["CreateVpc", "CreateSubnet"]}}
    session = Session(
        gated,
        statement(["ec2:CreateVpc", "ec2:CreateSubnet"], f"{EC2}:*", Condition=NEW),
        statement(["ec2:CreateSubnet", "ec2:DeleteVpc", "ec2:CreateTags"], f"{EC2}:*", Condition=OWN),
        statement("ec2:CreateTags", f"{EC2}:*", Condition=on_creation),
    )
    foreign = gated.client("ec2").create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    own = session.client("ec2").create_vpc(CidrBlock="10.7.0.0/16", **tagged("vpc"))["Vpc"]["VpcId"]
    denied = "UnauthorizedOperation"
    assert refusal(session, "create_vpc", CidrBlock="10.6.0.0/16") == denied
    assert refusal(session, "create_vpc", CidrBlock="10.6.0.0/16", **tagged("vpc", "other")) == denied
    subnet = tagged("subnet")
    assert refusal(session, "create_subnet", VpcId=own, CidrBlock="10.7.1.0/24", **subnet) == ""
    assert refusal(session, "create_subnet", VpcId=foreign, CidrBlock="10.8.1.0/24", **subnet) == denied
    assert refusal(session, "delete_vpc", VpcId=foreign) == denied
    tags = [{"Key": "project", "Value": "mlflow"}]
    assert refusal(session, "create_tags", Resources=[own, foreign], Tags=tags) == denied
    assert refusal(session, "create_tags", Resources=[own], Tags=tags) == ""
