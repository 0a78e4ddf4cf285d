"""A refusal in the service's own error format, so that clients show its code and message."""

import warnings
from typing import TYPE_CHECKING

from moto.core.serialize import SerializationContext, get_serializer_class
from moto.utilities.aws_headers import gen_amzn_requestid_long
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

# The code with which a service answers a value it does not take.
INVALID_VALUE = {
    "application-autoscaling": "ValidationException",
    "ec2": "InvalidParameterValue",
    "ecs": "InvalidParameterException",
    "elbv2": "ValidationError",
    "logs": "InvalidParameterException",
    "rds": "InvalidParameterValue",
    "route53": "InvalidInput",
    "s3": "InvalidArgument",
    "secretsmanager": "InvalidParameterException",
}
# Errors of every service, which no model holds; the JSON services answer theirs with the usual 400.
FORBIDDEN = frozenset({"AccessDenied", "UnauthorizedOperation"})
INVALID_VALUE_BY_PROTOCOL = {"query": "ValidationError", "ec2": "InvalidParameterValue"}


# Every service may answer AccessDenied and few models list it; moto warns on stderr, where failures are told.
warnings.filterwarnings("ignore", message=r"Exception\(RefusalError\) with code AccessDenied")


class RefusalError(Exception):
    """What moto's serializer asks of an exception: a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refusal(call: "Call", findings: list["Finding"]) -> Response:
    """Answer with every finding at once: one apply should show all of a call's mistakes."""
    code = next((each.code for each in findings if each.code), None) or usual_code(call)
    error = RefusalError(code, "; ".join(each.message for each in findings))
    serializer = get_serializer_class(call.service, call.protocol)
    request_id = gen_amzn_requestid_long()
    answer = serializer(call.operation, context=SerializationContext(request_id)).serialize(error)
    headers = {**answer["headers"], "x-amzn-RequestId": request_id}
    return Response(answer["body"], 403 if code in FORBIDDEN else answer["status_code"], headers)


def version_2_refusal() -> Response:
    """Answer as S3 does for buckets of today, before it asks whose the signature is."""
    message = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    return Response(
        f"<Error><Code>InvalidRequest</Code><Message>{message}</Message></Error>",
        400,
        content_type="application/xml",
    )


def usual_code(call: "Call") -> str:
    """Name the service's code for a value out of bounds."""
    return INVALID_VALUE.get(
        call.service, INVALID_VALUE_BY_PROTOCOL.get(call.protocol, "ValidationException")
    )
