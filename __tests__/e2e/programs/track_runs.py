"""Log experiments and runs as a data scientist does, and report what is found; argument: a unique name."""

import json
import sys
import time

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

STEPS = 1000


def log_parent(experiment: str) -> tuple[str, str]:
    """Log a run with another nested in it, by the fluent interface."""
    with mlflow.start_run(experiment_id=experiment, run_name="parent", tags={"team": "vision"}) as parent:
        mlflow.log_params({"rate": 0.1, "note": "ä 漢字 😀 & <b> ' \" % ? #"})
        mlflow.log_metrics({"loss": 0.5, "huge": 1e300}, step=1)
        mlflow.log_metric("loss", 0.25, step=2)
        mlflow.set_tag("stage", "draft")
        mlflow.set_tag("gone", "soon")
        mlflow.delete_tag("gone")
        with mlflow.start_run(experiment_id=experiment, run_name="child", nested=True) as child:
            mlflow.log_param("fold", 1)
    return parent.info.run_id, child.info.run_id


def log_batches(client: MlflowClient, run: str) -> None:
    """Log as many metrics as one batch takes, with parameters and tags in another."""
    now = int(time.time() * 1000)
    client.log_batch(run, metrics=[Metric("curve", step / 2, now, step) for step in range(STEPS)])
    client.log_batch(
        run,
        params=[Param(f"param-{number}", str(number)) for number in range(100)],
        tags=[RunTag(f"tag-{number}", str(number)) for number in range(100)],
    )


def refusal(client: MlflowClient, run: str) -> str:
    """Tell how a change of a parameter is refused: parameters are written once."""
    try:
        client.log_param(run, "fold", 2)
    except MlflowException as error:
        return error.error_code
    return "accepted"


def deleted_and_restored(client: MlflowClient, experiment: str, run: str) -> dict[str, list[str]]:
    """Report the stages of a run and an experiment: deleted, restored."""

    def stages() -> list[str]:
        return [client.get_run(run).info.lifecycle_stage, client.get_experiment(experiment).lifecycle_stage]

    client.delete_run(run)
    client.delete_experiment(experiment)
    deleted = stages()
    client.restore_experiment(experiment)
    client.restore_run(run)
    return {"deleted": deleted, "restored": stages()}


def main(name: str) -> None:
    client = MlflowClient()
    experiment = mlflow.create_experiment(name, tags={"owner": "alice"})
    client.rename_experiment(experiment, f"{name} renamed")
    parent, child = log_parent(experiment)
    log_batches(client, child)
    refused = refusal(client, child)

    read = client.get_run(parent)
    curve = [client.get_metric_history(child, "curve"), client.get_metric_history(parent, "loss")]
    experiments = client.search_experiments(filter_string=f"name LIKE '{name}%'")
    children = client.search_runs([experiment], f"tags.`mlflow.parentRunId` = '{parent}'")
    good = client.search_runs([experiment], "metrics.loss < 0.3 and params.rate = '0.1'")
    report = {
        "experiments": [[each.name, each.tags["owner"]] for each in experiments],
        "artifactLocation": client.get_experiment(experiment).artifact_location,
        "parameters": read.data.params,
        "metrics": read.data.metrics,
        "tags": {key: value for key, value in read.data.tags.items() if not key.startswith("mlflow.")},
        "status": read.info.status,
        "curve": [len(curve[0]), sum(each.value for each in curve[0]), curve[0][-1].step],
        "loss": [[each.step, each.value] for each in curve[1]],
        "children": [
            [each.info.run_name, len(each.data.params), each.data.tags["tag-99"]] for each in children
        ],
        "good": [each.info.run_id == parent for each in good],
        "refused": refused,
        **deleted_and_restored(client, experiment, child),
    }
    client.delete_run(child)
    left = client.search_runs([experiment], run_view_type=ViewType.ACTIVE_ONLY)
    report["active"] = [each.info.run_name for each in left]
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1])
