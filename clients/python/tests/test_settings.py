"""The environment: what it takes, and what it says of mistakes."""

from __future__ import annotations

import pytest

from mlflow_id_token.errors import SettingsError
from mlflow_id_token.origin import Origin
from mlflow_id_token.settings import NEEDS, VARIABLES, read_settings

COMPLETE = {
    "MLFLOW_ID_TOKEN_AUDIENCE": "mlflow",
    "MLFLOW_ID_TOKEN_SERVICE_ACCOUNT": "ci@project.iam.gserviceaccount.com",
    "MLFLOW_ID_TOKEN_COMMAND": "kubelogin get-token 'two words'",
    "MLFLOW_ID_TOKEN_FILE": "/var/run/token",
}


def environment(source: str, **more: str) -> dict[str, str]:
    given = {"MLFLOW_ID_TOKEN_SOURCE": source, **{name: COMPLETE[name] for name in NEEDS[source]}}
    return given | {f"MLFLOW_ID_TOKEN_{name}": value for name, value in more.items()}


def problems(given: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(SettingsError) as caught:
        read_settings(given)
    return [(problem.where.removeprefix("MLFLOW_ID_TOKEN_"), problem.given) for problem in caught.value.problems]


@pytest.mark.parametrize("source", NEEDS)
def test_each_source_needs_its_variables_and_no_other(source: str) -> None:
    given = environment(source)
    assert read_settings(given).source == source
    for name in NEEDS[source]:
        assert problems(given | {name: " "}) == [(name.removeprefix("MLFLOW_ID_TOKEN_"), "nothing")]


def test_a_command_is_split_into_words() -> None:
    assert read_settings(environment("exec")).command == ("kubelogin", "get-token", "two words")


@pytest.mark.parametrize("source", NEEDS)
def test_what_would_be_ignored_is_refused(source: str) -> None:
    unused = [name for name in COMPLETE if name not in NEEDS[source] and not name.endswith("AUDIENCE")]
    found = problems(environment(source) | {name: COMPLETE[name] for name in unused})
    assert {f"MLFLOW_ID_TOKEN_{where}" for where, _ in found} == set(unused)


def test_all_problems_come_at_once_each_with_its_fix() -> None:
    given = environment("gcloud-sa", AUDIENCE="-x", SERVICE_ACCOUNT="ci", HOST="https://h", COMMAND="'")
    assert {where for where, _ in problems(given)} == {"AUDIENCE", "SERVICE_ACCOUNT", "HOST", "COMMAND"}
    with pytest.raises(SettingsError) as caught:
        read_settings(given)
    assert str(caught.value).count("; fix: ") == len(caught.value.problems)
    assert len(str(caught.value).splitlines()) == 1 + len(caught.value.problems)


@pytest.mark.parametrize("source", ["", "gcp", "EXEC"])
def test_an_unknown_source_lists_those_that_there_are(source: str) -> None:
    with pytest.raises(SettingsError, match="gcloud, gcloud-sa, ambient, aws, exec, file"):
        read_settings({"MLFLOW_ID_TOKEN_SOURCE": source})


@pytest.mark.parametrize("audience", ["two words", "-option", "a\x1b[1m", "--"])
def test_an_audience_is_one_word_that_is_no_option(audience: str) -> None:
    assert [where for where, _ in problems(environment("ambient", AUDIENCE=audience))] == ["AUDIENCE"]


@pytest.mark.parametrize("audience", ["https://mlflow.example.com", "file:///etc/passwd"])
def test_aws_is_given_no_audience_that_its_cli_would_load(audience: str) -> None:
    assert [where for where, _ in problems(environment("aws", AUDIENCE=audience))] == ["AUDIENCE"]
    assert read_settings(environment("ambient", AUDIENCE=audience)).audience == audience


@pytest.mark.parametrize(
    ("host", "read"),
    [
        ("mlflow.example.com", Origin("", "mlflow.example.com", 0)),
        ("MLflow.Example.com:8443", Origin("", "mlflow.example.com", 8443)),
        ("h:443", Origin("", "h", 443)),
        ("[::1]", Origin("", "::1", 0)),
        ("[::1]:5000", Origin("", "::1", 5000)),
    ],
)
def test_a_host_may_have_a_port(host: str, read: Origin) -> None:
    assert read_settings(environment("file", HOST=host)).host == read


@pytest.mark.parametrize(
    "host", ["https://h", "h/path", "u:pw@h", "h:x", "h:99999", "::1", "h?q", "a b", "*", "h'", "h,i"]
)
def test_a_host_is_nothing_else(host: str) -> None:
    assert [where for where, _ in problems(environment("file", HOST=host))] == ["HOST"]


@pytest.mark.parametrize("name", [name for name in VARIABLES if not name.endswith("FILE")])
def test_no_secret_that_was_put_into_the_wrong_variable_is_shown(name: str) -> None:
    secret = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2VjcmV0c2VjcmV0"  # noqa: S105
    for value in (f"'{secret}", f"user:{secret}@host", f"-{secret} x"):
        with pytest.raises(SettingsError) as caught:
            read_settings({"MLFLOW_ID_TOKEN_SOURCE": "", name: value})
        assert "c2VjcmV0" not in str(caught.value) + repr(caught.value)


def test_a_command_is_not_in_the_repr() -> None:
    assert "kubelogin" not in repr(read_settings(environment("exec")))
