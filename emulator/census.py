"""``python -m emulator.census``: count what is in the account, by Terraform's resource types, as JSON.

The tests of interrupted applies compare it with what Terraform's state knows. Counted is what a stack makes:
not what AWS puts into every account (default VPC) or every VPC (default security group, main route table).
"""

import argparse
import json
from typing import Any

import boto3

from emulator.seed import session_of_environment


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator.census", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="the address that the emulator printed")
    arguments = parser.parse_args()
    print(json.dumps(census(session_of_environment(parser), arguments.endpoint)))


def census(session: boto3.Session, endpoint: str) -> dict[str, int]:
    """Count every type; ``open_egress`` are AWS's own rules that let everything out of a new group."""

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=endpoint)

    counts = {
        **_network(client("ec2")),
        **_security_groups(client("ec2")),
        **_edge(client("elbv2")),
        **_database(client("rds")),
        **_service(client("ecs")),
        "aws_route53_record": _alias_records(client("route53")),
        "aws_cloudwatch_log_group": len(client("logs").describe_log_groups()["logGroups"]),
        "aws_dynamodb_table": len(client("dynamodb").list_tables()["TableNames"]),
        "aws_iam_role": len(_own_roles(client("iam"))),
        "aws_s3_bucket": len(client("s3").list_buckets()["Buckets"]),
        "aws_secretsmanager_secret": len(client("secretsmanager").list_secrets(MaxResults=100)["SecretList"]),
    }
    return dict(sorted(counts.items()))


def _network(ec2: Any) -> dict[str, int]:
    vpcs = [vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"] if not vpc["IsDefault"]]
    ours = [{"Name": "vpc-id", "Values": vpcs or ["none"]}]
    tables = ec2.describe_route_tables(Filters=ours)["RouteTables"]
    associations = [each for table in tables for each in table["Associations"]]
    routes = [each for table in tables for each in table["Routes"] if each.get("GatewayId") != "local"]
    endpoints = ec2.describe_vpc_endpoints()["VpcEndpoints"]
    return {
        "aws_vpc": len(vpcs),
        "aws_subnet": len(ec2.describe_subnets(Filters=ours)["Subnets"]),
        "aws_internet_gateway": len(ec2.describe_internet_gateways()["InternetGateways"]),
        "aws_route_table": len(tables) - len([each for each in associations if each["Main"]]),
        # A gateway endpoint's route has no CIDR: AWS makes it.
        "aws_route": len([route for route in routes if "DestinationCidrBlock" in route]),
        "aws_route_table_association": len([each for each in associations if not each["Main"]]),
        "aws_vpc_endpoint": len([each for each in endpoints if each["State"] != "deleted"]),
        "aws_flow_log": len(ec2.describe_flow_logs()["FlowLogs"]),
    }


def _security_groups(ec2: Any) -> dict[str, int]:
    groups = {
        group["GroupId"]
        for group in ec2.describe_security_groups()["SecurityGroups"]
        if group["GroupName"] != "default"
    }
    every = ec2.describe_security_group_rules()["SecurityGroupRules"]
    rules = [rule for rule in every if rule["GroupId"] in groups]
    named = [rule for rule in rules if rule["IpProtocol"] != "-1"]
    return {
        "aws_security_group": len(groups),
        "aws_vpc_security_group_egress_rule": len([rule for rule in named if rule["IsEgress"]]),
        "aws_vpc_security_group_ingress_rule": len([rule for rule in named if not rule["IsEgress"]]),
        "open_egress": len(rules) - len(named),
    }


def _edge(elbv2: Any) -> dict[str, int]:
    balancers = [each["LoadBalancerArn"] for each in elbv2.describe_load_balancers()["LoadBalancers"]]
    listeners = [
        listener["ListenerArn"]
        for balancer in balancers
        for listener in elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
    ]
    rules = [rule for arn in listeners for rule in elbv2.describe_rules(ListenerArn=arn)["Rules"]]
    return {
        "aws_lb": len(balancers),
        "aws_lb_listener": len(listeners),
        "aws_lb_listener_rule": len([rule for rule in rules if not rule["IsDefault"]]),
        "aws_lb_target_group": len(elbv2.describe_target_groups()["TargetGroups"]),
    }


def _database(rds: Any) -> dict[str, int]:
    groups = rds.describe_db_cluster_parameter_groups()["DBClusterParameterGroups"]
    own = [group for group in groups if not group["DBClusterParameterGroupName"].startswith("default")]
    return {
        "aws_db_subnet_group": len(rds.describe_db_subnet_groups()["DBSubnetGroups"]),
        "aws_rds_cluster": len(rds.describe_db_clusters()["DBClusters"]),
        "aws_rds_cluster_instance": len(rds.describe_db_instances()["DBInstances"]),
        "aws_rds_cluster_parameter_group": len(own),
    }


def _service(ecs: Any) -> dict[str, int]:
    found = ecs.describe_clusters(clusters=ecs.list_clusters()["clusterArns"])["clusters"]
    active = [cluster["clusterArn"] for cluster in found if cluster["status"] == "ACTIVE"]
    services = [arn for cluster in active for arn in ecs.list_services(cluster=cluster)["serviceArns"]]
    return {"aws_ecs_cluster": len(active), "aws_ecs_service": len(services)}


def _alias_records(route53: Any) -> int:
    zones = [zone["Id"] for zone in route53.list_hosted_zones()["HostedZones"]]
    sets = [route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"] for zone in zones]
    return len([record for records in sets for record in records if "AliasTarget" in record])


def _own_roles(iam: Any) -> list[str]:
    roles = [role for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]]
    return [role["RoleName"] for role in roles if not role["Path"].startswith("/aws-service-role/")]


if __name__ == "__main__":
    main()
