"""What a call asks for, read in the log of the gate."""

import contextlib
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.iam.needs.s3 import action_of
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import ACCOUNT
from emulator.tests.stack import task

REGION_ACCOUNT = f"eu-west-1:{ACCOUNT}"
TAGS = [{"Key": "env", "Value": "dev"}]
EC2 = f"arn:aws:ec2:{REGION_ACCOUNT}"
ELB = f"arn:aws:elasticloadbalancing:{REGION_ACCOUNT}"
SCALING = f"arn:aws:application-autoscaling:{REGION_ACCOUNT}:scalable-target/*"
IAM = f"arn:aws:iam::{ACCOUNT}"
LINKED = f"{IAM}:role/aws-service-role"
OBJECT = {"Bucket": "b", "Key": "a/x"}


def needs(gated: Gated, service: str, operation: str, /, **sent: Any) -> list[tuple[str, str]]:
    """Make a call, whatever becomes of it, and read what it asked for."""
    with contextlib.suppress(ClientError):
        getattr(gated.client(service), operation)(**sent)
    return [(each["action"], each["resource"]) for each in gated.lines()[-1]["permissions"]]


# The action of S3 behind an operation; where they are the same there is nothing to say.
@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("HeadObject", "GetObject"), ("HeadBucket", "ListBucket"), ("ListObjectsV2", "ListBucket"),
        ("ListObjects", "ListBucket"), ("ListParts", "ListMultipartUploadParts"),
        ("CreateMultipartUpload", "PutObject"), ("UploadPart", "PutObject"),
        ("CompleteMultipartUpload", "PutObject"), ("AbortMultipartUpload", "AbortMultipartUpload"),
        ("ListMultipartUploads", "ListBucketMultipartUploads"), ("ListObjectVersions", "ListBucketVersions"),
        ("ListBuckets", "ListAllMyBuckets"), ("PutBucketVersioning", "PutBucketVersioning"),
        ("GetBucketEncryption", "GetEncryptionConfiguration"),
        ("DeleteBucketEncryption", "PutEncryptionConfiguration"),
        ("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration"),
        ("DeleteBucketLifecycle", "PutLifecycleConfiguration"), ("GetBucketCors", "GetBucketCORS"),
        ("DeleteBucketTagging", "PutBucketTagging"), ("GetBucketReplication", "GetReplicationConfiguration"),
        ("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration"),
        ("DeleteBucketOwnershipControls", "PutBucketOwnershipControls"),
        ("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration"),
        ("DeletePublicAccessBlock", "PutBucketPublicAccessBlock"),
        ("DeleteBucketPolicy", "DeleteBucketPolicy"), ("DeleteBucket", "DeleteBucket"),
    ],
)  # fmt: skip
def test_actions_of_s3(operation: str, action: str) -> None:
    assert action_of(operation) == action


