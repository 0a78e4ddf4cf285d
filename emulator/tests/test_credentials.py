"""The credentials of a task, as its containers would get them, and who may not have them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import ACCOUNT, statement
from emulator.tests.processes import REGION, environment
from emulator.tests.roles import role
from emulator.tests.stack import task

ECS = "arn:aws:ecs:eu-west-1:123456789012:*"


def trust(
    service: str = "ecs-tasks.amazonaws.com", account: str = ACCOUNT, source: str = ECS
) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": source},
        },
    }


def registered(gated: Gated, **roles: str) -> str:
    family = unique("family")
    gated.client("ecs").register_task_definition(**task(family=family, **roles))
    return family


def address(gated: Gated, family: str, kind: str = "task") -> str:
    return f"{gated.server.url}/_emulator/ecs/{family}/{kind}/credentials"


def get(gated: Gated, family: str, kind: str = "task") -> requests.Response:
    return requests.get(address(gated, family, kind), timeout=10)


def test_each_role_of_the_latest_active_task_definition(gated: Gated) -> None:
    first, second, starts = (role(gated, trust=trust()) for _ in range(3))
    family = registered(gated, taskRoleArn=first, executionRoleArn=starts)
    gated.client("ecs").register_task_definition(
        **task(family=family, taskRoleArn=second, executionRoleArn=starts)
    )
    assert get(gated, family).json()["RoleArn"] == second
    assert get(gated, family, "execution").json()["RoleArn"] == starts
    gated.client("ecs").deregister_task_definition(taskDefinition=f"{family}:2")
    assert get(gated, family).json()["RoleArn"] == first


def test_the_answer_is_what_aws_clients_read_and_works_as_often_as_asked(gated: Gated) -> None:
    family = registered(gated, taskRoleArn=role(gated, statement("ecs:ListClusters"), trust=trust()))
    for _ in range(2):
        answer = get(gated, family)
        assert answer.headers["Content-Type"] == "application/json"
        given = answer.json()
        assert set(given) == {"RoleArn", "AccessKeyId", "SecretAccessKey", "Token", "Expiration"}
        session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["Token"], REGION)
        assert session.client("ecs", endpoint_url=gated.server.url).list_clusters()
        with pytest.raises(Exception, match="AccessDenied"):
            session.client("iam", endpoint_url=gated.server.url).list_roles()


ASK = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"


AWS = str(Path(sys.executable).with_name("aws"))
COMMANDS = [
    [sys.executable, "-c", ASK],
    [AWS, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_boto3_and_the_aws_cli_find_them_by_the_environment(gated: Gated, command: list[str]) -> None:
    arn = role(gated, trust=trust())
    family = registered(gated, taskRoleArn=arn)
    variables = environment(
        AWS_CONTAINER_CREDENTIALS_FULL_URI=address(gated, family),
        AWS_ENDPOINT_URL=gated.server.url,
        AWS_DEFAULT_REGION=REGION,
        HOME=os.devnull,
    )
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert f":assumed-role/{arn.rpartition('/')[2]}/" in done.stdout, done.stderr


REFUSED = [
    trust(service="ec2.amazonaws.com"),
    trust(account="999999999999"),
    trust(source="arn:aws:ecs:eu-central-1:123456789012:*"),
    trust(source="arn:aws:rds:eu-west-1:123456789012:*"),
    trust() | {"Effect": "Deny"},
    trust() | {"Principal": {"AWS": "*"}},
]


@pytest.mark.parametrize("refusing", REFUSED, ids=json.dumps)
def test_a_role_that_does_not_trust_ecs_is_refused_with_the_reason(
    gated: Gated, refusing: dict[str, Any]
) -> None:
    arn = role(gated, trust=refusing)
    answer = get(gated, registered(gated, taskRoleArn=arn))
    assert answer.status_code == 403
    assert answer.text.startswith(f"ECS was unable to assume the role {arn}: ecs-tasks.amazonaws.com is not")
    assert "resource-based policy" in answer.text


def test_what_there_is_not(gated: Gated) -> None:
    missing = "arn:aws:iam::123456789012:role/missing"
    family = registered(gated, executionRoleArn=missing)
    answers = [
        get(gated, family),
        get(gated, family, "execution"),
        get(gated, "nobody"),
        get(gated, family, "x"),
    ]
    assert [each.status_code for each in answers] == [404, 403, 404, 404]
    assert "has no task role" in answers[0].text
    assert "there is no such role" in answers[1].text
    assert "0 regions have an active task definition of the family nobody" in answers[2].text
