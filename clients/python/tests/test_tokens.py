"""What counts as a token."""

from __future__ import annotations

import json

import pytest
from tokens import encoded, jwt

from mlflow_id_token.errors import SourceError
from mlflow_id_token.tokens import parse_token

TOKEN = jwt(exp=5000, iat=1400.5, email="a@example.com", aud=["mlflow", "b"])


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "ExecCredential", "status": {"token": TOKEN}},
        {"WebIdentityToken": TOKEN, "Expiration": "2030-01-01T00:00:00Z"},
        {"access_token": "ya29.x", "id_token": TOKEN},
        {"count": 1, "value": TOKEN},
    ],
)
def test_json_holds_the_token_where_programs_put_it(document: object) -> None:
    assert parse_token(json.dumps(document, indent=2)).value == TOKEN


def test_claims_are_read_without_being_verified() -> None:
    token = parse_token(f"\n{TOKEN}\r\n")
    assert (token.value, token.expires, token.issued) == (TOKEN, 5000, 1400.5)
    assert (token.issuer, token.subject, token.email) == ("https://issuer.example", "1", "a@example.com")
    assert token.audiences == ("mlflow", "b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing"),
        ("ya29.a0AfH6SMBsecret", "access token"),
        (f"{TOKEN}\n{TOKEN}", "something else"),
        (f"Bearer {TOKEN}", "something else"),
        (f"{TOKEN}\r\nX-Evil: 1", "something else"),
        (TOKEN.rpartition(".")[0] + ".", "something else"),
        (f"{TOKEN}.d.e", "something else"),
        (f"e30.{encoded([1])}.c2ln", "something else"),
        ("e30.!!!!.c2ln", "something else"),
        (f"e30.{'A' * 70000}.c2ln", "something else"),
        (f"e30.{encoded({'sub': '1'})}.c2ln", "claim exp"),
        (jwt(exp=True), "claim exp"),
        (jwt(exp="5000"), "claim exp"),
        (jwt(exp=-1), "claim exp"),
        ("{", "broken JSON"),
        ("{" * 100_000, "broken JSON"),
        ('{"status": {"token": 1}, "token": "x"}', "status.token, WebIdentityToken, id_token, value"),
    ],
)
def test_anything_else_is_refused_and_not_shown(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        parse_token(text)
    error = caught.value
    assert not any(part in str(error) for part in ("SECRET", "ya29", "X-Evil"))
    assert error.__cause__ is None
    assert error.__context__ is None  # the errors of json hold the whole text


@pytest.mark.parametrize("audiences", ["other", ["other", "more"], None, [1]])
def test_a_token_for_another_audience_is_refused(audiences: object) -> None:
    with pytest.raises(SourceError, match="MLFLOW_ID_TOKEN_AUDIENCE is mlflow"):
        parse_token(jwt(aud=audiences), "mlflow")
    assert parse_token(jwt(aud=audiences))


def test_the_audience_may_be_one_of_several() -> None:
    assert parse_token(jwt(aud=["x", "mlflow"]), "mlflow")


def test_claims_cannot_write_to_a_terminal() -> None:
    assert parse_token(jwt(sub="a\x1b]0;b", email=["x"])).subject == ""


def test_a_token_is_in_no_repr() -> None:
    assert "SECRET" not in repr(parse_token(TOKEN))
    assert "@" not in repr(parse_token(TOKEN))
