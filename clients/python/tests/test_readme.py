"""README.md says what the code does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from mlflow_id_token import cache, lifetime, sources
from mlflow_id_token.settings import NEEDS, VARIABLES, read_settings
from mlflow_id_token.tokens import _PLACES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "MLFLOW_ID_TOKEN_SOURCE" in block]


def exports(block: str) -> dict[str, str]:
    words = [shlex.split(line) for line in block.splitlines()]
    assert all(word[0] == "export" and len(word) == 2 for word in words)
    return dict(word[1].split("=", 1) for word in words)


def test_the_table_has_every_variable_and_no_other() -> None:
    assert tuple(re.findall(r"^\| `(MLFLOW_ID_TOKEN_\w+)`", README, re.MULTILINE)) == VARIABLES
    assert set(re.findall(r"MLFLOW_ID_TOKEN_\w+", README)) == set(VARIABLES)


def test_there_is_one_block_for_each_source() -> None:
    assert sorted(exports(block)["MLFLOW_ID_TOKEN_SOURCE"] for block in BLOCKS) == sorted(NEEDS)


@pytest.mark.parametrize("block", BLOCKS)
def test_each_block_is_complete(block: str) -> None:
    given = exports(block)
    assert read_settings(given)
    assert given["MLFLOW_TRACKING_AUTH"] == "id-token"
    assert given["MLFLOW_TRACKING_URI"].startswith("https://")


def test_times_are_those_of_the_code() -> None:
    _, happens = README.split("## What happens when")
    numbers = (lifetime.RENEW_BEFORE, *_patience(), cache.REFUSAL_PAUSE)
    assert all(f"{number:g} s" in happens for number in numbers)
    assert "{:g} to {:g} s apart".format(*_shipped("BACKOFF")) in happens
    assert f"{sources.COMMAND_TIMEOUT:g} s |" in README


def _patience() -> tuple[float, float]:
    return _shipped("PATIENCE"), _shipped("FIRST_PATIENCE")


def _shipped(name: str) -> object:
    """The value in the source: the fixtures make these shorter."""
    text = Path(cache.__file__).read_text(encoding="utf-8")
    return yaml.safe_load(re.search(rf"^{name} = (.*)$", text, re.MULTILINE)[1].replace("(", "[").replace(")", "]"))


def test_the_places_in_json_are_those_of_the_code() -> None:
    assert all(f"`{'.'.join(place)}`" in README for place in _PLACES)


class TestCollector:
    """The Collector's configuration: its parts refer to each other."""

    config = yaml.safe_load(re.search(r"```yaml\n(.*?)```", README, re.DOTALL)[1])

    def test_what_the_pipeline_uses_is_configured(self) -> None:
        service = self.config["service"]
        assert list(service["pipelines"]) == ["traces"]
        for kind, names in service["pipelines"]["traces"].items():
            assert set(names) == set(self.config[kind])
        assert set(service["extensions"]) == set(self.config["extensions"])

    def test_the_exporter_takes_its_token_from_the_file_that_the_command_writes(self) -> None:
        (exporter,) = self.config["exporters"].values()
        authenticator = self.config["extensions"][exporter["auth"]["authenticator"]]
        assert f"mlflow-id-token write {authenticator['filename']}\n" in README
        assert "token" not in authenticator

    def test_it_sends_what_mlflow_wants_over_https(self) -> None:
        (exporter,) = self.config["exporters"].values()
        assert exporter["traces_endpoint"].startswith("https://")
        assert exporter["traces_endpoint"].endswith("/v1/traces")
        assert "x-mlflow-experiment-id" in exporter["headers"]

    def test_it_listens_on_this_machine_alone(self) -> None:
        assert self.config["receivers"]["otlp"]["protocols"]["http"]["endpoint"].startswith("127.0.0.1:")
