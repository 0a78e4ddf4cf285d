"""Register a model and a prompt, read them back and report them; argument: a unique name."""

import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.models import Model


def registered(client: MlflowClient, name: str) -> dict[str, object]:
    """Register two versions from a run's artifacts, and load the champion's."""
    client.create_registered_model(name, tags={"task": "ranking"}, description="first words")
    with mlflow.start_run(experiment_id=mlflow.create_experiment(name)) as run:
        for number in (1, 2):
            mlflow.log_dict({"weights": [number, 0.5]}, f"model-{number}/weights.json")
            mlflow.log_text(Model(run_id=run.info.run_id).to_yaml(), f"model-{number}/MLmodel")
            client.create_model_version(name, f"runs:/{run.info.run_id}/model-{number}", run.info.run_id)
    client.update_registered_model(name, description="better words")
    client.set_model_version_tag(name, "2", "validated", "yes")
    for version in ("1", "2"):
        client.set_registered_model_alias(name, "champion", version)
    client.set_registered_model_alias(name, "retired", "1")
    client.delete_registered_model_alias(name, "retired")

    champion = client.get_model_version_by_alias(name, "champion")
    weights = mlflow.artifacts.load_dict(f"models:/{name}@champion/weights.json")
    [found] = client.search_registered_models(f"name = '{name}'")
    versions = client.search_model_versions(f"name = '{name}'")
    client.delete_model_version(name, "1")
    left = client.search_model_versions(f"name = '{name}'")
    return {
        "champion": [champion.version, champion.tags, champion.status],
        "weights": weights,
        "model": [found.description, found.tags, found.aliases],
        "versions": sorted(each.version for each in versions),
        "left": [each.version for each in left],
    }


def prompted(name: str) -> dict[str, object]:
    """Register two versions of a prompt, and fill in the one in production."""
    mlflow.genai.register_prompt(name, "Hello {{who}}")
    second = mlflow.genai.register_prompt(name, "Dear {{who}}", commit_message="politer")
    mlflow.genai.set_prompt_alias(name, "production", second.version)
    prompt = mlflow.genai.load_prompt(f"prompts:/{name}@production")
    return {"prompt": [prompt.version, prompt.format(who="Zoë"), prompt.commit_message]}


def main(name: str) -> None:
    print(json.dumps({**registered(MlflowClient(), name), **prompted(f"{name}-prompt")}))


if __name__ == "__main__":
    main(sys.argv[1])
