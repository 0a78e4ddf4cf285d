"""The gate itself: read, judge, refuse or pass on, and log either."""

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from emulator.calls import call_name
from emulator.gate.findings import JUDGE_FAILED, PERMISSION, Finding
from emulator.gate.models import model_findings
from emulator.gate.permissions import permission_findings
from emulator.gate.refusals import refusal, version_2_refusal
from emulator.gate.requests import (
    Call,
    buffer_body,
    caller_of,
    read_as_content,
    read_call,
    signed_by_version_2,
)
from emulator.gate.rules import rule_findings
from emulator.iam.needs import needs

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from emulator.gate.log import CallLog
    from emulator.iam.needs.need import Need

Judge = Callable[[Call], Iterable[Finding]]


def model_judge(call: Call) -> Iterator[Finding]:
    """Judge by botocore's models."""
    return (Finding("model", message) for message in model_findings(call))


# AWS asks for the permission first, and looks no further at what a caller may not do.
JUDGES: tuple[Judge, ...] = (permission_findings, model_judge, rule_findings)


class Gate:
    """Middleware: refuses what AWS would refuse. Unsigned requests are no AWS calls and pass unread."""

    def __init__(
        self, app: "WSGIApplication", log: "CallLog | None" = None, judges: Sequence[Judge] = JUDGES
    ) -> None:
        self._app = app
        self._log = log
        self._judges = judges

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        caller = caller_of(environ)
        if caller is None:
            app = version_2_refusal() if signed_by_version_2(environ) else self._app
            return app(environ, start_response)
        if caller.service == "s3":
            read_as_content(environ)
        body = buffer_body(environ)
        call: Call | None = None
        findings: list[Finding] = []
        asked: list[Need] = []
        try:
            call = read_call(environ, caller, body)
            name = call.name
        except Exception as error:  # whatever it is, it must be seen
            name = call_name(environ)
            findings.append(_failed(name, "the reader", error))
        if call is not None:
            findings += self._judge(call)
            # Before moto answers: a deleted bucket has no key to ask for.
            asked = self._asked(call, findings)

        status = 500
        try:
            refusing = [each for each in findings if each.refuses]
            if call is not None and refusing:
                response = refusal(call, refusing)
            else:
                response = Response.from_app(self._app, environ, buffered=True)
            status = response.status_code
        finally:
            if self._log is not None:
                self._log.write(caller, call, name, status, findings, asked)
        return response(environ, start_response)

    def _asked(self, call: Call, findings: list[Finding]) -> "list[Need]":
        if self._log is None:
            return []
        try:
            return needs(call)
        except Exception as error:  # a call whose needs are not known must not look like one without any
            findings.append(_failed(call.name, "needs", error))
            return []

    def _judge(self, call: Call) -> Iterator[Finding]:
        for judge in self._judges:
            heard = _heard(judge, call)
            yield from heard
            if any(each.layer == PERMISSION for each in heard):
                return


def _heard(judge: Judge, call: Call) -> list[Finding]:
    try:
        return list(judge(call))
    except Exception as error:  # a judge must not break what moto can answer
        return [_failed(call.name, judge.__name__, error)]


def _failed(name: str, who: str, error: Exception) -> Finding:
    """Tell of a judge that failed, on stderr too: a call that is not judged must not look like a good one."""
    message = f"{who}: {type(error).__name__}: {error}"
    sys.stderr.write(f"emulator: {JUDGE_FAILED}: {name}: {message}\n{traceback.format_exc()}")
    sys.stderr.flush()
    return Finding(JUDGE_FAILED, message)
