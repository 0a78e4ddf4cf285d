"""The tool with which the tests of the stack use a task's roles."""

import json
import subprocess
import sys
from typing import Any

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import ACCOUNT, statement
from emulator.tests.processes import REPOSITORY, environment
from emulator.tests.roles import Session, role
from emulator.tests.stack import task
from emulator.tests.test_credentials import trust


def verdicts(gated: Gated, family: str, *rows: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "emulator.verdicts", "--endpoint", gated.server.url]
    return subprocess.run(
        [*command, "--family", family, json.dumps(rows)],
        cwd=REPOSITORY, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def call(who: str, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
    return {"as": who, "service": service, "operation": operation, "parameters": parameters}


def test_each_row_has_its_verdict(gated: Gated) -> None:
    family, bucket = unique("family"), unique("bucket")
    arn = role(gated, statement("s3:*", "arn:aws:s3:::*"), trust=trust())
    gated.client("ecs").register_task_definition(**task(family=family, taskRoleArn=arn))
    trusts = {"service": "ecs-tasks.amazonaws.com", "source": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/c"}
    done = verdicts(
        gated,
        family,
        call("administrator", "s3", "create_bucket", Bucket=bucket,
             CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}),
        call("task", "s3", "put_object", Bucket=bucket, Key="k", Body="x"),
        call("task", "s3", "head_object", Bucket=bucket, Key="missing"),
        call("task", "iam", "list_roles"),
        {"as": "task", "trusts": trusts | {"account": ACCOUNT}},
        {"as": "task", "trusts": trusts | {"account": "999999999999"}},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    expected = ["allowed", "allowed", "404", "denied", "allowed", "denied"]
    assert [each["verdict"] for each in answers] == expected
    assert "ETag" in answers[1]["answer"]


def test_a_role_that_ecs_cannot_assume_ends_it_with_the_reason(gated: Gated) -> None:
    done = verdicts(gated, "nobody", call("task", "iam", "list_roles"))
    assert done.returncode == 1
    assert "active task definition of the family nobody" in done.stderr


def test_the_caller_is_whoever_has_the_credentials_of_the_environment(gated: Gated) -> None:
    given = Session(gated, statement("iam:ListRoles")).keys
    command = [sys.executable, "-m", "emulator.verdicts", "--endpoint", gated.server.url]
    rows = [call("caller", "iam", "list_roles"), call("caller", "iam", "list_users")]
    done = subprocess.run(
        [*command, json.dumps(rows)],
        cwd=REPOSITORY, env=environment(**given), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [each["verdict"] for each in json.loads(done.stdout)] == ["allowed", "denied"]
