"""cfn-lint over a log of calls: what it finds, and that it is silent about good ones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from emulator.tests.policies import ROOT, document, statement
from emulator.tests.processes import REPOSITORY, environment
from emulator.tests.stack import cluster, task


def line(call: str, parameters: dict[str, Any], status: int = 200) -> str:
    return json.dumps({"call": call, "region": "eu-west-1", "parameters": parameters, "status": status})


def lint(folder: Path, *lines: str) -> "subprocess.CompletedProcess[str]":
    log = folder / "calls"
    log.write_text("\n".join(lines))
    return subprocess.run(
        [sys.executable, "-m", "emulator.lint", str(log)],
        cwd=REPOSITORY, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_good_calls_pass(tmp_path: Path) -> None:
    hidden = {"MasterUserPassword": "sha256:00", "Tags": [{"Key": "env", "Value": "dev"}]}
    done = lint(
        tmp_path,
        line("rds:CreateDBCluster", cluster() | hidden),
        line("ecs:RegisterTaskDefinition", task(tags=[{"key": "env", "value": "dev"}])),
        line("logs:CreateLogGroup", {"logGroupName": "/a", "tags": {"env": "dev"}}),
        line("ecs:DescribeClusters", {"clusters": ["a"]}),
    )
    assert (done.stdout, done.returncode) == ("3 resources, 0 errors\n", 0)
    assert done.stderr == ""


def test_what_bootstrap_makes_is_linted(tmp_path: Path) -> None:
    lock = {"AttributeName": "LockID", "AttributeType": "S"}
    table = {
        "TableName": "locks", "AttributeDefinitions": [lock], "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "LockID", "KeyType": "HASH"}],
        "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "alias/k"},
        "Tags": [{"Key": "env", "Value": "dev"}],
    }  # fmt: skip
    policy = json.dumps(document(statement("kms:*", Principal={"AWS": ROOT})))
    key = {"Policy": policy, "Tags": [{"TagKey": "env", "TagValue": "dev"}]}
    done = lint(tmp_path, line("dynamodb:CreateTable", table), line("kms:CreateKey", key))
    assert (done.stdout, done.returncode) == ("2 resources, 0 errors\n", 0)
    wrong = lint(
        tmp_path,
        line("dynamodb:CreateTable", table | {"AttributeDefinitions": []}),
        line("kms:CreateKey", key | {"KeySpec": "AES_256"}),
    )
    assert wrong.stdout.endswith("2 resources, 2 errors\n")


def test_a_mistake_is_told_with_its_line_and_its_property(tmp_path: Path) -> None:
    good, bad = cluster(), cluster(EngineVersion="8.0.mysql_aurora.3.99.9")
    done = lint(tmp_path, line("rds:CreateDBCluster", good), line("rds:CreateDBCluster", bad))
    assert done.returncode == 1
    assert "line 2: rds:CreateDBCluster: EngineVersion: E3690 " in done.stdout
    assert done.stdout.endswith("2 resources, 1 errors\n")


def test_what_was_refused_was_never_made(tmp_path: Path) -> None:
    done = lint(tmp_path, line("rds:CreateDBCluster", cluster(EngineVersion="8.0.x"), status=400))
    assert done.stdout == "0 resources, 0 errors\n"


def test_what_was_destroyed_may_be_made_again(tmp_path: Path) -> None:
    groups = [{"logGroupName": "/a"}, {"logGroupName": "/a", "tags": {"env": "dev"}}]
    done = lint(tmp_path, *(line("logs:CreateLogGroup", each) for each in groups))
    assert (done.stdout, done.returncode) == ("2 resources, 0 errors\n", 0)


def test_a_policy_that_does_nothing_is_an_error_too(tmp_path: Path) -> None:
    useless = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [useless]})
    sent = {"RoleName": "r", "PolicyName": "p", "PolicyDocument": policy}
    done = lint(tmp_path, line("iam:PutRolePolicy", sent))
    assert (done.returncode, done.stderr) == (1, "")
    assert "line 1: iam:PutRolePolicy: RESOURCE_MISMATCH: s3:GetObject is about " in done.stdout
