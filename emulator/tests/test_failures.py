"""The failure log over applications that fail on purpose, and the names it gives to calls."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from emulator.failures import FailureLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=testing/20250101/eu-west-1/{}/aws4_request, SignedHeaders=host, Signature=0"
)


class Failing:
    """Reads the body up, as moto does, and then fails."""

    def __init__(self, failure: Exception | Response) -> None:
        self._failure = failure

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.input"].read()
        if isinstance(self._failure, Exception):
            raise self._failure
        return self._failure(environ, start_response)


@pytest.mark.parametrize(("error", "status"), [(KeyError("x"), 500), (NotImplementedError("x"), 501)])
def test_an_exception_is_answered_and_logged_with_its_traceback(
    error: Exception, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    response = Client(FailureLog(Failing(error))).get("/bucket/key")
    log = capsys.readouterr().err
    assert response.status_code == status
    assert type(error).__name__ in response.text
    assert log.startswith(f"emulator: {status} unknown:GET /bucket/key\nTraceback (most recent call last):\n")
    assert f"\n{type(error).__name__}: " in log


def test_an_answer_of_500_and_above_is_logged_and_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    response = Client(FailureLog(Failing(Response("try later", 503)))).get("/")
    assert (response.status_code, response.text) == (503, "try later")
    assert capsys.readouterr().err == "emulator: 503 unknown:GET /\ntry later\n"


@pytest.mark.parametrize("status", [200, 204, 304, 400, 404, 412])
def test_any_other_answer_passes_in_silence(status: int, capsys: pytest.CaptureFixture[str]) -> None:
    response = Client(FailureLog(Failing(Response(status=status, headers={"ETag": '"x"'})))).get("/")
    assert (response.status_code, response.headers["ETag"]) == (status, '"x"')
    assert capsys.readouterr().err == ""


def test_the_length_of_an_object_survives_a_head_request() -> None:
    response = Client(FailureLog(Failing(Response(headers={"Content-Length": "7"})))).head("/bucket/key")
    assert response.headers["Content-Length"] == "7"


@pytest.mark.parametrize(
    ("service", "request_parts", "name"),
    [
        (
            "ecs",
            {"headers": {"X-Amz-Target": "AmazonEC2ContainerServiceV20141113.CreateService"}},
            "ecs:CreateService",
        ),
        ("rds", {"data": {"Action": "CreateDBCluster", "Version": "2014-10-31"}}, "rds:CreateDBCluster"),
        ("s3", {"method": "PUT", "path": "/bucket", "query_string": "logging"}, "s3:PutBucketLogging"),
        ("route53", {"path": "/2013-04-01/hostedzone"}, "route53:CreateHostedZone"),
        ("no-such-service", {"path": "/x"}, "no-such-service:POST /x"),
    ],
)
def test_a_call_is_named_however_its_service_tells_it(
    service: str, request_parts: dict[str, object], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": SIGNED.format(service), **request_parts.pop("headers", {})}
    arguments = {"method": "POST", "path": "/"} | request_parts
    Client(FailureLog(Failing(KeyError("x")))).open(headers=headers, **arguments)
    assert capsys.readouterr().err.splitlines()[0] == f"emulator: 500 {name}"
