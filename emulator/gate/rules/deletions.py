"""What cannot be deleted, or not in this way, while something else uses it."""

from typing import TYPE_CHECKING, Any

from emulator.gate import held
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

IN_USE = "DependencyViolation"


def security_group(call: "Call") -> "Iterator[Finding]":
    """Look for the load balancers, services and databases whose network interfaces have the group."""
    group, rds = call.parameters.get("GroupId"), held.held(call, "rds")
    users = [each.arn for each in held.load_balancers(call) if group in (each.security_groups or [])]
    users += [each.arn for each in held.active_services(call)
              if group in (held.task_network(each).get("securityGroups") or [])]  # fmt: skip
    users += [each.arn for each in list(rds.clusters.values()) if group in each.vpc_security_group_ids]
    if users:
        yield refuse(f"resource {group} has a dependent object: {', '.join(users)}", IN_USE)


def subnet(call: "Call") -> "Iterator[Finding]":
    """Look for load balancers, services and NAT gateways in the subnet."""
    subnet_id = call.parameters.get("SubnetId")
    users = [each.arn for each in held.load_balancers(call)
             if subnet_id in [one.id for one in each.subnets]]  # fmt: skip
    users += [each.arn for each in held.active_services(call)
              if subnet_id in (held.task_network(each).get("subnets") or [])]  # fmt: skip
    users += [each.id for each in _nat_gateways(call) if each.subnet_id == subnet_id]
    if users:
        yield refuse(
            f"The subnet '{subnet_id}' has dependencies and cannot be deleted: {', '.join(users)}", IN_USE
        )


def internet_gateway(call: "Call") -> "Iterator[Finding]":
    """Look for public addresses in the VPC: of load balancers, NAT gateways and tasks."""
    vpc = call.parameters.get("VpcId")
    users = [each.arn for each in held.load_balancers(call)
             if each.vpc_id == vpc and each.scheme == "internet-facing"]  # fmt: skip
    users += [each.id for each in _nat_gateways(call)
              if each.vpc_id == vpc and each.connectivity_type != "private"]  # fmt: skip
    for each in held.active_services(call):
        network = held.task_network(each)
        if network.get("assignPublicIp") == "ENABLED" and vpc in held.vpcs(
            call, network.get("subnets") or []
        ):
            users.append(each.arn)
    if users:
        yield refuse(f"Network {vpc} has some mapped public address(es): {', '.join(users)}", IN_USE)


def ecs_cluster(call: "Call") -> "Iterator[Finding]":
    name = (call.parameters.get("cluster") or "").rpartition("/")[2]
    if any(each.cluster_name == name for each in held.active_services(call)):
        yield refuse(
            "The Cluster cannot be deleted while Services are active.", "ClusterContainsServicesException"
        )


def db_cluster(call: "Call") -> "Iterator[Finding]":
    skips = bool(call.parameters.get("SkipFinalSnapshot"))
    if skips == bool(call.parameters.get("FinalDBSnapshotIdentifier")):
        yield refuse(
            "Either FinalDBSnapshotIdentifier or SkipFinalSnapshot must be given",
            "InvalidParameterCombination",
        )


def subnet_group(call: "Call") -> "Iterator[Finding]":
    name = call.parameters.get("DBSubnetGroupName", "").lower()
    users = [each.db_cluster_identifier for each in list(held.held(call, "rds").clusters.values())
             if str(each.db_subnet_group_name).lower() == name]  # fmt: skip
    if users:
        yield refuse(
            f"Cannot delete the subnet group '{name}' because {', '.join(users)} is still using it.",
            "InvalidDBSubnetGroupStateFault",
        )


def parameter_group(call: "Call") -> "Iterator[Finding]":
    name = call.parameters.get("DBClusterParameterGroupName")
    users = [each.db_cluster_identifier for each in list(held.held(call, "rds").clusters.values())
             if each.parameter_group == name]  # fmt: skip
    if users:
        yield refuse(
            f"{', '.join(users)} is still a member of the parameter group {name}.",
            "InvalidDBParameterGroupState",
        )


def _nat_gateways(call: "Call") -> list[Any]:
    gateways = list(held.held(call, "ec2").nat_gateways.values())
    return [each for each in gateways if each.state not in ("deleted", "deleting")]
