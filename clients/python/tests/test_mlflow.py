"""The real MLflow client, which finds the plugin by its entry point, against a server that checks tokens."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
import uuid
import warnings
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import pytest
from conftest import Program
from server import Answer, Request, Server, accepting
from tokens import jwt

pytestmark = pytest.mark.filterwarnings("default")  # MLflow's own
CONTENT = bytes(range(256)) * 4000


def mlflow_answer(request: Request) -> Answer:
    """What a client needs of a tracking server to log a metric and an artifact."""
    run = {"info": {"run_id": "run", "run_uuid": "run", "artifact_uri": "mlflow-artifacts:/0/run"}, "data": {}}
    documents = {"/experiments/search": {"experiments": []}, "/runs/get": {"run": run}}
    found = (document for path, document in documents.items() if path in request.path)
    return Answer(body=json.dumps(next(found, {})).encode())


@pytest.fixture(scope="module")
def mlflow() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlflow  # noqa: PLC0415 - it takes seconds
    return mlflow


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server.url)
    monkeypatch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "false")
    monkeypatch.setattr("mlflow_id_token.cache.FIRST_PATIENCE", 0.1)


class Run:
    """A run as a user logs it: a metric and an artifact."""

    def __init__(self, mlflow: ModuleType, directory: Path) -> None:
        self.mlflow = mlflow
        self.path = directory / "model.bin"
        self.path.write_bytes(CONTENT)

    def log(self, uri: str | None = None) -> None:
        client = self.mlflow.MlflowClient(tracking_uri=uri)
        client.search_experiments()
        run_id = uuid.uuid4().hex  # MLflow remembers where a run's artifacts are
        client.log_metric(run_id, "loss", 0.5)
        client.log_artifact(run_id, str(self.path))

    def fails(self, uri: str | None = None) -> str:
        """The traceback that the user sees."""
        with pytest.raises(Exception) as caught:  # noqa: PT011 - of MLflow's many
            self.log(uri)
        text = "".join(traceback.format_exception(caught.value))
        assert "SECRET" not in text
        return text


@pytest.fixture
def run(mlflow: ModuleType, tmp_path: Path) -> Run:
    return Run(mlflow, tmp_path)


def uploads(server: Server) -> list[Request]:
    return [request for request in server.requests if request.method == "PUT"]


def test_mlflow_is_not_loaded_for_the_plugin() -> None:
    code = "import sys, mlflow_id_token.plugin as p; p.IdTokenAuthProvider(); sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


def test_the_entry_point_has_the_name_that_the_provider_answers_to() -> None:
    (point,) = [point for point in entry_points(group="mlflow.request_auth_provider") if point.name == "id-token"]
    assert point.load()().get_name() == "id-token"


def test_a_run_is_logged_by_environment_alone(server: Server, program: Program, run: Run) -> None:
    server.answer = lambda request: mlflow_answer(request) if request.token else Answer(401)
    run.log()
    assert [request.body for request in uploads(server)] == [CONTENT]
    assert program.calls == 1


def test_over_tls(
    https: Server, authority_file: str, program: Program, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", https.url)
    monkeypatch.setenv("MLFLOW_TRACKING_SERVER_CERT_PATH", authority_file)
    https.answer = mlflow_answer
    run.log()
    assert None not in https.tokens
    assert program.calls == 1


@pytest.mark.parametrize("refusal", [401, 403])
def test_a_token_that_the_server_stops_to_accept_is_replaced_in_the_middle_of_an_upload(
    server: Server, program: Program, run: Run, refusal: int
) -> None:
    first, second = jwt(), jwt()
    program.say(first)

    def answer(request: Request) -> Answer:
        if request.method == "PUT" and request.token == first:
            program.say(second)
            return Answer(refusal)
        return mlflow_answer(request)

    server.answer = answer
    run.log()
    assert [(request.token, request.body) for request in uploads(server)] == [(first, CONTENT), (second, CONTENT)]


@pytest.mark.usefixtures("program")
def test_what_a_program_sets_is_the_allowed_host(server: Server, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://elsewhere.example")
    server.answer = mlflow_answer
    try:
        run.mlflow.set_tracking_uri(server.url)
        run.log()
    finally:
        run.mlflow.set_tracking_uri(None)
    assert None not in server.tokens


def test_a_client_of_another_host_ends_with_our_message(
    server: Server, other: Server, program: Program, run: Run
) -> None:
    assert f"does not send the token to {other.url}: it is for {server.url} alone" in run.fails(other.url)
    assert (other.requests, program.calls) == ([], 0)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SOURCE", "gcp", "MLFLOW_ID_TOKEN_SOURCE: given 'gcp'; allowed: gcloud, gcloud-sa"),
        ("COMMAND", "nothere", "nothere is not installed"),
        ("AUDIENCE", "other", "for the audience mlflow, but MLFLOW_ID_TOKEN_AUDIENCE is other"),
    ],
)
@pytest.mark.usefixtures("program")
def test_an_error_ends_the_call_with_our_message_and_nothing_is_sent(
    server: Server, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(f"MLFLOW_ID_TOKEN_{variable}", value)
    assert message in run.fails()
    assert server.requests == []


def test_a_refusal_is_shown_as_the_server_said_it(server: Server, program: Program, run: Run) -> None:
    server.answer = accepting(refusal=403)
    assert "403" in run.fails()
    assert program.calls == 2


@pytest.mark.usefixtures("program")
def test_an_unknown_provider_only_warns(server: Server, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that the README tells: MLflow itself sends the request without a token."""
    monkeypatch.setenv("MLFLOW_TRACKING_AUTH", "id_token")
    server.answer = mlflow_answer
    with pytest.warns(UserWarning, match="Could not find any registered plugin for id_token"):
        run.log()
    assert set(server.tokens) == {None}
