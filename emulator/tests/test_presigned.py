"""Addresses that the task role signs and anybody fetches, as MLflow hands them to its clients."""

import urllib.request
from datetime import datetime, timedelta, timezone
from urllib.error import HTTPError

import boto3
import pytest
import requests
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from emulator.gate.requests import caller_of
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import statement
from emulator.tests.processes import REGION
from emulator.tests.roles import role
from emulator.tests.stack import task

TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
PART = bytes(range(256)) * (5 * 1024 * 4)  # the smallest that AWS takes, 5 MiB
VERSION_4 = Config(signature_version="s3v4", s3={"addressing_style": "path"})


class Task:
    """What runs as a task: its session, and the addresses it presigns."""

    def __init__(self, gated: Gated, *actions: str) -> None:
        self.bucket, family = unique("artifacts"), unique("family")
        gated.client("s3").create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        resources = [f"arn:aws:s3:::{self.bucket}", f"arn:aws:s3:::{self.bucket}/*"]
        given = role(gated, *[statement(list(actions), resources)] if actions else [], trust=TRUST)
        gated.client("ecs").register_task_definition(**task(family=family, taskRoleArn=given))
        self._url = gated.server.url
        address = f"{self._url}/_emulator/ecs/{family}/task/credentials"
        keys = requests.get(address, timeout=10).json()
        self.key = keys["AccessKeyId"]
        self._keys = (self.key, keys["SecretAccessKey"], keys["Token"])
        self.s3 = self.client(VERSION_4)

    def client(self, config: Config | None = None):  # noqa: ANN201  # boto3's clients have no static type
        return boto3.Session(*self._keys, REGION).client("s3", endpoint_url=self._url, config=config)

    def presigned(self, operation: str, key: str, **more: object) -> str:
        params = {"Bucket": self.bucket, "Key": key, **more}
        return str(self.s3.generate_presigned_url(operation, Params=params, ExpiresIn=60))

    def signed_ago(self, key: str, seconds: int) -> str:
        """An address of a minute, made some time ago; the signature, which nobody checks, is of now."""
        request = AWSRequest("GET", f"{self._url}/{self.bucket}/{key}")
        S3SigV4QueryAuth(Credentials(*self._keys), "s3", REGION, expires=60).add_auth(request)
        now = datetime.now(timezone.utc)
        made = now - timedelta(seconds=seconds)
        query = str(request.url).partition("X-Amz-Date=")
        return f"{query[0]}X-Amz-Date={made:%Y%m%dT%H%M%SZ}{query[2][16:]}"


@pytest.fixture(scope="module")
def artifacts(gated: Gated) -> Task:
    return Task(
        gated, "s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
    )  # fmt: skip


def fetch(url: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes, str]:
    """Fetch without any credentials; a body is put."""
    request = urllib.request.Request(url, body, headers, method="PUT" if body else "GET")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read(), answer.headers.get("ETag", "")
    except HTTPError as error:
        with error:
            return error.code, error.read(), ""


def test_parts_that_a_client_uploads_become_an_object_that_it_downloads(
    artifacts: Task, gated: Gated
) -> None:
    s3, at = artifacts.s3, {"Bucket": artifacts.bucket, "Key": "run/model"}
    upload = at | {"UploadId": s3.create_multipart_upload(**at)["UploadId"]}
    parts = []
    for number, content in ((1, PART), (2, b"the rest")):
        url = artifacts.presigned("upload_part", "run/model", UploadId=upload["UploadId"], PartNumber=number)
        status, _, etag = fetch(url, content)
        assert status == 200
        parts.append({"PartNumber": number, "ETag": etag})
    assert [each["Size"] for each in s3.list_parts(**upload)["Parts"]] == [len(PART), len(b"the rest")]
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    assert fetch(artifacts.presigned("get_object", "run/model"))[:2] == (200, PART + b"the rest")
    # Who moved what, and which of it by an address that was handed out.
    lines = [line for line in gated.lines() if line["who"] == artifacts.key]
    presigned = [line["call"] for line in lines if line["presigned"]]
    assert presigned == ["s3:UploadPart", "s3:UploadPart", "s3:GetObject"]
    assert {"s3:ListParts", "s3:CompleteMultipartUpload"} <= {
        line["call"] for line in lines if not line["presigned"]
    }


