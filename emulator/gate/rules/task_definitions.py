"""ECS: what RegisterTaskDefinition refuses for Fargate."""

import json
import re
from typing import TYPE_CHECKING, Any

from emulator.gate.rules.containers import container_findings
from emulator.gate.rules.dependencies import dependency_findings
from emulator.gate.rules.say import refuse, within
from emulator.gate.rules.secrets import secret_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

CODE = "ClientException"
MEMORY_MIB = {
    256: (512, 1024, 2048),
    512: range(1024, 4096 + 1, 1024),
    1024: range(2048, 8192 + 1, 1024),
    2048: range(4096, 16384 + 1, 1024),
    4096: range(8192, 30720 + 1, 1024),
    8192: range(16384, 61440 + 1, 4096),
    16384: range(32768, 122880 + 1, 8192),
    32768: (61440, 122880, 249856),
}
MOST_CONTAINERS = 10
MOST_BYTES = 64 * 1024


def task_definition(call: "Call") -> "Iterator[Finding]":
    """Check the task, then each container, then what they say of each other."""
    task = call.parameters
    containers = task.get("containerDefinitions") or []
    fargate = "FARGATE" in (task.get("requiresCompatibilities") or [])
    if fargate:
        yield from _fargate_size(task, containers)
        if task.get("networkMode") != "awsvpc":
            yield refuse("Fargate only supports network mode awsvpc", CODE)
    yield from within(
        "ephemeralStorage.sizeInGiB", (task.get("ephemeralStorage") or {}).get("sizeInGiB"), 21, 200, CODE
    )
    if len(containers) > MOST_CONTAINERS:
        yield refuse(f"{len(containers)} containers are more than {MOST_CONTAINERS}", CODE)
    if containers and not any(each.get("essential", True) for each in containers):
        yield refuse("at least one container must be essential", CODE)
    size = len(json.dumps(task, default=str, ensure_ascii=False).encode())
    if size > MOST_BYTES:
        yield refuse(f"the task definition has {size} bytes, the most are {MOST_BYTES}", CODE)
    volumes = {each.get("name") for each in task.get("volumes") or []}
    for container in containers:
        yield from container_findings(container, volumes, fargate=fargate)
    yield from dependency_findings(containers)
    yield from secret_findings(call, task, containers)


def _fargate_size(task: dict[str, Any], containers: list[dict[str, Any]]) -> "Iterator[Finding]":
    cpu, memory = units(task.get("cpu"), "vcpu"), units(task.get("memory"), "gb")
    if cpu is None or memory is None:
        yield refuse("Fargate requires cpu and memory of the task", CODE)
        return
    if memory not in MEMORY_MIB.get(cpu, ()):
        yield refuse(f"no Fargate configuration with cpu {cpu} and memory {memory}", CODE)
    for name, most in (("cpu", cpu), ("memory", memory), ("memoryReservation", memory)):
        used = sum(each.get(name) or 0 for each in containers)
        if used > most:
            yield refuse(f"the containers ask for {name} {used}, the task has {most}", CODE)


def units(value: str | None, large: str) -> int | None:
    """Read ``1024`` as well as ``1 vCPU`` or ``1 GB``; what is neither is nothing that Fargate offers."""
    if value is None:
        return None
    number = re.fullmatch(rf"\s*([0-9.]+)\s*({large})?\s*", str(value), re.IGNORECASE)
    if number is None:
        return -1
    return int(float(number[1]) * (1024 if number[2] else 1))
