"""``python -m emulator.landing_zone``: make what a company already has, and print what it is called as JSON.

A VPC with public, private and database subnets, a KMS key that CloudWatch Logs may use, a permissions
boundary, a snapshot of a database and the server keys that belong to it. The output is a file of Terraform
variables. ``not_`` names what does not fit: subnets of one zone, a snapshot without encryption, one of a
later version, a key that is switched off, a private zone.
"""

import argparse
import json
from typing import Any

import boto3

from emulator.seed import session_of_environment

NETWORK = "10.50"
ACCOUNT = "123456789012"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator.landing_zone", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="the address that the emulator printed")
    arguments = parser.parse_args()
    print(json.dumps(LandingZone(session_of_environment(parser), arguments.endpoint).make()))


class LandingZone:
    """Makes the parts one by one in the region of a session."""

    def __init__(self, session: boto3.Session, endpoint: str) -> None:
        self._session = session
        self._endpoint = endpoint

    def make(self) -> dict[str, Any]:
        return {
            **self._network(),
            "kms_key_arn": self._key(),
            "iam_permissions_boundary_arn": self._boundary(),
            "database_snapshot_identifier": self._snapshot(),
            "server_keys_secret_arn": self._server_keys(),
            "not_encrypted_snapshot": self._snapshot("mlflow-plain", encrypted=False),
            "not_old_snapshot": self._snapshot("mlflow-newer", version="12.0"),
            "not_enabled_key": self._disabled_key(),
            "not_public_zone": self._private_zone(),
        }

    def _client(self, service: str) -> Any:
        return self._session.client(service, endpoint_url=self._endpoint)

    def _network(self) -> dict[str, Any]:
        ec2 = self._client("ec2")
        vpc = ec2.create_vpc(CidrBlock=f"{NETWORK}.0.0/16")["Vpc"]["VpcId"]

        def subnets(zones: str, first: int) -> list[str]:
            return [
                ec2.create_subnet(
                    VpcId=vpc,
                    CidrBlock=f"{NETWORK}.{first + number}.0/24",
                    AvailabilityZone=f"{self._session.region_name}{letter}",
                )["Subnet"]["SubnetId"]
                for number, letter in enumerate(zones)
            ]

        public, private, database = subnets("ab", 1), subnets("ab", 11), subnets("ab", 21)
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=gateway)
        self._route(ec2, vpc, public, GatewayId=gateway)
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = ec2.create_nat_gateway(SubnetId=public[0], AllocationId=address)["NatGateway"]["NatGatewayId"]
        # The private subnets have the VPC's main table, as subnets without an association do.
        self._default_route(ec2, self._main_table(ec2, vpc), NatGatewayId=nat)
        self._route(ec2, vpc, database)
        return {
            "vpc_id": vpc,
            "public_subnet_ids": public,
            "private_subnet_ids": private,
            "database_subnet_ids": database,
            "not_spread_subnet_ids": subnets("aa", 31),
        }

    def _route(self, ec2: Any, vpc: str, subnets: list[str], **target: str) -> None:
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        if target:
            self._default_route(ec2, table, **target)
        for subnet in subnets:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)

    def _default_route(self, ec2: Any, table: str, **target: str) -> None:
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)

    def _main_table(self, ec2: Any, vpc: str) -> str:
        filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "association.main", "Values": ["true"]}]
        return ec2.describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"]

    def _key(self) -> str:
        logs = {"Service": f"logs.{self._session.region_name}.amazonaws.com"}
        groups = f"arn:aws:logs:{self._session.region_name}:{ACCOUNT}:log-group:*"
        owner = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        statements = [
            {"Effect": "Allow", "Principal": owner, "Action": "kms:*", "Resource": "*"},
            {
                "Effect": "Allow",
                "Principal": logs,
                "Action": [
                    "kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*",
                ],
                "Resource": "*",
                "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
            },
        ]  # fmt: skip
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        return self._client("kms").create_key(KeyUsage="ENCRYPT_DECRYPT", Policy=policy)["KeyMetadata"]["Arn"]

    def _disabled_key(self) -> str:
        kms = self._client("kms")
        key = kms.create_key(KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]
        kms.disable_key(KeyId=key["KeyId"])
        return key["Arn"]

    def _private_zone(self) -> str:
        vpc = self._client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
        made = self._client("route53").create_hosted_zone(
            Name="example.com", CallerReference="private", HostedZoneConfig={"PrivateZone": True},
            VPC={"VPCRegion": self._session.region_name, "VPCId": vpc},
        )  # fmt: skip
        return made["HostedZone"]["Id"].rpartition("/")[2]

    def _boundary(self) -> str:
        statement = {
            "Effect": "Allow", "Resource": "*",
            "Action": ["ecr:*", "kms:*", "logs:*", "s3:*", "secretsmanager:GetSecretValue"],
        }  # fmt: skip
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        made = self._client("iam").create_policy(PolicyName="boundary", PolicyDocument=document)
        return made["Policy"]["Arn"]

    def _snapshot(self, name: str = "mlflow-before", *, encrypted: bool = True, version: str = "10.5") -> str:
        rds = self._client("rds")
        rds.create_db_cluster(
            DBClusterIdentifier=f"{name}-source", Engine="aurora-mysql",
            EngineVersion=f"8.0.mysql_aurora.3.{version}", MasterUsername="admin",
            MasterUserPassword="not-used-any-more",
            DatabaseName="experiments", StorageEncrypted=encrypted, BackupRetentionPeriod=1,
            ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 1},
        )  # fmt: skip
        rds.create_db_cluster_snapshot(DBClusterIdentifier=f"{name}-source", DBClusterSnapshotIdentifier=name)
        return name

    def _server_keys(self) -> str:
        keys = json.dumps(
            {
                "MLFLOW_CRYPTO_KEK_PASSPHRASE": "old-passphrase",
                "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY": "old-webhook-key",
            }
        )
        made = self._client("secretsmanager").create_secret(Name="before-server-keys", SecretString=keys)
        return made["ARN"]


if __name__ == "__main__":
    main()
