"""One artifact up and down by MLflow's own client: ``client_transfer.py <host> <megabytes>``.

Which path it takes is said by the environment, as for everybody. Prints ``{"up": ..., "down": ...}``, in MB
a second.
"""

import json
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import mlflow

host, megabytes = sys.argv[1], int(sys.argv[2])
resolve = socket.getaddrinfo


def _resolve(name: Any, *rest: Any, **named: Any) -> Any:
    """Python does not find names below localhost by itself."""
    return resolve("127.0.0.1" if name == host else name, *rest, **named)


socket.getaddrinfo = _resolve

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "artifact.bin")
    with file.open("wb") as stream:
        for _ in range(megabytes):
            stream.write(b"artifact" * 125_000)
    mlflow.set_experiment("bench")
    with mlflow.start_run() as run:
        started = time.perf_counter()
        mlflow.log_artifact(str(file))
        up = megabytes / (time.perf_counter() - started)
    started = time.perf_counter()
    mlflow.artifacts.download_artifacts(f"runs:/{run.info.run_id}/artifact.bin", dst_path=f"{folder}/down")
    down = megabytes / (time.perf_counter() - started)
print(json.dumps({"up": up, "down": down}))
