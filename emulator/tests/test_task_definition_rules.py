"""RegisterTaskDefinition: what Fargate takes, and what it refuses."""

from typing import Any

import pytest

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.stack import CHECK, container, task

GOOD: dict[str, dict[str, Any]] = {
    "our own": task(),
    "the smallest": task(cpu="256", memory="512"),
    "units written out": task(cpu="1 vCPU", memory="2 GB"),
    "the largest": task(cpu="32768", memory="249856"),
    "limits of the health check": task(
        {"mlflow": {"healthCheck": {"command": ["CMD-SHELL", "x"], "interval": 300, "timeout": 60,
                                    "retries": 10, "startPeriod": 0}}}
    ),
    "all capabilities dropped": task(
        {"proxy": {"linuxParameters": {"capabilities": {"drop": ["ALL"], "add": ["SYS_PTRACE"]}}}}
    ),
    "a volume": task(
        {"mlflow": {"mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp"}]}},  # noqa: S108
        volumes=[{"name": "tmp"}],
    ),
    "a parameter as a secret": task({"mlflow": {"secrets": [{"name": "A", "valueFrom": "/parameter"}]}}),
}  # fmt: skip


def depends(name: str, condition: str) -> dict[str, Any]:
    return {"dependsOn": [{"containerName": name, "condition": condition}]}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "memory of another size": (task(memory="2048"), "no Fargate configuration with cpu 2048 and memory 2048"),
    "unknown cpu": (task(cpu="300"), "no Fargate configuration with cpu 300"),
    "cpu without a number": (task(cpu="lots"), "no Fargate configuration with cpu -1"),
    "no memory": (task(memory=None), "Fargate requires cpu and memory"),
    "bridge": (task(networkMode="bridge"), "Fargate only supports network mode awsvpc"),
    "containers above the task": (task({"proxy": {"memory": 8192}}), "memory 8192, the task has 4096"),
    "storage": (task(ephemeralStorage={"sizeInGiB": 20}), "ephemeralStorage.sizeInGiB is 20"),
    "nothing essential": (
        task(containerDefinitions=[container("a", essential=False)]), "one container must be essential"
    ),
    "eleven containers": (
        task(containerDefinitions=[container(f"c{number}") for number in range(11)]), "11 containers are more"
    ),
    "too large": (
        task({"proxy": {"environment": [{"name": "A", "value": "x" * 66_000}]}}), "the most are 65536"
    ),
    "name with a space": (task(containerDefinitions=[container("a b")]), "container name 'a b' is not"),
    "one name twice": (
        task(containerDefinitions=[container("a"), container("a")]), "2 containers are named 'a'"
    ),
    "interval": (task({"mlflow": {"healthCheck": CHECK | {"interval": 301}}}), "healthCheck.interval is 301"),
    "timeout": (task({"mlflow": {"healthCheck": CHECK | {"timeout": 61}}}), "healthCheck.timeout is 61"),
    "retries": (task({"mlflow": {"healthCheck": CHECK | {"retries": 11}}}), "healthCheck.retries is 11"),
    "start period": (
        task({"mlflow": {"healthCheck": CHECK | {"startPeriod": 301}}}), "healthCheck.startPeriod is 301"
    ),
    "command": (
        task({"mlflow": {"healthCheck": CHECK | {"command": ["curl", "x"]}}}), "must start with CMD"
    ),
    "stop timeout": (task({"mlflow": {"stopTimeout": 300}}), "mlflow: stopTimeout is 300"),
    "start timeout": (task({"migrate": {"startTimeout": 600}}), "migrate: startTimeout is 600"),
    "capability": (
        task({"proxy": {"linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}}}), "['NET_ADMIN']"
    ),
    "privileged": (task({"proxy": {"privileged": True}}), "Fargate does not support privileged"),
    "tmpfs": (
        task({"proxy": {"linuxParameters": {"tmpfs": [{"containerPath": "/x", "size": 1}]}}}),
        "Fargate does not support linuxParameters.tmpfs",
    ),
    "host port": (
        task({"proxy": {"portMappings": [{"containerPort": 8080, "hostPort": 80}]}}), "hostPort must be"
    ),
    "unknown volume": (
        task({"proxy": {"mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}]}}), "no volume is named"
    ),
    "awslogs without region": (
        task({"proxy": {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g"}}}}),
        "needs awslogs-region, awslogs-stream-prefix",
    ),
    "waits for nobody": (task({"proxy": depends("ghost", "START")}), "no container has that name"),
    "waits for health without a check": (
        task({"proxy": depends("migrate", "HEALTHY")}), "HEALTHY of migrate, which has no health check"
    ),
    "waits for the end of an essential one": (
        task({"proxy": depends("mlflow", "SUCCESS")}), "SUCCESS of mlflow, which is essential"
    ),
    "a cycle": (task({"migrate": depends("proxy", "START")}), "migrate, mlflow, proxy form a cycle"),
    "logs without a role": (task(executionRoleArn=None), "no execution role for it"),
    "secrets without a role": (
        task(executionRoleArn=None, containerDefinitions=[
            container("a", logConfiguration=None, secrets=[{"name": "A", "valueFrom": "/parameter"}])
        ]),
        "a has secrets, and the task no execution role",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_task_passes(gated: Gated, name: str) -> None:
    assert gated.call("ecs", "register_task_definition", **clean(GOOD[name]))["findings"] == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_task_is_refused(gated: Gated, name: str) -> None:
    sent, message = REFUSED[name]
    refusal = gated.refused("ecs", "register_task_definition", **clean(sent))
    assert (refusal.code, set(refusal.layers)) == ("ClientException", {"rule"})
    assert message in refusal.message


def test_a_secret_is_named_by_its_whole_arn(gated: Gated) -> None:
    """The second name ends as if it had the random suffix already: AWS would cut it off."""
    for name in ("password", "client-secret"):
        arn = gated.client("secretsmanager").create_secret(Name=unique("x") + f"/{name}")["ARN"]
        for value in (arn, f"{arn}:key::"):
            gated.call("ecs", "register_task_definition", **with_secret(value))
        refusal = gated.refused("ecs", "register_task_definition", **with_secret(arn[:-7]))
        assert "partial" in refusal.message
    refusal = gated.refused("ecs", "register_task_definition", **with_secret(f"{arn}:key"))
    assert "is not ARN or ARN:key:stage:version" in refusal.message


def with_secret(value: str) -> dict[str, Any]:
    return task({"mlflow": {"secrets": [{"name": "A", "valueFrom": value}]}})


def clean(sent: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a case took away by None."""
    kept = {key: value for key, value in sent.items() if value is not None}
    kept["containerDefinitions"] = [
        {key: value for key, value in each.items() if value is not None}
        for each in sent["containerDefinitions"]
    ]
    return kept
