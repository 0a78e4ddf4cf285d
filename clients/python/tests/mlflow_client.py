"""A program with MLflow, as a user writes it: a run with a metric and an artifact. Run by test_mlflow.py."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import mlflow

mode = sys.argv[1]
if mode == "set":
    mlflow.set_tracking_uri(sys.argv[2])
client = mlflow.MlflowClient()
if mode == "elsewhere":
    client = mlflow.MlflowClient(tracking_uri=sys.argv[2])
client.search_experiments()
client.log_metric("run", "loss", 0.5)
path = Path(tempfile.mkdtemp()) / "model.bin"
path.write_bytes(bytes(range(256)) * 4000)
client.log_artifact("run", str(path))
print("done", "mlflow" in sys.modules)
