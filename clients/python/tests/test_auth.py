"""Requests with a token: sent, refused, repaired."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from server import Answer, Request, Server, accepting
from tokens import Issuer, jwt

from mlflow_id_token.auth import BearerAuth
from mlflow_id_token.cache import TokenCache
from mlflow_id_token.errors import ForbiddenOriginError, SourceError
from mlflow_id_token.origin import parse_host


class Client:
    """A session whose token the server refuses at first: of ``tokens``, only the second is good."""

    def __init__(self, server: Server, refusal: int = 401) -> None:
        self.tokens = [jwt() for _ in range(9)]
        upcoming = iter(self.tokens)
        self.issuer = Issuer(lambda: next(upcoming))
        self.cache = TokenCache(self.issuer)
        self.auth = BearerAuth(self.cache, parse_host(server.url.partition("://")[2]))
        self.server = server
        server.answer = accepting(self.tokens[1], refusal=refusal)

    def send(self, method: str = "POST", **options: object) -> requests.Response:
        with requests.Session() as session:
            return session.request(method, f"{self.server.url}/api", auth=self.auth, timeout=10, **options)


@pytest.mark.parametrize("refusal", [401, 403])
@pytest.mark.parametrize("body", [None, b"bytes", "text \u00e9"])
def test_a_refused_request_is_sent_once_more_with_a_new_token(server: Server, refusal: int, body: str | bytes) -> None:
    client = Client(server, refusal)
    response = client.send(data=body.encode() if isinstance(body, str) else body)
    assert response.status_code == 200
    assert server.tokens == client.tokens[:2]
    assert server.requests[0].body == server.requests[1].body
    assert [answer.status_code for answer in response.history] == [refusal]
    assert response.request.headers["Authorization"] == f"Bearer {client.tokens[1]}"


@pytest.mark.parametrize("start", [0, 7])
def test_a_file_is_sent_again_from_where_it_was(server: Server, tmp_path: Path, start: int) -> None:
    path = tmp_path / "artifact"
    path.write_bytes(bytes(range(256)) * 5000)
    with path.open("rb") as file:
        file.seek(start)
        assert Client(server).send("PUT", data=file).status_code == 200
    assert [request.body for request in server.requests] == [path.read_bytes()[start:]] * 2


def test_form_files_are_sent_again(server: Server) -> None:
    assert Client(server).send(files={"a": io.BytesIO(b"content")}).status_code == 200
    assert server.requests[0].body == server.requests[1].body
    assert b"content" in server.requests[1].body


class OneWay(io.RawIOBase):
    """A pipe: can be read once."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


def pieces() -> Iterator[bytes]:
    yield b"one"
    yield b"two"


@pytest.mark.parametrize("body", [pieces, lambda: OneWay(b"onetwo")])
def test_what_cannot_be_sent_twice_is_not_and_the_refusal_is_given_as_it_is(server: Server, body: object) -> None:
    client = Client(server)
    response = client.send(data=body())
    assert (response.status_code, response.text, response.history) == (401, "refused", [])
    assert [request.body for request in server.requests] == [b"onetwo"]
    assert client.send().status_code == 200  # but the next request has the new token
    assert server.tokens == client.tokens[:2]


def test_a_file_that_was_closed_meanwhile_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    client, path = Client(server), tmp_path / "artifact"
    path.write_bytes(b"content")
    file = path.open("rb")
    client.cache.get()
    client.issuer.make = lambda: file.close() or client.tokens[1]
    assert client.send(data=file).status_code == 401
    assert client.issuer.calls == 2
    assert len(server.requests) == 1


def test_a_repair_uses_the_connection_again(server: Server) -> None:
    client = Client(server)
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=1))
        for stream in (True, False):
            response = session.get(server.url, auth=client.auth, timeout=10, stream=stream)
            assert response.status_code == 200
            assert response.content == b"{}"
    assert len(server.requests) == 3
    assert server.connections == 1


def test_a_second_refusal_is_given_as_it_is_and_causes_no_storm(server: Server) -> None:
    """Somebody who is not admitted: the server refuses every token."""
    client = Client(server, 403)
    server.answer = accepting(refusal=403)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: client.send(), range(50)))
    assert {answer.status_code for answer in answers} == {403}
    assert client.issuer.calls == 2
    assert len(server.requests) <= 50 + 10  # none but the first ten was worth a second try


def test_refusals_at_the_same_time_share_one_fetch(server: Server) -> None:
    client = Client(server)
    client.cache.get()
    barrier, good = threading.Barrier(8), accepting(client.tokens[1])

    def together(request: Request) -> Answer:
        if request.token == client.tokens[0]:
            barrier.wait(10)
        return good(request)

    server.answer = together
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.send(), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert client.issuer.calls == 2


def test_the_same_token_again_is_not_sent_again(server: Server) -> None:
    client = Client(server)
    token = client.tokens[0]
    client.issuer.make = lambda: token
    assert client.send().status_code == 401
    assert server.tokens == [token]


def test_where_a_token_was_good_before_the_next_one_is_waited_for(server: Server) -> None:
    """A file that is renewed late, and a clock that does not tell that its token has expired."""
    client = Client(server)
    old, new = client.tokens[:2]
    client.issuer.make = lambda: old
    server.answer = accepting(old)
    assert client.send().status_code == 200
    server.answer = accepting(new)
    threading.Timer(0.4, lambda: setattr(client.issuer, "make", lambda: new)).start()
    assert client.send().status_code == 200


def test_without_another_token_the_refusal_is_given_as_it_is(server: Server) -> None:
    client = Client(server, 403)
    client.cache.get()
    client.issuer.down = True
    response = client.send()
    assert (response.status_code, response.text) == (403, "refused")


@pytest.mark.parametrize(("refusal", "status"), [(401, 200), (403, 403)])
def test_in_an_outage_a_401_is_waited_for_and_a_403_is_believed(server: Server, refusal: int, status: int) -> None:
    client = Client(server, refusal)
    client.cache.get()
    client.issuer.down = True
    threading.Timer(0.4, lambda: setattr(client.issuer, "down", False)).start()
    assert client.send().status_code == status


@pytest.mark.parametrize("status", [200, 400, 404, 409, 429, 500, 503])
def test_no_other_answer_is_repaired(server: Server, status: int) -> None:
    client = Client(server)
    server.answer = lambda request: Answer(status)
    assert client.send().status_code == status
    assert (client.issuer.calls, len(server.requests)) == (1, 1)


def test_a_request_elsewhere_is_not_sent_and_no_token_is_fetched(server: Server, other: Server) -> None:
    client = Client(server)
    client.server = other
    with pytest.raises(ForbiddenOriginError, match=other.url):
        client.send()
    assert (client.issuer.calls, other.requests) == (0, [])


def test_without_a_token_nothing_is_sent(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlflow_id_token.cache.FIRST_PATIENCE", 0.1)
    client = Client(server)
    client.issuer.down = True
    with pytest.raises(SourceError, match="the issuer is down"):
        client.send()
    assert server.requests == []


def test_it_works_over_tls_and_only_with_a_certificate_that_is_trusted(https: Server, authority_file: str) -> None:
    client = Client(https)
    with pytest.raises(requests.exceptions.SSLError):
        client.send()
    assert https.requests == []
    assert client.send(verify=authority_file).status_code == 200


def test_netrc_and_a_header_of_the_caller_do_not_win(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password p")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    client = Client(server)
    assert client.send(headers={"Authorization": "Bearer mine"}).status_code == 200
    assert server.tokens == client.tokens[:2]
