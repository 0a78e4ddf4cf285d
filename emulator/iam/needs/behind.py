"""What AWS checks behind a call: tags given on creation, roles handed to a service, service-linked roles."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from emulator.gate.held import task_definition
from emulator.iam import account
from emulator.iam.needs.arns import arn, made_by
from emulator.iam.needs.need import Need, named

if TYPE_CHECKING:
    from emulator.gate.requests import Call
    from emulator.iam.patterns import Context

CREATING = ("Allocate", "Create", "Put", "Register", "Request", "Run")
# By service; in IAM each kind of resource has an action of its own.
TAGGING = {
    "acm": "acm:AddTagsToCertificate",
    "application-autoscaling": "application-autoscaling:TagResource",
    "cloudwatch": "cloudwatch:TagResource",
    "dynamodb": "dynamodb:TagResource",
    "ec2": "ec2:CreateTags",
    "ecs": "ecs:TagResource",
    "elbv2": "elasticloadbalancing:AddTags",
    "iam": "iam:Tag{kind}",
    "kms": "kms:TagResource",
    "logs": "logs:TagResource",
    "rds": "rds:AddTagsToResource",
    "secretsmanager": "secretsmanager:TagResource",
    "sns": "sns:TagResource",
    "wafv2": "wafv2:TagResource",
}
TELLING_THE_CREATION = frozenset({"ec2", "ecs", "elasticloadbalancing"})
# Calls that hand a role to a service: the parameter, and the service that gets it.
PASSING = {
    "application-autoscaling:RegisterScalableTarget": {"RoleARN": "application-autoscaling.amazonaws.com"},
    "ec2:CreateFlowLogs": {"DeliverLogsPermissionArn": "vpc-flow-logs.amazonaws.com"},
    "ecs:CreateService": {"role": "ecs.amazonaws.com"},
    "ecs:RegisterTaskDefinition": {
        "taskRoleArn": "ecs-tasks.amazonaws.com",
        "executionRoleArn": "ecs-tasks.amazonaws.com",
    },
    "rds:CreateDBCluster": {"MonitoringRoleArn": "monitoring.rds.amazonaws.com"},
    "rds:CreateDBInstance": {"MonitoringRoleArn": "monitoring.rds.amazonaws.com"},
    "rds:ModifyDBCluster": {"MonitoringRoleArn": "monitoring.rds.amazonaws.com"},
    "rds:ModifyDBInstance": {"MonitoringRoleArn": "monitoring.rds.amazonaws.com"},
}
# Roles that AWS makes with the first such resource of an account, if the caller may.
SERVICE_LINKED = {
    "application-autoscaling:RegisterScalableTarget": (
        "ecs.application-autoscaling.amazonaws.com", "AWSServiceRoleForApplicationAutoScaling_ECSService",
    ),
    "ecs:CreateCluster": ("ecs.amazonaws.com", "AWSServiceRoleForECS"),
    "elbv2:CreateLoadBalancer": (
        "elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing",
    ),
    "rds:CreateDBCluster": ("rds.amazonaws.com", "AWSServiceRoleForRDS"),
    "rds:CreateDBInstance": ("rds.amazonaws.com", "AWSServiceRoleForRDS"),
}  # fmt: skip


def tags(call: "Call") -> dict[str, str]:
    """Read the tags of a call, whichever way its service writes them."""
    given = call.parameters
    listed: Any = given.get("Tags") or given.get("tags") or given.get("TagList") or []
    for specification in given.get("TagSpecifications") or []:
        listed = [*listed, *(specification.get("Tags") or [])]
    if isinstance(listed, dict):
        return listed
    pairs = [{name.lower(): value for name, value in each.items()} for each in listed]
    return {
        each.get("key") or each.get("tagkey"): each.get("value") or each.get("tagvalue") for each in pairs
    }


def tag_context(call: "Call") -> "Context":
    """Give the keys with which policies ask about tags of the request."""
    found = tags(call)
    if not found:
        return {}
    return named({f"aws:RequestTag/{key}": value for key, value in found.items()}) | {
        "aws:tagkeys": tuple(found)
    }


def tagging(call: "Call") -> Iterator[Need]:
    action, operation = TAGGING.get(call.service), call.operation.name
    creates = operation.startswith(CREATING) and not operation.endswith("Tags")
    if action and creates and tags(call):
        action = action.format(kind=operation.removeprefix("Create"))
        prefix = action.partition(":")[0]
        told = named({f"{prefix}:CreateAction": operation}) if prefix in TELLING_THE_CREATION else {}
        yield Need(action, made_by(call), tag_context(call) | told)


def passing(call: "Call") -> Iterator[Need]:
    """Ask for iam:PassRole once per role; RunTask hands on the roles of its task definition."""
    roles = {
        (call.parameters[name], service)
        for name, service in PASSING.get(call.name, {}).items()
        if call.parameters.get(name)
    }
    if call.name in ("ecs:RunTask", "ecs:StartTask"):
        roles |= {(role, "ecs-tasks.amazonaws.com") for role in _task_roles(call)}
    for role, service in sorted(roles):
        resource = role if role.startswith("arn:") else arn(call, "iam", f"role/{role}", regional=False)
        yield Need("iam:PassRole", resource, named({"iam:PassedToService": service}))


def service_linked(call: "Call") -> Iterator[Need]:
    """Ask only while the role does not exist."""
    linked = SERVICE_LINKED.get(call.name)
    if linked is None or (call.service == "application-autoscaling" and not _scales_ecs(call)):
        return
    service, role = linked
    resource = arn(call, "iam", f"role/aws-service-role/{service}/{role}", regional=False)
    if account.role_by_arn(call.region, resource) is None:
        yield Need("iam:CreateServiceLinkedRole", resource, named({"iam:AWSServiceName": service}))


def _scales_ecs(call: "Call") -> bool:
    return bool(call.parameters.get("ServiceNamespace") == "ecs")


def _task_roles(call: "Call") -> set[str]:
    overrides = call.parameters.get("overrides") or {}
    task = task_definition(call, call.parameters.get("taskDefinition") or "")
    roles = (
        overrides.get("taskRoleArn") or getattr(task, "task_role_arn", None),
        overrides.get("executionRoleArn") or getattr(task, "execution_role_arn", None),
    )
    return {role for role in roles if role}
