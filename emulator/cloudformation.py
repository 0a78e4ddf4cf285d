"""From logged create calls to a CloudFormation template: parameters and properties share their names.

``TABLE`` says, by call, the resource type and what is named otherwise. Top-level parameters that are no
property of the type (tokens, dry runs) are left out; everything below them is kept as it was sent.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from emulator.gate.log import HASH_PREFIX

Parameters = dict[str, Any]
# Documents that calls carry as text and templates as objects.
DOCUMENTS = ("AssumeRolePolicyDocument", "KeyPolicy", "PolicyDocument")


@dataclass(frozen=True)
class Kind:
    """A resource type, its renamed properties, and what else must be done before they fit."""

    type_name: str
    renamed: dict[str, str] = field(default_factory=dict)
    prepared: Callable[[Parameters], Parameters] = lambda parameters: parameters


def _record(parameters: Parameters) -> Parameters:
    change = parameters["ChangeBatch"]["Changes"][0]["ResourceRecordSet"]
    records = [each["Value"] for each in change.get("ResourceRecords") or []]
    return change | {"HostedZoneId": parameters["HostedZoneId"], "ResourceRecords": records}


def _flow_log(parameters: Parameters) -> Parameters:
    return parameters | {"ResourceId": parameters["ResourceIds"][0]}


def _hosted_zone(parameters: Parameters) -> Parameters:
    # A template says that a zone is private by naming its VPC.
    config = {
        key: value
        for key, value in (parameters.get("HostedZoneConfig") or {}).items()
        if key != "PrivateZone"
    }
    return parameters | {"HostedZoneConfig": config}


def _without_tags(parameters: Parameters) -> Parameters:
    return {name: value for name, value in parameters.items() if name != "Tags"}


def _aurora_instance(parameters: Parameters) -> Parameters:
    # Terraform always sends it; for Aurora AWS takes it and does nothing, the cluster's own setting counts.
    return {name: value for name, value in parameters.items() if name != "CopyTagsToSnapshot"}


def _parameter_group(parameters: Parameters) -> Parameters:
    # The parameters come with a call of their own; the property is required.
    return parameters | {"Parameters": {"require_secure_transport": "ON"}}


def _key(parameters: Parameters) -> Parameters:
    # KMS writes the tags of its own calls in its own way.
    tags = [{"Key": each["TagKey"], "Value": each["TagValue"]} for each in parameters.get("Tags") or []]
    return parameters | {"Tags": tags}


def _table(parameters: Parameters) -> Parameters:
    given = dict(parameters.get("SSESpecification") or {})
    if "Enabled" in given:
        given["SSEEnabled"] = given.pop("Enabled")
    return parameters | {"SSESpecification": given}


TABLE: dict[str, Kind] = {
    "acm:RequestCertificate": Kind("AWS::CertificateManager::Certificate"),
    "application-autoscaling:PutScalingPolicy": Kind("AWS::ApplicationAutoScaling::ScalingPolicy"),
    "application-autoscaling:RegisterScalableTarget": Kind(
        "AWS::ApplicationAutoScaling::ScalableTarget", {}, _without_tags
    ),
    "dynamodb:CreateTable": Kind("AWS::DynamoDB::Table", {}, _table),
    "ec2:CreateFlowLogs": Kind("AWS::EC2::FlowLog", {}, _flow_log),
    "ec2:CreateInternetGateway": Kind("AWS::EC2::InternetGateway"),
    "ec2:CreateNatGateway": Kind("AWS::EC2::NatGateway"),
    "ec2:CreateRoute": Kind("AWS::EC2::Route"),
    "ec2:CreateRouteTable": Kind("AWS::EC2::RouteTable"),
    "ec2:CreateSecurityGroup": Kind("AWS::EC2::SecurityGroup", {"Description": "GroupDescription"}),
    "ec2:CreateSubnet": Kind("AWS::EC2::Subnet"),
    "ec2:CreateVpc": Kind("AWS::EC2::VPC"),
    "ec2:CreateVpcEndpoint": Kind("AWS::EC2::VPCEndpoint"),
    "ecs:CreateCluster": Kind("AWS::ECS::Cluster", {"Settings": "ClusterSettings"}),
    "ecs:CreateService": Kind("AWS::ECS::Service"),
    "ecs:RegisterTaskDefinition": Kind("AWS::ECS::TaskDefinition"),
    "elbv2:CreateListener": Kind("AWS::ElasticLoadBalancingV2::Listener"),
    "elbv2:CreateLoadBalancer": Kind("AWS::ElasticLoadBalancingV2::LoadBalancer"),
    "elbv2:CreateRule": Kind("AWS::ElasticLoadBalancingV2::ListenerRule"),
    "elbv2:CreateTargetGroup": Kind("AWS::ElasticLoadBalancingV2::TargetGroup"),
    "iam:CreateRole": Kind("AWS::IAM::Role"),
    "iam:PutRolePolicy": Kind("AWS::IAM::RolePolicy"),
    "kms:CreateKey": Kind("AWS::KMS::Key", {"Policy": "KeyPolicy"}, _key),
    "logs:CreateLogGroup": Kind("AWS::Logs::LogGroup"),
    "rds:CreateDBCluster": Kind("AWS::RDS::DBCluster"),
    "rds:CreateDBClusterParameterGroup": Kind(
        "AWS::RDS::DBClusterParameterGroup", {"DBParameterGroupFamily": "Family"}, _parameter_group
    ),
    "rds:CreateDBInstance": Kind("AWS::RDS::DBInstance", {}, _aurora_instance),
    "rds:CreateDBSubnetGroup": Kind("AWS::RDS::DBSubnetGroup"),
    "route53:ChangeResourceRecordSets": Kind("AWS::Route53::RecordSet", {}, _record),
    "route53:CreateHostedZone": Kind("AWS::Route53::HostedZone", {}, _hosted_zone),
    "s3:CreateBucket": Kind("AWS::S3::Bucket", {"Bucket": "BucketName"}),
    "s3:PutBucketPolicy": Kind("AWS::S3::BucketPolicy", {"Policy": "PolicyDocument"}),
    "secretsmanager:CreateSecret": Kind("AWS::SecretsManager::Secret"),
}


def template(lines: Iterable[dict[str, Any]], region: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Make a template of what was created, each resource once, and say which call made each."""
    resources: dict[str, Any] = {}
    calls: dict[str, str] = {}
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        kind = TABLE.get(line["call"])
        if kind is None or line["status"] >= 300:
            continue
        resource = {"Type": kind.type_name, "Properties": dict(_properties(kind, line["parameters"], region))}
        key = json.dumps(resource, sort_keys=True)
        if key not in seen:
            seen.add(key)
            resources[f"R{number}"] = resource
            calls[f"R{number}"] = f"line {number}: {line['call']}"
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, calls


