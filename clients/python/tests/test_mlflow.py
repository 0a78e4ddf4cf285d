"""The real MLflow client, which finds the plugin by its entry point, against a server that checks tokens."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from conftest import Program
from server import Answer, Request, Server, accepting
from tokens import jwt

CLIENT = str(Path(__file__).parent / "mlflow_client.py")
CONTENT = bytes(range(256)) * 4000


def mlflow_answer(request: Request) -> Answer:
    """What a client needs of a tracking server to log a metric and an artifact."""
    run = {"info": {"run_id": "run", "run_uuid": "run", "artifact_uri": "mlflow-artifacts:/0/run"}, "data": {}}
    documents = {"/experiments/search": {"experiments": []}, "/runs/get": {"run": run}}
    found = (document for path, document in documents.items() if path in request.path)
    return Answer(body=json.dumps(next(found, {})).encode())


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, CLIENT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "false")


def uploads(server: Server) -> list[Request]:
    return [request for request in server.requests if request.method == "PUT"]


def test_mlflow_is_not_loaded_for_the_plugin() -> None:
    code = "import sys, mlflow_id_token.plugin as p; p.IdTokenAuthProvider(); sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_the_entry_point_has_the_name_that_the_provider_answers_to() -> None:
    (point,) = [point for point in entry_points(group="mlflow.request_auth_provider") if point.name == "id-token"]
    assert point.load()().get_name() == "id-token"


def test_a_run_is_logged_by_environment_alone(
    server: Server, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    server.answer = lambda request: mlflow_answer(request) if request.token else Answer(401)
    done = run("environment")
    assert done.stdout == "done True\n", done.stderr
    assert [request.body for request in uploads(server)] == [CONTENT]
    assert program.calls == 1


def test_over_tls(https: Server, authority_file: str, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", https.url)
    monkeypatch.setenv("MLFLOW_TRACKING_SERVER_CERT_PATH", authority_file)
    https.answer = mlflow_answer
    assert run("environment").stdout == "done True\n"
    assert None not in https.tokens
    assert program.calls == 1


def test_a_token_that_the_server_stops_to_accept_is_replaced_in_the_middle_of_an_upload(
    server: Server, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    first, second = jwt(), jwt()
    program.say(first)

    def answer(request: Request) -> Answer:
        if request.method == "PUT" and request.token == first:
            program.say(second)
            return Answer(403)
        return mlflow_answer(request)

    server.answer = answer
    assert run("environment").stdout == "done True\n"
    assert [(request.token, request.body) for request in uploads(server)] == [(first, CONTENT), (second, CONTENT)]


def test_what_a_program_sets_is_the_allowed_host(
    server: Server, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://elsewhere.example")
    server.answer = mlflow_answer
    assert run("set", server.url).stdout == "done True\n"
    assert program.calls == 1


def test_a_client_of_another_host_ends_with_our_message(
    server: Server, other: Server, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    done = run("elsewhere", other.url)
    assert done.returncode == 1
    assert f"does not send the token to {other.url}: it is for {server.url} alone" in done.stderr
    assert (other.requests, program.calls) == ([], 0)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SOURCE", "gcp", "MLFLOW_ID_TOKEN_SOURCE: given 'gcp'; allowed: gcloud, gcloud-sa"),
        ("COMMAND", "nothere", "nothere is not installed"),
        ("AUDIENCE", "other", "for the audience mlflow, but MLFLOW_ID_TOKEN_AUDIENCE is other"),
    ],
)
def test_an_error_ends_the_call_with_our_message(
    server: Server, program: Program, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    """And neither is the request sent without a token, nor is a token in the traceback."""
    assert program.calls == 0
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    monkeypatch.setenv(f"MLFLOW_ID_TOKEN_{variable}", value)
    code = f"import runpy, sys, mlflow_id_token.cache as c; c.FIRST_PATIENCE = 0.1; sys.argv = ['x', 'environment']; runpy.run_path({CLIENT!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert message in done.stderr
    assert "SECRET" not in done.stderr
    assert server.requests == []


def test_a_refusal_is_shown_as_the_server_said_it(
    server: Server, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    server.answer = accepting(refusal=403)
    done = run("environment")
    assert "403" in done.stderr
    assert "SECRET" not in done.stderr
    assert program.calls == 2
