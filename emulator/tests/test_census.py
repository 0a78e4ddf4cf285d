from pathlib import Path

from emulator.census import census
from emulator.tests.processes import EMULATOR, running, session


def test_an_account_of_its_own_holds_nothing(tmp_path: Path) -> None:
    with running(EMULATOR, tmp_path) as server:
        assert set(census(session(), server.url).values()) == {0}


def test_it_counts_what_was_made_and_not_what_aws_adds(tmp_path: Path) -> None:
    with running(EMULATOR, tmp_path) as server:
        ec2 = server.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.2.1.0/24")["Subnet"]["SubnetId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        ec2.create_security_group(VpcId=vpc, GroupName="group", Description="group")
        server.client("s3").create_bucket(
            Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        found = census(session(), server.url)

    assert {name: count for name, count in found.items() if count} == {
        "aws_route_table": 1,
        "aws_route_table_association": 1,
        "aws_s3_bucket": 1,
        "aws_security_group": 1,
        "aws_subnet": 1,
        "aws_vpc": 1,
        # AWS lets a new group send everything everywhere; the provider takes that away.
        "open_egress": 1,
    }
