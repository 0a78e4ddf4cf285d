import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from emulator.tests.processes import (
    EMULATOR,
    REPOSITORY,
    STOP_TIMEOUT_SECONDS,
    Server,
    environment,
    running,
)


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_with_one_line_and_stops_cleanly(tmp_path: Path, signal_number: signal.Signals) -> None:
    with running(EMULATOR, tmp_path) as server:
        assert server.client("sts").get_caller_identity()["Account"] == "123456789012"
        server.process.send_signal(signal_number)
        assert server.process.wait(STOP_TIMEOUT_SECONDS) == 0
    assert re.fullmatch(r"emulator ready http://127\.0\.0\.1:\d+\n", server.stdout.read_text())
    assert server.stderr.read_text() == ""
    assert connection_is_refused(server.url)


def test_a_taken_port_is_said_in_words(emulator: Server) -> None:
    port = emulator.url.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "emulator", "--port", port],
        cwd=REPOSITORY,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode != 0
    assert second.stdout == ""
    assert f"Port {port} is in use" in second.stderr
    assert "Traceback" not in second.stderr


def test_its_settings_win_over_those_of_the_shell(tmp_path: Path) -> None:
    with running(EMULATOR, tmp_path, MOTO_IAM_LOAD_MANAGED_POLICIES="false") as server:
        attach_managed_policy(server)


def test_moto_still_needs_the_setting_for_managed_policies(plain: Server) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        attach_managed_policy(plain)


def test_it_keeps_what_it_was_given_between_requests_but_not_between_processes(tmp_path: Path) -> None:
    for _ in range(2):
        with running(EMULATOR, tmp_path) as server:
            server.client("dynamodb").create_table(
                TableName="lock",
                KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
            assert server.client("dynamodb").list_tables()["TableNames"] == ["lock"]


def test_a_call_that_moto_lacks_is_logged_and_answered_as_not_to_be_repeated(tmp_path: Path) -> None:
    with running(EMULATOR, tmp_path) as server:
        with pytest.raises(ClientError) as refusal:
            server.client("application-autoscaling").get_predictive_scaling_forecast(
                ServiceNamespace="ecs",
                ResourceId="service/mlflow/mlflow",
                ScalableDimension="ecs:service:DesiredCount",
                PolicyName="none",
                StartTime=0,
                EndTime=1,
            )
        server.client("sts").get_caller_identity()
    log = server.stderr.read_text()
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert log.startswith("emulator: 501 application-autoscaling:GetPredictiveScalingForecast\nTraceback")
    assert log.rstrip().endswith(
        "NotImplementedError: The get_predictive_scaling_forecast action has not been implemented"
    )
    assert "GetCallerIdentity" not in log


def attach_managed_policy(server: Server) -> None:
    iam = server.client("iam")
    iam.create_role(RoleName="execution", AssumeRolePolicyDocument="{}")
    iam.attach_role_policy(
        RoleName="execution",
        PolicyArn="arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    )


def connection_is_refused(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) != 0
