"""From an HTTP request back to the AWS call that it makes, with moto's own routing and parsers."""

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

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
    """Read the signature, in the header or in a presigned address; without one there is no AWS call."""
    signed = f"{environ.get('HTTP_AUTHORIZATION', '')} {unquote(environ.get('QUERY_STRING', ''))}"
    credential = CREDENTIAL.search(signed)
    scope = credential[1].split("/") if credential else []
    if len(scope) != 5:
        return None
    service = SIGNING_NAMES.get(scope[3], scope[3])
    if service == "s3" and environ.get("PATH_INFO", "").startswith(S3_CONTROL_PATH):
        service = "s3control"
    return Caller(access_key=scope[0], region=scope[2], service=service)


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