def test_an_upload_that_is_given_up_leaves_nothing(artifacts: Task) -> None:
    s3, at = artifacts.s3, {"Bucket": artifacts.bucket, "Key": "given-up"}
    upload = at | {"UploadId": s3.create_multipart_upload(**at)["UploadId"]}
    s3.upload_part(**upload, PartNumber=1, Body=PART)
    s3.abort_multipart_upload(**upload)
    assert "Contents" not in s3.list_objects_v2(Bucket=artifacts.bucket, Prefix="given-up")


def test_a_range_is_all_that_comes(artifacts: Task) -> None:
    artifacts.s3.put_object(Bucket=artifacts.bucket, Key="range", Body=PART)
    url = artifacts.presigned("get_object", "range")
    assert fetch(url, Range="bytes=1000-1999")[:2] == (206, PART[1000:2000])
    assert fetch(url, Range="bytes=-5")[:2] == (206, PART[-5:])


def test_what_urllib_calls_a_form_is_the_content_of_an_object(artifacts: Task) -> None:
    for content in (b"a=b&key=c", b"\xff\xfe=\x00"):
        assert fetch(artifacts.presigned("put_object", "form"), content)[0] == 200
        assert artifacts.s3.get_object(Bucket=artifacts.bucket, Key="form")["Body"].read() == content


def test_an_address_gives_no_more_than_its_signer_may(gated: Gated) -> None:
    nobody = Task(gated)
    gated.client("s3").put_object(Bucket=nobody.bucket, Key="k", Body=b"secret")
    for status, body, _ in (
        fetch(nobody.presigned("get_object", "k")),
        fetch(nobody.presigned("put_object", "k"), b"x"),
    ):
        assert (status, b"<Code>AccessDenied</Code>" in body, b"secret" in body) == (403, True, False)
        assert b"because no identity-based policy allows" in body


def test_an_address_ends(artifacts: Task) -> None:
    artifacts.s3.put_object(Bucket=artifacts.bucket, Key="old", Body=b"x")
    assert fetch(artifacts.signed_ago("old", 30))[:2] == (200, b"x")
    status, body, _ = fetch(artifacts.signed_ago("old", 61))
    assert (status, b"<Code>AccessDenied</Code>" in body) == (403, True)
    assert b"<Message>Request has expired</Message>" in body


@pytest.mark.parametrize(
    "without", ["X-Amz-Date=20990101T000000Z", "X-Amz-Expires=60", "X-Amz-Date=x&X-Amz-Expires=60",
                "X-Amz-Date=20990101T000000Z&X-Amz-Expires=9999999999999999"],
)  # fmt: skip
def test_an_address_without_an_end_has_ended(without: str) -> None:
    credential = "X-Amz-Credential=testing%2F20990101%2Feu-west-1%2Fs3%2Faws4_request"
    caller = caller_of({"QUERY_STRING": f"{credential}&{without}"})
    assert caller is not None
    assert caller.expires is not None
    assert caller.expires < datetime.now(timezone.utc)


def test_the_signature_of_version_2_is_refused_before_anybody_is_asked(artifacts: Task) -> None:
    artifacts.s3.put_object(Bucket=artifacts.bucket, Key="v2", Body=b"x")
    # What boto3 makes unless it is told otherwise.
    url = artifacts.client().generate_presigned_url(
        "get_object", Params={"Bucket": artifacts.bucket, "Key": "v2"}
    )
    assert "AWSAccessKeyId=" in url
    status, body, _ = fetch(url)
    assert (status, b"Please use AWS4-HMAC-SHA256." in body) == (400, True)
