"""From an HTTP request back to the AWS call that it makes, with moto's own routing and parsers."""

import io
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from moto.core.model import OperationModel

# Services that sign with another name than botocore has for them.
SIGNING_NAMES = {
    "elasticloadbalancing": "elbv2",
    "email": "ses",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
S3_CONTROL_PATH = "/v20180820/"
CREDENTIAL = re.compile(r"Credential=([^,&\s]+)")


@dataclass(frozen=True)
class Caller:
    """What the signature tells: whose key, which region, which service."""

    access_key: str
    region: str
    service: str
    expires: datetime | None = None
    """When a presigned address ends; none for a signature in a header."""

    @property
    def presigned(self) -> bool:
        return self.expires is not None


@dataclass(frozen=True)
class Call:
    """One AWS call, as its client meant it."""

    caller: Caller
    operation: "OperationModel"
    protocol: str
    parameters: dict[str, Any]

    @property
    def service(self) -> str:
        return self.operation.service_model.service_name

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation.name}"

    @property
    def region(self) -> str:
        return self.caller.region


def buffer_body(environ: "WSGIEnvironment") -> bytes:
    """Read the body and put it back: the gate reads it first and moto once more."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):  # sent in chunks, without a length
        body = stream.read()
    else:
        body = stream.read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def caller_of(environ: "WSGIEnvironment") -> Caller | None:
    """Say who signed, in the header or in a presigned address; without a signature there is no AWS call.

    The signature itself is not checked: moto holds no secret of the administrator's keys, which are any.
    """
    header = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    query = _query(environ)
    scope = (header[1] if header else query.get("X-Amz-Credential", "")).split("/")
    if len(scope) != 5:
        return None
    service = SIGNING_NAMES.get(scope[3], scope[3])
    if service == "s3" and environ.get("PATH_INFO", "").startswith(S3_CONTROL_PATH):
        service = "s3control"
    expires = None if header else _end_of(query)
    return Caller(access_key=scope[0], region=scope[2], service=service, expires=expires)


def signed_by_version_2(environ: "WSGIEnvironment") -> bool:
    """Recognize an address that boto3 presigns when nobody asks it for version 4."""
    return {"AWSAccessKeyId", "Signature", "Expires"} <= _query(environ).keys()


def _query(environ: "WSGIEnvironment") -> dict[str, str]:
    return dict(parse_qsl(environ.get("QUERY_STRING", "")))


def _end_of(query: dict[str, str]) -> datetime:
    try:
        made = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
        return made + timedelta(seconds=int(query["X-Amz-Expires"]))
    except (KeyError, ValueError, OverflowError):  # without an end it must not last for ever
        return datetime.min.replace(tzinfo=timezone.utc)


def read_as_content(environ: "WSGIEnvironment") -> None:
    """Let no body of S3 pass for a form, as which urllib sends any by default: moto would read it up."""
    if (environ.get("CONTENT_TYPE") or "").startswith("application/x-www-form-urlencoded"):
        environ["CONTENT_TYPE"] = "binary/octet-stream"


def read_call(environ: "WSGIEnvironment", caller: Caller, body: bytes) -> Call:
    """Parse the request; anything unreadable raises, for a call that is not read is not judged."""
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    operation, url_parameters = get_service_router(caller.service).match(request)
    protocol = determine_request_protocol(operation.service_model, request.content_type)
    parameters = PROTOCOL_PARSERS[protocol](operation).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body,
            "url_params": url_parameters,
            "url_path": request.path,
        }
    )
    return Call(caller, operation, protocol, parameters)