CALLS: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = [
    ("sts", "get_caller_identity", {}, []),
    ("s3", "head_object", OBJECT, [("s3:GetObject", "arn:aws:s3:::b/a/x")]),
    ("s3", "get_object", OBJECT | {"VersionId": "v"}, [("s3:GetObjectVersion", "arn:aws:s3:::b/a/x")]),
    ("s3", "delete_object", OBJECT | {"VersionId": "v"}, [("s3:DeleteObjectVersion", "arn:aws:s3:::b/a/x")]),
    ("s3", "get_object_attributes", OBJECT | {"ObjectAttributes": ["ETag"]},
     [("s3:GetObjectAttributes", "arn:aws:s3:::b/a/x"), ("s3:GetObject", "arn:aws:s3:::b/a/x")]),
    ("s3", "list_objects_v2", {"Bucket": "b", "Prefix": "a/"}, [("s3:ListBucket", "arn:aws:s3:::b")]),
    ("s3", "list_buckets", {}, [("s3:ListAllMyBuckets", "*")]),
    ("s3", "copy_object", OBJECT | {"CopySource": {"Bucket": "c", "Key": "d e"}},
     [("s3:PutObject", "arn:aws:s3:::b/a/x"), ("s3:GetObject", "arn:aws:s3:::c/d e")]),
    ("s3", "put_object", OBJECT | {"Tagging": "a=b"},
     [("s3:PutObject", "arn:aws:s3:::b/a/x"), ("s3:PutObjectTagging", "arn:aws:s3:::b/a/x")]),
    ("s3", "delete_objects",
     {"Bucket": "b", "Delete": {"Objects": [{"Key": "x"}, {"Key": "y", "VersionId": "v"}]}},
     [("s3:DeleteObject", "arn:aws:s3:::b/x"), ("s3:DeleteObjectVersion", "arn:aws:s3:::b/y")]),
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16", "TagSpecifications": [
        {"ResourceType": "vpc", "Tags": TAGS}]},
     [("ec2:CreateVpc", f"{EC2}:vpc/*"), ("ec2:CreateTags", f"{EC2}:vpc/*")]),
    ("ec2", "create_flow_logs", {"ResourceIds": ["vpc-1"], "ResourceType": "VPC", "TrafficType": "ALL",
                                 "DeliverLogsPermissionArn": f"{IAM}:role/flow", "LogGroupName": "g"},
     [("ec2:CreateFlowLogs", f"{EC2}:vpc-flow-log/*"), ("iam:PassRole", f"{IAM}:role/flow")]),
    ("ec2", "describe_vpcs", {}, [("ec2:DescribeVpcs", "*")]),
    ("ec2", "describe_vpc_attribute", {"VpcId": "vpc-12345678", "Attribute": "enableDnsSupport"},
     [("ec2:DescribeVpcAttribute", f"{EC2}:vpc/vpc-12345678")]),
    ("rds", "describe_global_clusters", {},
     [("rds:DescribeGlobalClusters", f"arn:aws:rds::{ACCOUNT}:global-cluster:*")]),
    ("ecs", "register_task_definition",
     task(family="asked", taskRoleArn=f"{IAM}:role/t", tags=[{"key": "a", "value": "b"}]),
     [("ecs:RegisterTaskDefinition", f"arn:aws:ecs:{REGION_ACCOUNT}:task-definition/asked:*"),
      ("ecs:TagResource", f"arn:aws:ecs:{REGION_ACCOUNT}:task-definition/asked:*"),
      ("iam:PassRole", f"{IAM}:role/execution"), ("iam:PassRole", f"{IAM}:role/t")]),
    ("ecs", "create_cluster", {"clusterName": "c"},
     [("ecs:CreateCluster", f"arn:aws:ecs:{REGION_ACCOUNT}:cluster/c"),
      ("iam:CreateServiceLinkedRole", f"{LINKED}/ecs.amazonaws.com/AWSServiceRoleForECS")]),
    ("ecs", "update_service", {"cluster": "c", "service": "s"},
     [("ecs:UpdateService", f"arn:aws:ecs:{REGION_ACCOUNT}:service/c/s")]),
    ("rds", "create_db_instance",
     {"DBInstanceIdentifier": "d", "Engine": "mysql", "DBInstanceClass": "db.t3.micro",
      "MonitoringRoleArn": f"{IAM}:role/m", "Tags": TAGS},
     [("rds:CreateDBInstance", f"arn:aws:rds:{REGION_ACCOUNT}:db:d"),
      ("rds:AddTagsToResource", f"arn:aws:rds:{REGION_ACCOUNT}:db:d"), ("iam:PassRole", f"{IAM}:role/m"),
      ("iam:CreateServiceLinkedRole", f"{LINKED}/rds.amazonaws.com/AWSServiceRoleForRDS")]),
    ("iam", "create_role",
     {"RoleName": "asked", "Path": "/p/", "AssumeRolePolicyDocument": "{}", "Tags": TAGS},
     [("iam:CreateRole", f"{IAM}:role/p/asked"), ("iam:TagRole", f"{IAM}:role/p/asked")]),
    ("logs", "put_log_events", {"logGroupName": "/g", "logStreamName": "s", "logEvents": []},
     [("logs:PutLogEvents", f"arn:aws:logs:{REGION_ACCOUNT}:log-group:/g:log-stream:s")]),
    ("logs", "create_log_group", {"logGroupName": "/asked", "tags": {"a": "b"}},
     [("logs:CreateLogGroup", f"arn:aws:logs:{REGION_ACCOUNT}:log-group:/asked:log-stream:"),
      ("logs:TagResource", f"arn:aws:logs:{REGION_ACCOUNT}:log-group:/asked:log-stream:")]),
    ("secretsmanager", "create_secret", {"Name": "asked/s", "SecretString": "x", "Tags": TAGS},
     [("secretsmanager:CreateSecret", f"arn:aws:secretsmanager:{REGION_ACCOUNT}:secret:asked/s-??????"),
      ("secretsmanager:TagResource", f"arn:aws:secretsmanager:{REGION_ACCOUNT}:secret:asked/s-??????")]),
    ("dynamodb", "get_item", {"TableName": "t", "Key": {"LockID": {"S": "x"}}},
     [("dynamodb:GetItem", f"arn:aws:dynamodb:{REGION_ACCOUNT}:table/t")]),
    ("dynamodb", "create_table",
     {"TableName": "t", "Tags": TAGS},
     [("dynamodb:CreateTable", f"arn:aws:dynamodb:{REGION_ACCOUNT}:table/t"),
      ("dynamodb:TagResource", f"arn:aws:dynamodb:{REGION_ACCOUNT}:table/t")]),
    ("dynamodb", "update_continuous_backups",
     {"TableName": "t", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
     [("dynamodb:UpdateContinuousBackups", f"arn:aws:dynamodb:{REGION_ACCOUNT}:table/t")]),
    ("kms", "create_key", {"Tags": [{"TagKey": "env", "TagValue": "dev"}]},
     [("kms:CreateKey", "*"), ("kms:TagResource", "*")]),
    ("secretsmanager", "get_random_password", {}, [("secretsmanager:GetRandomPassword", "*")]),
    ("s3", "put_bucket_lifecycle_configuration", {"Bucket": "b", "LifecycleConfiguration": {"Rules": []}},
     [("s3:PutLifecycleConfiguration", "arn:aws:s3:::b")]),
    ("elbv2", "describe_tags", {"ResourceArns": ["a"]}, [("elasticloadbalancing:DescribeTags", "*")]),
    ("elbv2", "create_load_balancer", {"Name": "n", "Subnets": ["subnet-1"], "Tags": TAGS},
     [("elasticloadbalancing:CreateLoadBalancer", f"{ELB}:loadbalancer/app/n/*"),
      ("elasticloadbalancing:AddTags", f"{ELB}:loadbalancer/app/n/*"),
      ("iam:CreateServiceLinkedRole",
       f"{LINKED}/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing")]),
    ("elbv2", "create_target_group", {"Name": "t"},
     [("elasticloadbalancing:CreateTargetGroup", f"{ELB}:targetgroup/t/*")]),
    ("elbv2", "create_listener",
     {"LoadBalancerArn": f"{ELB}:loadbalancer/app/n/1", "DefaultActions": [], "Tags": TAGS},
     [("elasticloadbalancing:CreateListener", f"{ELB}:loadbalancer/app/n/1"),
      ("elasticloadbalancing:AddTags", f"{ELB}:listener/app/n/1/*")]),
    ("elbv2", "create_rule",
     {"ListenerArn": f"{ELB}:listener/app/n/1/2", "Priority": 1, "Conditions": [], "Actions": [],
      "Tags": TAGS},
     [("elasticloadbalancing:CreateRule", f"{ELB}:listener/app/n/1/2"),
      ("elasticloadbalancing:AddTags", f"{ELB}:listener-rule/app/n/1/2/*")]),
    ("elbv2", "delete_rule", {"RuleArn": f"{ELB}:listener-rule/app/n/1/2/3"},
     [("elasticloadbalancing:DeleteRule", f"{ELB}:listener-rule/app/n/1/2/3")]),
    ("acm", "request_certificate", {"DomainName": "example.com", "Tags": TAGS},
     [("acm:RequestCertificate", "*"),
      ("acm:AddTagsToCertificate", f"arn:aws:acm:{REGION_ACCOUNT}:certificate/*")]),
    ("route53", "get_change", {"Id": "/change/C1"}, [("route53:GetChange", "arn:aws:route53:::change/C1")]),
    ("route53", "list_resource_record_sets", {"HostedZoneId": "Z1"},
     [("route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/Z1")]),
    ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "ecs"},
     [("application-autoscaling:DescribeScalableTargets", "*")]),
    ("application-autoscaling", "put_scaling_policy",
     {"PolicyName": "p", "ServiceNamespace": "ecs", "ResourceId": "service/c/s",
      "ScalableDimension": "ecs:service:DesiredCount"},
     [("application-autoscaling:PutScalingPolicy", SCALING)]),
    ("ecs", "describe_services", {"cluster": "c", "services": ["s"]},
     [("ecs:DescribeServices", f"arn:aws:ecs:{REGION_ACCOUNT}:service/c/s")]),
    ("ecs", "describe_clusters", {"clusters": ["c"]},
     [("ecs:DescribeClusters", f"arn:aws:ecs:{REGION_ACCOUNT}:cluster/c")]),
    ("ecs", "describe_clusters", {}, [("ecs:DescribeClusters", "*")]),
    ("rds", "create_db_cluster",
     {"DBClusterIdentifier": "c", "Engine": "aurora-mysql", "DBSubnetGroupName": "g",
      "DBClusterParameterGroupName": "p"},
     [("rds:CreateDBCluster", f"arn:aws:rds:{REGION_ACCOUNT}:cluster:c"),
      ("iam:CreateServiceLinkedRole", f"{LINKED}/rds.amazonaws.com/AWSServiceRoleForRDS"),
      ("rds:CreateDBCluster", f"arn:aws:rds:{REGION_ACCOUNT}:cluster-pg:p"),
      ("rds:CreateDBCluster", f"arn:aws:rds:{REGION_ACCOUNT}:subgrp:g")]),
    ("cloudwatch", "describe_alarms", {}, [("cloudwatch:DescribeAlarms", "*")]),
    ("sts", "assume_role", {"RoleArn": "arn:aws:iam::999999999999:role/r", "RoleSessionName": "s"},
     [("sts:AssumeRole", "arn:aws:iam::999999999999:role/r")]),
]  # fmt: skip


