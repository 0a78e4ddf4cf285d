"""ECS: where a container's secrets come from.

AWS takes a partial ARN when the task is registered, and the task then fails to start: a name that ends in a
hyphen and six characters is cut off as if those were the random suffix.
"""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.held import secret_arns
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

CODE = "ClientException"
# arn:partition:secretsmanager:region:account:secret:name-suffix[:key:stage:version]
SECRET = re.compile(r"arn:[^:]+:secretsmanager:(?P<region>[^:]*):[^:]*:secret:[^:]+(?P<rest>(:[^:]*){3})?")
SUFFIX = re.compile(r"-[A-Za-z0-9]{6}")


def secret_findings(
    call: "Call", task: dict[str, Any], containers: list[dict[str, Any]]
) -> "Iterator[Finding]":
    held = secret_arns(call)
    for container in containers:
        name = container.get("name")
        log = container.get("logConfiguration") or {}
        secrets = [*(container.get("secrets") or []), *(log.get("secretOptions") or [])]
        if not task.get("executionRoleArn"):
            if secrets:
                yield refuse(f"{name} has secrets, and the task no execution role to read them", CODE)
            if log.get("logDriver") == "awslogs" and "FARGATE" in (task.get("requiresCompatibilities") or []):
                yield refuse(f"{name} logs to CloudWatch, and the task has no execution role for it", CODE)
        for secret in secrets:
            yield from _source(
                call, f"{name}: secret {secret.get('name')}", secret.get("valueFrom", ""), held
            )


def _source(call: "Call", what: str, value: str, held: set[str]) -> "Iterator[Finding]":
    if ":secretsmanager:" not in value:
        return
    match = SECRET.fullmatch(value)
    if match is None:
        yield refuse(f"{what}: {value} is not ARN or ARN:key:stage:version of a secret", CODE)
        return
    arn = value.removesuffix(match["rest"] or "")
    if not SUFFIX.fullmatch(arn[-7:]):
        yield refuse(f"{what}: {arn} is a partial ARN, without the random suffix", CODE)
    elif match["region"] == call.region and arn not in held:
        yield refuse(f"{what}: no secret has the ARN {arn}, which may be a partial one", CODE)
