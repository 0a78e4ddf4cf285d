"""Which resource a call is about, for the services whose policies of ours name resources.

A function per service. A star stands where AWS knows no resource, or where nobody here asks for it; only a
statement with ``"Resource": "*"`` covers that.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.utilities.utils import get_partition

from emulator.iam import account
from emulator.iam.needs import ec2

if TYPE_CHECKING:
    from emulator.gate.requests import Call

# The characters that Secrets Manager will add to a name; a policy writes them so, too.
SUFFIX = "-??????"
# Calls of IAM that name a resource, by the parameter and its kind.
IAM_NAMES = {
    "RoleName": "role",
    "UserName": "user",
    "GroupName": "group",
    "InstanceProfileName": "instance-profile",
}
RDS_NAMES = {
    "DBInstanceIdentifier": "db",
    "DBClusterIdentifier": "cluster",
    "DBClusterParameterGroupName": "cluster-pg",
    "DBParameterGroupName": "pg",
    "DBSubnetGroupName": "subgrp",
    "DBClusterSnapshotIdentifier": "cluster-snapshot",
    "DBSnapshotIdentifier": "snapshot",
}


def resource_of(call: "Call") -> str:
    """Name the resource of a call, or a star."""
    find = RESOURCES.get(call.service)
    return (find(call) if find else None) or "*"


def made_by(call: "Call") -> str:
    """Name what a call makes, whose id AWS will give, where the call itself is about something else."""
    given, operation = call.parameters, call.operation.name
    if call.service == "ec2":
        return ec2.made(call) or "*"
    if call.name == "elbv2:CreateListener":
        return f"{given['LoadBalancerArn'].replace(':loadbalancer/', ':listener/')}/*"
    if call.name == "elbv2:CreateRule":
        return f"{given['ListenerArn'].replace(':listener/', ':listener-rule/')}/*"
    if call.service == "acm" and operation == "RequestCertificate":
        return arn(call, "acm", "certificate/*")
    return resource_of(call)


def arn(call: "Call", service: str, resource: str, *, regional: bool = True) -> str:
    region = call.region if regional else ""
    return f"arn:{get_partition(call.region)}:{service}:{region}:{account.ACCOUNT}:{resource}"


def _given(value: str | None) -> bool:
    return bool(value) and str(value).startswith("arn:")


def _secret(call: "Call") -> str | None:
    name = call.parameters.get("SecretId") or call.parameters.get("Name")
    if not name or _given(name):
        return name
    for secret in list(account.of_region("secretsmanager", call.region).secrets.values()):
        if secret.name == name:
            return str(secret.arn)
    return arn(call, "secretsmanager", f"secret:{name}{SUFFIX}")


def _logs(call: "Call") -> str | None:
    """Name the group as AWS's messages do, with a stream that is often empty."""
    given = call.parameters
    resource = given.get("resourceArn") or given.get("logGroupIdentifier")
    if _given(resource):
        return str(resource)
    # DescribeLogGroups is about all groups, whatever prefix it asks for.
    group = given.get("logGroupName") or resource or ""
    return arn(call, "logs", f"log-group:{group}:log-stream:{given.get('logStreamName') or ''}")


def _kms(call: "Call") -> str | None:
    name = call.parameters.get("KeyId") or call.parameters.get("TargetKeyId")
    found = account.key(call.region, name) if name else None
    return found.arn if found is not None else (name if _given(name) else None)