@pytest.mark.parametrize(("service", "operation", "sent", "asked"), CALLS)
def test_a_call_asks_for_itself_and_for_what_stands_behind_it(
    gated: Gated, service: str, operation: str, sent: dict[str, Any], asked: list[tuple[str, str]]
) -> None:
    assert needs(gated, service, operation, **sent) == asked


def test_a_secret_is_asked_for_by_its_arn(gated: Gated) -> None:
    name = unique("s")
    arn = gated.client("secretsmanager").create_secret(Name=name, SecretString="x")["ARN"]
    for given in (name, arn):
        asked = [("secretsmanager:GetSecretValue", arn)]
        assert needs(gated, "secretsmanager", "get_secret_value", SecretId=given) == asked


def test_tasks_get_the_roles_of_their_definition(gated: Gated) -> None:
    gated.client("ecs").register_task_definition(**task(family="run"))
    asked = needs(gated, "ecs", "run_task", cluster="c", taskDefinition="run")
    assert asked == [
        ("ecs:RunTask", f"arn:aws:ecs:{REGION_ACCOUNT}:task-definition/run:*"),
        ("iam:PassRole", f"{IAM}:role/execution"),
    ]


@pytest.fixture
def key(gated: Gated) -> str:
    return gated.client("kms").create_key()["KeyMetadata"]["Arn"]


