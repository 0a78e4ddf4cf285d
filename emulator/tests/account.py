"""What a planted call can name: networks, keys in every state, databases, snapshots, a listener."""

import functools
from typing import Any

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.processes import session
from emulator.tests.stack import cluster, listener, load_balancer, network, target_group, task

OLD, NEW = "8.0.mysql_aurora.3.08.0", "8.0.mysql_aurora.3.10.5"
MYSQL = {"Engine": "aurora-mysql"}
ANSWER = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}


class Account:
    """Made piece by piece, as plants ask for it."""

    def __init__(self, gated: Gated) -> None:
        self.gated = gated

    @functools.cached_property
    def net(self) -> dict[str, str]:
        return network(self.gated)

    @functools.cached_property
    def other(self) -> dict[str, str]:
        return network(self.gated)

    @functools.cached_property
    def closed(self) -> dict[str, str]:
        return network(self.gated, internet=False)

    def group(self, net: dict[str, str]) -> str:
        made = self.gated.client("ec2").create_security_group(
            GroupName=unique("group"), Description="planted", VpcId=net["vpc"]
        )
        return str(made["GroupId"])

    def key(self, state: str = "enabled", region: str = "eu-west-1", **more: Any) -> str:
        kms = session().client("kms", region_name=region, endpoint_url=self.gated.server.url)
        made = kms.create_key(**more)["KeyMetadata"]
        if state == "disabled":
            kms.disable_key(KeyId=made["KeyId"])
        if state == "deleted":
            kms.schedule_key_deletion(KeyId=made["KeyId"])
        return str(made["Arn"])

    def secret(self, **more: Any) -> str:
        made = self.gated.client("secretsmanager").create_secret(Name=unique("planted"), **more)
        return str(made["ARN"])

    def bucket(self, key: str) -> str:
        s3, name = self.gated.client("s3"), unique("planted")
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": default}]})  # fmt: skip
        return name

    def subnet_group(self, net: dict[str, str]) -> str:
        name = unique("subnets")
        self.gated.client("rds").create_db_subnet_group(
            DBSubnetGroupName=name, DBSubnetGroupDescription="x", SubnetIds=[net["a"], net["b"]]
        )
        return name

    def parameters(self) -> str:
        name = unique("parameters")
        self.gated.client("rds").create_db_cluster_parameter_group(
            DBClusterParameterGroupName=name, DBParameterGroupFamily="aurora-mysql8.0", Description="x"
        )
        return name

    def cluster(self, **more: Any) -> str:
        sent = {name: value for name, value in cluster(**more).items() if value is not None}
        self.gated.client("rds").create_db_cluster(**sent)
        return str(sent["DBClusterIdentifier"])

    def snapshot(self, **more: Any) -> str:
        name = unique("snapshot")
        self.gated.client("rds").create_db_cluster_snapshot(
            DBClusterIdentifier=self.cluster(**more), DBClusterSnapshotIdentifier=name
        )
        return name

    def snapshot_under_a_disabled_key(self) -> str:
        key = self.key()
        name = self.snapshot(StorageEncrypted=True, KmsKeyId=key)
        self.gated.client("kms").disable_key(KeyId=key.rpartition("/")[2])
        return name

    def restored(self, snapshot: str, **more: Any) -> dict[str, Any]:
        scaling = {"MinCapacity": 0, "MaxCapacity": 4}
        return {"DBClusterIdentifier": unique("restored"), "SnapshotIdentifier": snapshot,
                "EngineVersion": NEW, "ServerlessV2ScalingConfiguration": scaling} | MYSQL | more  # fmt: skip

    def instance(self, name: str, **more: Any) -> dict[str, Any]:
        return {"DBClusterIdentifier": name, "DBInstanceIdentifier": unique("instance"),
                "DBInstanceClass": "db.serverless"} | MYSQL | more  # fmt: skip

    def balancer(self, net: dict[str, str], **more: Any) -> str:
        elb = self.gated.client("elbv2")
        made = elb.create_load_balancer(**load_balancer([net["a"], net["b"]], **more))
        return str(made["LoadBalancers"][0]["LoadBalancerArn"])

    def listener(self, **more: Any) -> str:
        sent = listener(self.gated, self.net, **more)
        return str(self.gated.client("elbv2").create_listener(**sent)["Listeners"][0]["ListenerArn"])

    def certificate(self, region: str = "eu-west-1") -> str:
        acm = session().client("acm", region_name=region, endpoint_url=self.gated.server.url)
        return str(acm.request_certificate(DomainName="a.example.com")["CertificateArn"])

    def zone(self, *records: dict[str, Any]) -> str:
        route53 = self.gated.client("route53")
        made = route53.create_hosted_zone(Name="example.com", CallerReference=unique("r"))
        zone = str(made["HostedZone"]["Id"].rpartition("/")[2])
        for each in records:
            route53.change_resource_record_sets(HostedZoneId=zone, **change(**each))
        return zone

    def service(self, subnets: list[str], groups: list[str]) -> dict[str, Any]:
        ecs, name = self.gated.client("ecs"), unique("cluster")
        ecs.create_cluster(clusterName=name)
        ecs.register_task_definition(**task(family=name))
        network = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups}}
        return {"cluster": name, "serviceName": "s", "taskDefinition": name, "launchType": "FARGATE",
                "desiredCount": 1, "networkConfiguration": network}  # fmt: skip

    def made_service(self, groups: list[str]) -> dict[str, Any]:
        sent = self.service([self.net["a"]], groups)
        self.gated.client("ecs").create_service(**sent)
        return sent

    def target_group(self, net: dict[str, str]) -> str:
        return target_group(self.gated, net["vpc"])


def change(name: str, kind: str = "A", value: str = "192.0.2.1") -> dict[str, Any]:
    """The creation of one record."""
    record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    return {"ChangeBatch": {"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}}
