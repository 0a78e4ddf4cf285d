"""Log as a pipeline framework does: a run for the pipeline, nodes in threads; argument: a unique name."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import mlflow
from mlflow import MlflowClient

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None

NODES = 6
FILES = 5
STEPS = 40
PARAMETERS: Json = {"split": {"ratio": 0.8, "seed": None}, "model": {"layers": [64, 32], "opt": {"lr": 1e-3}}}


def flattened(value: Json, path: str = "") -> dict[str, Json]:
    """Name each leaf by its path: `model.opt.lr`."""
    if not isinstance(value, dict):
        return {path: value}
    return {
        key: leaf
        for name, inner in value.items()
        for key, leaf in flattened(inner, f"{path}.{name}" if path else name).items()
    }


def run_node(client: MlflowClient, run: str, number: int) -> None:
    """Log metrics step by step and a folder of artifacts, beside the other nodes."""
    for step in range(STEPS):
        client.log_metric(run, f"node-{number}.loss", 1 / (step + 1), step=step)
    with TemporaryDirectory() as folder:
        for file in range(FILES):
            (Path(folder) / f"part {file}.csv").write_text(f"{number},{file}\n" * 1000, encoding="utf-8")
        client.log_artifacts(run, folder, f"data/node {number}")


def listed(client: MlflowClient, run: str, path: str | None = None) -> dict[str, int]:
    """Sizes of all artifacts below a path."""
    files: dict[str, int] = {}
    for each in client.list_artifacts(run, path):
        files.update(listed(client, run, each.path) if each.is_dir else {each.path: each.file_size})
    return files


def main(name: str) -> None:
    client = MlflowClient()
    experiment = mlflow.create_experiment(name)
    with mlflow.start_run(experiment_id=experiment, run_name="__default__") as pipeline:
        run = pipeline.info.run_id
        mlflow.log_params(flattened(PARAMETERS))
        mlflow.log_dict({"nodes": NODES}, "catalog/Ä & ü.json")
        with ThreadPoolExecutor(NODES) as pool:
            for done in [pool.submit(run_node, client, run, number) for number in range(NODES)]:
                done.result()

    read = client.get_run(run)
    with TemporaryDirectory() as folder:
        local = Path(mlflow.artifacts.download_artifacts(run_id=run, artifact_path="data", dst_path=folder))
        downloaded = {str(file.relative_to(local.parent)): file.read_text() for file in local.rglob("*.csv")}
    right = {
        f"data/node {number}/part {file}.csv": f"{number},{file}\n" * 1000
        for number in range(NODES)
        for file in range(FILES)
    }
    steps = [[each.step for each in client.get_metric_history(run, f"node-{n}.loss")] for n in range(NODES)]
    files = listed(client, run)
    report = {
        "parameters": read.data.params,
        "steps": [sorted(each) == list(range(STEPS)) for each in steps],
        "listed": {path: size for path, size in files.items() if not path.startswith("data/")},
        "sizesRight": {path: size for path, size in files.items() if path.startswith("data/")}
        == {path: len(text) for path, text in right.items()},
        "contentsRight": downloaded == right,
        "catalog": mlflow.artifacts.load_dict(f"runs:/{run}/catalog/Ä & ü.json"),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
