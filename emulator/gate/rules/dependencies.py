"""ECS: what containers of one task say about each other."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding

CODE = "ClientException"


def dependency_findings(containers: list[dict[str, Any]]) -> "Iterator[Finding]":
    names = Counter(each.get("name") for each in containers)
    for name, number in names.items():
        if number > 1:
            yield refuse(f"{number} containers are named {name!r}", CODE)
    by_name = {each.get("name"): each for each in containers}
    for container in containers:
        for dependency in container.get("dependsOn") or []:
            yield from _dependency(container, dependency, by_name)
    waiting = _in_a_cycle(by_name)
    if waiting:
        yield refuse(f"the dependencies of {', '.join(sorted(waiting))} form a cycle", CODE)


def _dependency(
    container: dict[str, Any], dependency: dict[str, Any], by_name: dict[Any, dict[str, Any]]
) -> "Iterator[Finding]":
    name, other, condition = (
        container.get("name"), dependency.get("containerName"), dependency.get("condition"),
    )  # fmt: skip
    target = by_name.get(other)
    if target is None:
        yield refuse(f"{name} depends on {other!r}, and no container has that name", CODE)
    elif condition in {"SUCCESS", "COMPLETE"} and target.get("essential", True):
        yield refuse(f"{name} waits for {condition} of {other}, which is essential", CODE)
    elif condition == "HEALTHY" and not target.get("healthCheck"):
        yield refuse(f"{name} waits for HEALTHY of {other}, which has no health check", CODE)


def _in_a_cycle(by_name: dict[Any, dict[str, Any]]) -> set[str]:
    """Start containers as long as one can start; what is left waits for itself."""
    waiting = {
        name: {
            each.get("containerName")
            for each in container.get("dependsOn") or []
            if each.get("containerName") in by_name
        }
        for name, container in by_name.items()
    }
    while ready := {name for name, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}
    return {str(name) for name in waiting}