def _ecs(call: "Call") -> str | None:
    given, operation = call.parameters, call.operation.name
    if _given(given.get("resourceArn")):
        return str(given["resourceArn"])
    cluster = str(given.get("clusterName") or given.get("cluster") or "default").rpartition("/")[2]
    service = str(given.get("serviceName") or given.get("service") or "").rpartition("/")[2]
    if operation == "DescribeServices" and len(given["services"]) == 1:
        return arn(call, "ecs", f"service/{cluster}/{given['services'][0].rpartition('/')[2]}")
    if operation == "DescribeClusters" and len(given.get("clusters") or []) == 1:
        return arn(call, "ecs", f"cluster/{given['clusters'][0].rpartition('/')[2]}")
    if operation.endswith("Service") and service:
        return arn(call, "ecs", f"service/{cluster}/{service}")
    if operation in ("RunTask", "StartTask"):
        family = str(given.get("taskDefinition") or "").rpartition("/")[2]
        return arn(call, "ecs", f"task-definition/{family if ':' in family else f'{family}:*'}")
    if operation == "RegisterTaskDefinition":
        return arn(call, "ecs", f"task-definition/{given.get('family')}:*")
    return arn(call, "ecs", f"cluster/{cluster}") if operation.endswith("Cluster") else None


def _iam(call: "Call") -> str | None:
    given = call.parameters
    for name, kind in IAM_NAMES.items():
        if given.get(name):
            held = account.of_partition("iam", call.region).roles.values() if kind == "role" else ()
            found = next((each.arn for each in list(held) if each.name == given[name]), None)
            path = given.get("Path") or "/"
            return found or arn(call, "iam", f"{kind}{path}{given[name]}", regional=False)
    if given.get("PolicyName"):
        path = given.get("Path") or "/"
        return arn(call, "iam", f"policy{path}{given['PolicyName']}", regional=False)
    return given.get("PolicyArn") or given.get("OpenIDConnectProviderArn")


def _dynamodb(call: "Call") -> str | None:
    name = call.parameters.get("TableName") or call.parameters.get("ResourceArn")
    return name if not name or _given(name) else arn(call, "dynamodb", f"table/{name}")


def _rds(call: "Call") -> str | None:
    given: dict[str, Any] = call.parameters
    if given.get("ResourceName"):
        return str(given["ResourceName"])
    if call.operation.name == "DescribeGlobalClusters":
        name = given.get("GlobalClusterIdentifier") or "*"
        return arn(call, "rds", f"global-cluster:{name}", regional=False)
    for name, kind in RDS_NAMES.items():
        if given.get(name):
            return arn(call, "rds", f"{kind}:{given[name]}")
    return None


def _elbv2(call: "Call") -> str | None:
    """Name what is made by its name, anything else by the ARN that the call gives; lists have none."""
    given, operation = call.parameters, call.operation.name
    if operation.startswith("Describe"):
        return None
    if operation == "CreateLoadBalancer":
        return arn(call, "elasticloadbalancing", f"loadbalancer/app/{given.get('Name')}/*")
    if operation == "CreateTargetGroup":
        return arn(call, "elasticloadbalancing", f"targetgroup/{given.get('Name')}/*")
    named = (given.get(each) for each in ("RuleArn", "ListenerArn", "LoadBalancerArn", "TargetGroupArn"))
    return next((each for each in named if each), None) or next(iter(given.get("ResourceArns") or []), None)


def _route53(call: "Call") -> str | None:
    given, partition = call.parameters, get_partition(call.region)
    name = given.get("HostedZoneId") or given.get("ResourceId") or given.get("Id")
    kind = "change" if call.operation.name == "GetChange" else "hostedzone"
    return f"arn:{partition}:route53:::{kind}/{name.rpartition('/')[2]}" if name else None


def _application_autoscaling(call: "Call") -> str | None:
    """Name the target, whose id AWS gives; a policy is about its target."""
    if call.operation.name.startswith("Describe"):
        return None
    return call.parameters.get("ResourceARN") or arn(call, "application-autoscaling", "scalable-target/*")


RESOURCES: dict[str, Callable[["Call"], str | None]] = {
    "acm": lambda call: call.parameters.get("CertificateArn"),
    "application-autoscaling": _application_autoscaling,
    "dynamodb": _dynamodb,
    "ecs": _ecs,
    "elbv2": _elbv2,
    "iam": _iam,
    "kms": _kms,
    "logs": _logs,
    "rds": _rds,
    "route53": _route53,
    "secretsmanager": _secret,
    "sts": lambda call: call.parameters.get("RoleArn"),
}
