"""The gate between a client and moto: what it reads, refuses, logs and hides."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from emulator.gate.findings import JUDGE_FAILED, Finding
from emulator.gate.log import CallLog
from emulator.gate.middleware import Gate
from emulator.gate.requests import Call
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.processes import EMULATOR, running

SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=testing/20250101/eu-west-1/ecs/aws4_request, Signature=0",
    "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.DescribeClusters",
    "Content-Type": "application/x-amz-json-1.1",
}

# One call of each protocol: json, query, ec2, rest-xml with path, body and header parameters.
READ: list[tuple[str, str, dict[str, Any], str, dict[str, Any]]] = [
    (
        "ecs", "create_cluster", {"clusterName": "read", "tags": [{"key": "a", "value": "b"}]},
        "ecs:CreateCluster", {"clusterName": "read", "tags": [{"key": "a", "value": "b"}]},
    ),
    (
        "iam", "create_role", {"RoleName": "read", "AssumeRolePolicyDocument": "{}"},
        "iam:CreateRole", {"RoleName": "read", "AssumeRolePolicyDocument": "{}"},
    ),
    ("ec2", "create_vpc", {"CidrBlock": "10.9.0.0/16"}, "ec2:CreateVpc", {"CidrBlock": "10.9.0.0/16"}),
    (
        "s3", "create_bucket",
        {"Bucket": "read-back", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}},
        "s3:CreateBucket",
        {"Bucket": "read-back", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}},
    ),
    ("elbv2", "describe_load_balancers", {"PageSize": 5}, "elbv2:DescribeLoadBalancers", {"PageSize": 5}),
    ("cloudwatch", "describe_alarms", {"MaxRecords": 5}, "cloudwatch:DescribeAlarms", {"MaxRecords": 5}),
]  # fmt: skip


@pytest.mark.parametrize(("service", "operation", "sent", "name", "parameters"), READ)
def test_a_call_is_read_back_and_logged(
    gated: Gated, service: str, operation: str, sent: dict[str, Any], name: str, parameters: dict[str, Any]
) -> None:
    line = gated.call(service, operation, **sent)
    assert (line["call"], line["status"], line["findings"]) == (name, 200, [])
    assert (line["who"], line["region"]) == ("testing", "eu-west-1")
    assert line["parameters"].items() >= parameters.items()


# Each refused in its own format: what boto3 shows is what Terraform shows.
REFUSED: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("ecs", "create_service", {}, "InvalidParameterException", "serviceName is required"),
    ("ec2", "create_vpc", {"CidrBlock": "10.0.0.0/16", "InstanceTenancy": "none"},
     "InvalidParameterValue", "InstanceTenancy is 'none', allowed are default, dedicated, host"),
    ("iam", "create_role", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": "{}"},
     "ValidationError", "RoleName is of length 65, the maximum is 64"),
    ("logs", "create_log_group", {"logGroupName": "a b"},
     "InvalidParameterException", r"logGroupName is 'a b', which does not match [\.\-_/#A-Za-z0-9]+"),
    ("s3", "put_bucket_versioning", {"Bucket": "b", "VersioningConfiguration": {"Status": "On"}},
     "InvalidArgument", "VersioningConfiguration.Status is 'On', allowed are Enabled, Suspended"),
    ("route53", "create_hosted_zone", {"Name": "a.example", "CallerReference": "r" * 129},
     "InvalidInput", "CallerReference is of length 129, the maximum is 128"),
    ("elbv2", "create_target_group", {"Name": "t", "Port": 65536},
     "ValidationError", "Port is 65536, the maximum is 65535"),
    ("secretsmanager", "create_secret", {"Name": ""},
     "InvalidParameterException", "Name is of length 0, the minimum is 1"),
    ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "x"},
     "ValidationException", "ServiceNamespace is 'x', allowed are "),
]  # fmt: skip


@pytest.mark.parametrize(("service", "operation", "sent", "code", "message"), REFUSED)
def test_a_value_outside_of_the_model_is_refused_in_the_format_of_its_service(
    gated: Gated, service: str, operation: str, sent: dict[str, Any], code: str, message: str
) -> None:
    refusal = gated.refused(service, operation, **sent)
    assert (refusal.code, set(refusal.layers)) == (code, {"model"})
    assert message in refusal.message


def test_a_pattern_must_match_in_full_and_beyond_utf_16(gated: Gated) -> None:
    tags = [{"Key": "team", "Value": "züri 1"}]
    name = unique("role")
    gated.call("iam", "create_role", RoleName=name, AssumeRolePolicyDocument="{}", Tags=tags)
    refusal = gated.refused(
        "iam", "create_role", RoleName=name, AssumeRolePolicyDocument="{}", Description="a → b"
    )
    assert "Description is 'a → b', which does not match" in refusal.message


def test_a_refused_call_never_reaches_moto(gated: Gated) -> None:
    gated.refused("ecs", "create_cluster", clusterName="ghost", settings=[{"name": "x", "value": "y"}])
    assert gated.client("ecs").describe_clusters(clusters=["ghost"])["clusters"] == []


def test_secrets_and_contents_are_logged_as_hashes(gated: Gated) -> None:
    secret, content = "s3cr3t-value", b"object content"
    line = gated.call("secretsmanager", "create_secret", Name=unique("s"), SecretString=secret)
    assert line["parameters"]["SecretString"] == f"sha256:{hashlib.sha256(secret.encode()).hexdigest()}"
    bucket = unique("bucket")
    gated.call("s3", "create_bucket", Bucket=bucket,
               CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})  # fmt: skip
    line = gated.call("s3", "put_object", Bucket=bucket, Key="a/b c", Body=content)
    assert line["parameters"]["Key"] == "a/b c"
    assert line["parameters"]["Body"].startswith("sha256:")
    log = gated.log.read_text()
    assert (secret in log, content.decode() in log) == (False, False)


def test_the_gate_hands_bodies_on_unchanged(gated: Gated) -> None:
    s3, bucket, content = gated.client("s3"), unique("bucket"), bytes(range(256)) * 300
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket=bucket, Key="k", Body=content)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == content


def test_no_judge_has_failed_and_nothing_was_said_on_stderr(gated: Gated) -> None:
    failed = [line for line in gated.lines() for each in line["findings"] if each["layer"] == JUDGE_FAILED]
    assert failed == []
    assert "judge failed" not in gated.server.stderr.read_text()


def test_without_the_gate_moto_still_takes_what_it_took(tmp_path: Path) -> None:
    with running([*EMULATOR, "--no-gate"], tmp_path) as server:
        server.client("iam").create_role(
            RoleName="r", AssumeRolePolicyDocument="{}", Tags=[{"Key": "a", "Value": "b;<c>"}]
        )


def broken(_call: Call) -> Iterator[Finding]:
    raise KeyError("no such thing")
    yield


def test_a_judge_that_raises_leaves_a_line_and_lets_the_call_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calls"
    client = Client(Gate(Response("fine"), CallLog(file), judges=[broken]))
    assert client.post("/", headers=SIGNED, data="{}").text == "fine"
    assert '"layer": "judge failed", "message": "broken: KeyError' in file.read_text()
    assert capsys.readouterr().err.startswith(
        "emulator: judge failed: ecs:DescribeClusters: broken: KeyError"
    )


def test_a_call_that_cannot_be_read_leaves_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "calls"
    client = Client(Gate(Response("fine"), CallLog(file)))
    headers = SIGNED | {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.NoSuchCall"}
    assert client.post("/", headers=headers, data="{}").text == "fine"
    assert '"layer": "judge failed", "message": "the reader: NotFound' in file.read_text()
    assert "emulator: judge failed: ecs:NoSuchCall" in capsys.readouterr().err


def test_an_unsigned_request_is_no_call(tmp_path: Path) -> None:
    file = tmp_path / "calls"
    assert Client(Gate(Response("fine"), CallLog(file))).get("/moto-api/").text == "fine"
    assert file.read_text() == ""
