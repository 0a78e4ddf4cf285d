"""ECS: what CreateService and UpdateService refuse."""

from typing import TYPE_CHECKING, Any

from emulator.gate.held import target_group, task_definition, vpcs
from emulator.gate.rules.places import groups_of, one_vpc
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

CODE = "InvalidParameterException"
MOST_SUBNETS, MOST_SECURITY_GROUPS = 16, 5


def service(call: "Call") -> "Iterator[Finding]":
    """Check the load balancers against task and target group, then the network and the deployment."""
    parameters = call.parameters
    task = task_definition(call, parameters.get("taskDefinition") or "")
    for each in parameters.get("loadBalancers") or []:
        yield from _target_group(call, each)
        if task is not None:
            yield from _container(task, each)
    network = (parameters.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
    for name, most in (("subnets", MOST_SUBNETS), ("securityGroups", MOST_SECURITY_GROUPS)):
        number = len(network.get(name) or [])
        if number > most:
            yield refuse(f"awsvpcConfiguration has {number} {name}, the most are {most}")
    subnets, groups = network.get("subnets") or [], network.get("securityGroups") or []
    yield from one_vpc(call, subnets)
    for vpc in vpcs(call, subnets)[:1]:
        yield from groups_of(call, vpc, groups, CODE, CODE)
    deployment = parameters.get("deploymentConfiguration") or {}
    maximum, minimum = deployment.get("maximumPercent"), deployment.get("minimumHealthyPercent")
    if maximum == 100 and parameters.get("availabilityZoneRebalancing") == "ENABLED":
        yield refuse("availabilityZoneRebalancing needs a maximumPercent above 100")
    if maximum is not None and minimum is not None and (maximum < 100 or maximum <= minimum <= 100):
        yield refuse(f"no deployment can go on between {minimum} and {maximum} percent")


def _target_group(call: "Call", load_balancer: dict[str, Any]) -> "Iterator[Finding]":
    arn = load_balancer.get("targetGroupArn")
    group = target_group(call, arn) if arn else None
    if group is not None and not group.load_balancer_arns:
        yield refuse(f"The target group with targetGroupArn {arn} does not have an associated load balancer.")


def _container(task: Any, load_balancer: dict[str, Any]) -> "Iterator[Finding]":
    name, port = load_balancer.get("containerName"), load_balancer.get("containerPort")
    container = next((each for each in task.container_definitions if each.get("name") == name), None)
    if container is None:
        yield refuse(f"The container {name} does not exist in the task definition.")
    elif port not in [each.get("containerPort") for each in container.get("portMappings") or []]:
        yield refuse(f"The container {name} did not have a container port {port} defined.")
