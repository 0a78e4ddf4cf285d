"""A lost answer, as seen from the second attempt."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from emulator import retries
from emulator.retries import RetryReplay

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Counting:
    """Answers each call with its number: a repeated number is a repeated answer."""

    def __init__(self, *statuses: int) -> None:
        self.calls = 0
        self._statuses = statuses

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.calls += 1
        status = self._statuses[self.calls - 1] if self.calls <= len(self._statuses) else 200
        return Response(str(self.calls), status)(environ, start_response)


def call(client: Client, invocation: str, attempt: int, method: str = "POST") -> str:
    headers = {"amz-sdk-invocation-id": invocation, "amz-sdk-request": f"attempt={attempt}; max=5"}
    return client.open("/", method=method, headers=headers).text


def test_a_second_attempt_gets_the_first_answer_and_reaches_moto_never() -> None:
    app = Counting()
    client = Client(RetryReplay(app))
    assert [call(client, "a", 1), call(client, "a", 2), call(client, "a", 3)] == ["1", "1", "1"]
    assert app.calls == 1


def test_another_call_is_a_second_writer_and_is_judged_by_moto() -> None:
    client = Client(RetryReplay(Counting()))
    assert [call(client, "a", 1), call(client, "b", 1), call(client, "b", 2)] == ["1", "2", "2"]


def test_a_failed_attempt_is_tried_again() -> None:
    client = Client(RetryReplay(Counting(503)))
    assert [call(client, "a", 1), call(client, "a", 2), call(client, "a", 3)] == ["1", "2", "2"]


def test_an_attempt_whose_first_never_arrived_is_answered() -> None:
    assert call(Client(RetryReplay(Counting())), "a", 2) == "1"


def test_reads_and_calls_without_an_id_are_never_remembered() -> None:
    client = Client(RetryReplay(Counting()))
    assert [call(client, "a", 1, "GET"), call(client, "a", 2, "GET"), client.post("/").text] == [
        "1",
        "2",
        "3",
    ]


def test_old_calls_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "REMEMBERED_CALLS", 1)
    client = Client(RetryReplay(Counting()))
    assert [call(client, "a", 1), call(client, "b", 1), call(client, "a", 2)] == ["1", "2", "3"]
