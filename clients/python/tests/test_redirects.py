"""Redirects: the token never crosses an origin, whatever the way there."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter
from server import Answer, Server, accepting, redirecting
from tokens import Issuer, jwt

from mlflow_id_token.auth import BearerAuth
from mlflow_id_token.cache import TokenCache
from mlflow_id_token.origin import parse_host

REDIRECTS = [301, 302, 303, 307, 308]


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


def auth_for(url: str, issuer: Issuer) -> BearerAuth:
    return BearerAuth(TokenCache(issuer), parse_host(urlsplit(url).netloc))


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("answer", [200, 401, 403])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_port_gets_no_token_and_is_not_asked_twice(
    server: Server, other: Server, issuer: Issuer, status: int, answer: int, method: str
) -> None:
    server.answer = redirecting(f"{other.url}/login", status)
    other.answer = lambda request: Answer(answer)
    response = requests.request(method, server.url, data=b"x", auth=auth_for(server.url, issuer), timeout=10)
    assert response.status_code == answer
    assert other.tokens == [None]
    assert issuer.calls == 1


def test_another_host_gets_no_token(server: Server, issuer: Issuer) -> None:
    port = urlsplit(server.url).port
    server.answer = lambda request: (
        Answer(401) if request.path == "/away" else redirecting(f"//localhost:{port}/away")(request)
    )
    response = requests.get(server.url, auth=auth_for(server.url, issuer), timeout=10)
    assert response.status_code == 401
    assert [(request.path, request.token is None) for request in server.requests] == [("/", False), ("/away", True)]


def test_from_https_to_http_there_goes_no_token(
    https: Server, server: Server, issuer: Issuer, authority_file: str
) -> None:
    https.answer = redirecting(server.url, 307)
    requests.post(https.url, data=b"x", auth=auth_for(https.url, issuer), timeout=10, verify=authority_file)
    assert server.tokens == [None]


def test_on_the_same_origin_it_goes_along_and_is_repaired(server: Server, issuer: Issuer) -> None:
    first, second = jwt(), jwt()
    upcoming = iter((first, second))
    issuer.make = lambda: next(upcoming)
    server.answer = lambda request: (accepting(second) if request.path == "/there" else redirecting("/there"))(request)
    response = requests.get(server.url, auth=auth_for(server.url, issuer), timeout=10)
    assert response.status_code == 200
    assert [(request.path, request.token) for request in server.requests] == [
        *(("/", first), ("/there", first), ("/there", second))
    ]


def test_a_redirect_after_a_repair_is_no_way_out(server: Server, other: Server, issuer: Issuer) -> None:
    first = jwt()
    issuer.make = lambda: jwt() if issuer.calls > 1 else first
    server.answer = lambda request: Answer(401) if request.token == first else redirecting(other.url, 307)(request)
    requests.post(server.url, data=b"x", auth=auth_for(server.url, issuer), timeout=10)
    assert len(server.requests) == 2
    assert other.tokens == [None]


def test_two_redirects_that_lead_back_do_not_bring_the_token_back(
    server: Server, other: Server, issuer: Issuer
) -> None:
    other.answer = redirecting(f"{server.url}/back")
    server.answer = lambda request: Answer(401) if request.path == "/back" else redirecting(other.url)(request)
    assert requests.get(server.url, auth=auth_for(server.url, issuer), timeout=10).status_code == 401
    assert [request.token is None for request in server.requests] == [False, True]
    assert other.tokens == [None]


class Web(BaseAdapter):
    """Every host of the world, as far as this test needs it."""

    def __init__(self, locations: dict[str, str]) -> None:
        super().__init__()
        self.locations = locations
        self.refused = 0  # how many requests get a 401 first
        self.tokens: list[tuple[str, bool]] = []

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        self.tokens.append((request.url, "Authorization" in request.headers))
        response = requests.Response()
        response.request, response.url, response.connection = request, request.url, self
        response._content, response._content_consumed = b"", True
        if len(self.tokens) <= self.refused:
            response.status_code = 401
            return response
        location = self.locations.get(request.url)
        response.status_code = 302 if location else 200
        if location:
            response.headers["Location"] = location
        return response

    def close(self) -> None:
        pass


@pytest.mark.parametrize("target", ["https://localhost/", "https://localhost:443/", "//localhost.:80/x", "http://h/"])
@pytest.mark.parametrize("refused", [0, 1])
def test_from_http_to_https_is_another_origin_too(issuer: Issuer, target: str, refused: int) -> None:
    """requests itself keeps the header there, where both ports are the default ones."""
    web = Web({"http://localhost/": target})
    web.refused = refused
    with requests.Session() as session:
        session.mount("http://", web)
        session.mount("https://", web)
        session.get("http://localhost/", auth=auth_for("http://localhost", issuer))
    assert [sent for _, sent in web.tokens] == [True] * (1 + refused) + [False]


def test_a_location_that_is_nonsense_gets_no_token(server: Server, issuer: Issuer) -> None:
    server.answer = lambda request: (
        Answer() if request.path != "/" else Answer(302, headers=(("Location", "https://[x/"),))
    )
    with pytest.raises((requests.RequestException, ValueError)):
        requests.get(server.url, auth=auth_for(server.url, issuer), timeout=10)
    assert len(server.requests) == 1


def test_a_request_to_follow_by_hand_is_left_as_it_is(server: Server, issuer: Issuer) -> None:
    server.answer = redirecting("/there")
    response = requests.get(server.url, auth=auth_for(server.url, issuer), timeout=10, allow_redirects=False)
    assert response.status_code == 302
    assert response.request.headers["Authorization"] == f"Bearer {server.requests[0].token}"
