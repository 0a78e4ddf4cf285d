"""What services may do, asked without a call."""

from typing import Any

import pytest

from emulator.iam.documents import parse
from emulator.iam.questions import logs_may_use_key, may_assume
from emulator.tests.policies import ACCOUNT, ROOT, document, statement
from emulator.tests.test_credentials import trust

CLUSTER = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:cluster/c"
GROUP = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:/g"


@pytest.mark.parametrize(
    ("service", "account", "source", "verdict"),
    [
        ("ecs-tasks.amazonaws.com", ACCOUNT, CLUSTER, True),
        ("ec2.amazonaws.com", ACCOUNT, CLUSTER, False),
        ("ecs-tasks.amazonaws.com", "999999999999", CLUSTER, False),
        ("ecs-tasks.amazonaws.com", ACCOUNT, CLUSTER.replace(ACCOUNT, "999999999999"), False),
        ("ecs-tasks.amazonaws.com", ACCOUNT, CLUSTER.replace("eu-west-1", "us-east-1"), False),
        ("ecs-tasks.amazonaws.com", ACCOUNT, None, False),
    ],
)
def test_who_may_assume_a_role(service: str, account: str, source: str | None, verdict: bool) -> None:
    policy = parse(document(trust()))
    assert may_assume(policy, service, account=account, source=source).allowed is verdict


def for_logs(service: str = "logs.eu-west-1.amazonaws.com", **more: Any) -> dict[str, Any]:
    actions = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    return statement(actions, Principal={"Service": service}) | more


GROUPS = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": GROUP.replace("/g", "*")}}


@pytest.mark.parametrize(
    ("policy", "verdict"),
    [
        ([for_logs()], True),
        ([for_logs(Condition=GROUPS)], True),
        ([for_logs("logs.us-east-1.amazonaws.com")], False),
        ([for_logs(Condition={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": f"{GROUP}2"}})], False),
        ([for_logs(Action=["kms:Decrypt"])], False),
        ([statement("kms:*", Principal={"AWS": ROOT})], False),
    ],
)
def test_whether_the_logs_service_may_use_a_key(policy: list[dict[str, Any]], verdict: bool) -> None:
    assert logs_may_use_key(parse(document(*policy)), GROUP).allowed is verdict