def _properties(kind: Kind, parameters: Parameters, region: str) -> Iterator[tuple[str, Any]]:
    known = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind.type_name).schema["properties"]
    given = {_pascal(name): value for name, value in _fitting(kind.prepared(parameters)).items()}
    specified = given.get("TagSpecifications") or [{}]
    given = {"Tags": specified[0].get("Tags")} | given
    for name, value in given.items():
        target = kind.renamed.get(name, name)
        if value is None or target not in known:
            continue
        if target in DOCUMENTS and isinstance(value, str):
            yield target, json.loads(value)
        elif target == "Tags" and isinstance(value, dict):
            yield target, [{"Key": key, "Value": text} for key, text in value.items()]
        else:
            yield target, value


def _fitting(value: Any) -> Any:
    """Spell names in Pascal case, and leave out what is empty or hashed."""
    if isinstance(value, dict):
        fitted = {_pascal(key): _fitting(item) for key, item in value.items() if not _absent(item)}
        # Tags of ECS are lists of key and value; options and labels are maps, whose keys are data.
        for name in ("Options", "Tags"):
            raw = value.get(name, value.get(name.lower()))
            if isinstance(raw, dict) and raw:
                fitted[name] = raw
        return fitted
    if isinstance(value, list):
        return [_fitting(item) for item in value]
    return value


def _absent(value: Any) -> bool:
    return value in (None, "", [], {}) or (isinstance(value, str) and value.startswith(HASH_PREFIX))


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]
