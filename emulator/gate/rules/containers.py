"""ECS: what RegisterTaskDefinition refuses in one container."""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.rules.say import refuse, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding

CODE = "ClientException"
NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
# What ECS itself asks of an image; whether a registry has it, only a starting task finds out.
IMAGE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/@#-]{0,254}")
HEALTH_CHECK_RANGES = {"interval": (5, 300), "timeout": (2, 60), "retries": (1, 10), "startPeriod": (0, 300)}
TIMEOUT_SECONDS = (2, 120)
FARGATE_CAPABILITIES = {"SYS_PTRACE"}
NOT_ON_FARGATE = (
    "disableNetworking", "dnsSearchDomains", "dnsServers", "dockerSecurityOptions", "extraHosts", "links",
    "privileged",
)  # fmt: skip
NOT_ON_FARGATE_LINUX = ("devices", "maxSwap", "sharedMemorySize", "swappiness", "tmpfs")
AWSLOGS_OPTIONS = ("awslogs-group", "awslogs-region", "awslogs-stream-prefix")


def container_findings(
    container: dict[str, Any], volumes: set[str | None], *, fargate: bool
) -> "Iterator[Finding]":
    name = container.get("name") or ""
    if not NAME.fullmatch(name):
        yield refuse(f"container name {name!r} is not 1 to 255 letters, digits, hyphens, underscores", CODE)
    image = container.get("image") or ""
    if not IMAGE.fullmatch(image):
        yield refuse(f"{name}: Container.image {image!r} contains invalid characters or no repository", CODE)
    yield from _health_check(name, container.get("healthCheck"))
    for mount in container.get("mountPoints") or []:
        if mount.get("sourceVolume") not in volumes:
            yield refuse(f"{name}: no volume is named {mount.get('sourceVolume')!r}", CODE)
    for port in container.get("portMappings") or []:
        if fargate and port.get("hostPort") not in (None, port.get("containerPort")):
            yield refuse(f"{name}: hostPort must be absent or equal to containerPort in awsvpc mode", CODE)
    if fargate:
        yield from _fargate(name, container)


def _health_check(name: str, check: dict[str, Any] | None) -> "Iterator[Finding]":
    if check is None:
        return
    for setting, (low, high) in HEALTH_CHECK_RANGES.items():
        yield from within(f"{name}: healthCheck.{setting}", check.get(setting), low, high, CODE)
    command = check.get("command") or [""]
    if command[0] not in {"CMD", "CMD-SHELL", "NONE"}:
        yield refuse(f"{name}: healthCheck.command must start with CMD or CMD-SHELL", CODE)


def _fargate(name: str, container: dict[str, Any]) -> "Iterator[Finding]":
    for setting in ("startTimeout", "stopTimeout"):
        yield from within(f"{name}: {setting}", container.get(setting), *TIMEOUT_SECONDS, CODE)
    linux = container.get("linuxParameters") or {}
    added = set((linux.get("capabilities") or {}).get("add") or [])
    if added - FARGATE_CAPABILITIES:
        yield refuse(f"{name}: Fargate cannot add capabilities {sorted(added - FARGATE_CAPABILITIES)}", CODE)
    unsupported = [key for key in NOT_ON_FARGATE if container.get(key)]
    unsupported += [f"linuxParameters.{key}" for key in NOT_ON_FARGATE_LINUX if linux.get(key) is not None]
    if unsupported:
        yield refuse(f"{name}: Fargate does not support {', '.join(unsupported)}", CODE)
    log = container.get("logConfiguration") or {}
    if log.get("logDriver") == "awslogs":
        missing = [key for key in AWSLOGS_OPTIONS if not (log.get("options") or {}).get(key)]
        if missing:
            yield refuse(f"{name}: the awslogs driver on Fargate needs {', '.join(missing)}", CODE)
