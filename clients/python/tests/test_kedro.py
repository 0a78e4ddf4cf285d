"""The kedro example runs by environment alone, while its tokens expire."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from server import Answer, Request, Server
from tokens import real_time

EXAMPLE = Path(__file__).parents[1] / "examples/kedro"
RATES = {"slow", "middle", "fast"}
LIFETIME = 3  # seconds

SOURCE = f"""
import base64, json, os, time
part = lambda document: base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
claims = {{"iat": time.time(), "exp": time.time() + {LIFETIME}, "jti": os.urandom(8).hex()}}
print(part({{"alg": "RS256"}}), part(claims), "c2ln", sep=".")
"""


class Tracking:
    """As much of a tracking server as the example needs; tokens are refused from their very end on."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.run = {
            "info": {
                "run_id": "r1", "run_uuid": "r1", "experiment_id": "1", "run_name": "", "user_id": "",
                "status": "RUNNING", "start_time": 1, "lifecycle_stage": "active",
                "artifact_uri": "mlflow-artifacts:/1/r1",
            },
            "data": {"metrics": [], "params": [], "tags": []},
        }  # fmt: skip
        self.metrics: dict[str, list[float]] = {}
        self.artifacts: dict[str, bytes] = {}
        self.tokens: set[str] = set()

    def __call__(self, request: Request) -> Answer:
        if request.token is None or self.expired(request.token):
            return Answer(401)
        with self.lock:
            self.tokens.add(request.token)
            return Answer(body=json.dumps(self.answer(request)).encode())

    @staticmethod
    def expired(token: str) -> bool:
        claims = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"] < real_time()

    def answer(self, request: Request) -> object:
        operation = "/".join(request.path.partition("?")[0].split("/")[-2:])
        if request.method == "PUT":
            self.artifacts[request.path.rpartition("/")[2]] = request.body
            return {}
        body = json.loads(request.body or b"{}")
        if operation == "runs/log-metric":
            self.log(body)
        if operation == "runs/log-batch":
            for metric in body.get("metrics", []):
                self.log(metric)
        if operation == "runs/update":
            self.run["info"]["status"] = body.get("status", "RUNNING")
        experiment = {"experiment_id": "1", "name": "training", "artifact_location": "mlflow-artifacts:/1"}
        answers = {
            "experiments/get": {"experiment": experiment | {"lifecycle_stage": "active"}},
            "experiments/get-by-name": {"experiment": experiment | {"lifecycle_stage": "active"}},
            "experiments/search": {"experiments": [experiment | {"lifecycle_stage": "active"}]},
            "runs/create": {"run": self.run},
            "runs/get": {"run": self.run},
            "runs/update": {"run_info": self.run["info"]},
            "runs/search": {"runs": []},
        }
        return answers.get(operation, {})

    def log(self, metric: dict[str, object]) -> None:
        self.metrics.setdefault(metric["key"], []).append(metric["value"])


def test_a_pipeline_outlives_its_tokens(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracking = Tracking()
    server.answer = tracking
    project = shutil.copytree(EXAMPLE, tmp_path / "project")
    source = tmp_path / "source.py"
    source.write_text(SOURCE)
    settings = {
        "TRACKING_URI": server.url,
        "TRACKING_AUTH": "id-token",
        "ID_TOKEN_SOURCE": "exec",
        "ID_TOKEN_COMMAND": f"'{sys.executable}' '{source}'",
        "DISABLE_TELEMETRY": "true",
        "HTTP_REQUEST_MAX_RETRIES": "0",
        "ENABLE_PROXY_MULTIPART_UPLOAD": "false",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"MLFLOW_{name}", value)
    kedro = str(Path(sys.executable).parent / "kedro")
    start = time.monotonic()
    done = subprocess.run(
        [kedro, "run", "--runner", "ThreadRunner", "--params", "steps=25,pause=0.2"],
        cwd=project, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - start > LIFETIME
    assert len(tracking.tokens) > 1
    assert {name: len(values) for name, values in tracking.metrics.items()} == {
        **{f"{rate}.loss": 25 for rate in RATES},
        **{f"{rate}.error": 1 for rate in RATES},
    }
    assert set(tracking.artifacts) == {f"{name}.json" for name in (*RATES, "summary")}
    assert json.loads(tracking.artifacts["summary.json"])["rate"] == 0.5
    assert tracking.run["info"]["status"] == "FINISHED"