def test_the_key_of_a_bucket_stands_behind_its_objects(gated: Gated, key: str) -> None:
    s3, bucket = gated.client("s3"), unique("encrypted")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    there = {"Bucket": bucket, "Key": "k"}
    assert needs(gated, "s3", "put_object", **there)[1:] == [("kms:GenerateDataKey", key)]
    assert needs(gated, "s3", "get_object", **there)[1:] == [("kms:Decrypt", key)]
    assert needs(gated, "s3", "put_object", **there, ServerSideEncryption="AES256")[1:] == []
    asked = needs(gated, "s3", "upload_part", **there, PartNumber=1, UploadId="u")
    assert asked[1:] == [("kms:GenerateDataKey", key), ("kms:Decrypt", key)]


def test_the_key_of_a_secret_and_of_a_database(gated: Gated, key: str) -> None:
    name = unique("s")
    asked = needs(gated, "secretsmanager", "create_secret", Name=name, SecretString="x", KmsKeyId=key)
    assert asked[1:] == [("kms:GenerateDataKey", key), ("kms:Decrypt", key)]
    assert needs(gated, "secretsmanager", "get_secret_value", SecretId=name)[1:] == [("kms:Decrypt", key)]
    cluster = {"DBClusterIdentifier": unique("c"), "Engine": "aurora-mysql", "KmsKeyId": key}
    asked = [("kms:CreateGrant", key), ("kms:DescribeKey", key)]
    assert needs(gated, "rds", "create_db_cluster", **cluster)[-2:] == asked
    held = cluster | {"MasterUsername": "u", "MasterUserPassword": "correct-horse"}
    gated.client("rds").create_db_cluster(**held)
    gated.client("rds").create_db_cluster_snapshot(
        DBClusterIdentifier=cluster["DBClusterIdentifier"], DBClusterSnapshotIdentifier=name
    )
    restored = cluster | {"DBClusterIdentifier": unique("c"), "SnapshotIdentifier": name}
    assert needs(gated, "rds", "restore_db_cluster_from_snapshot", **restored)[-2:] == asked


def test_the_key_of_a_table(gated: Gated, key: str) -> None:
    sent = {"TableName": unique("t"), "SSESpecification": {"Enabled": True, "KMSMasterKeyId": key}}
    asked = [("kms:CreateGrant", key), ("kms:DescribeKey", key)]
    assert needs(gated, "dynamodb", "create_table", **sent)[1:] == asked
    assert needs(gated, "dynamodb", "update_table", **sent)[1:] == asked


def test_aws_own_keys_ask_nobody(gated: Gated) -> None:
    # moto makes the key when somebody looks at it.
    gated.client("kms").describe_key(KeyId="alias/aws/secretsmanager")
    sent = {"Name": unique("s"), "SecretString": "x", "KmsKeyId": "alias/aws/secretsmanager"}
    assert len(needs(gated, "secretsmanager", "create_secret", **sent)) == 1
