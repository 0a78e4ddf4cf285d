"""Programs and files as sources. Stand-ins for gcloud and aws lie on a PATH of their own."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest
from tokens import jwt

from mlflow_id_token.errors import SourceError, UnusableSourceError
from mlflow_id_token.settings import Settings
from mlflow_id_token.sources import CommandSource, FileSource, make_source

SA = "ci@p.iam.gserviceaccount.com"


def script(directory: Path, name: str, body: str) -> Path:
    path = directory / name
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n")
    path.chmod(0o755)
    return path


def python(code: str, *arguments: str, timeout: float = 20) -> CommandSource:
    return CommandSource((sys.executable, "-c", f"import os, sys, time\n{code}", *arguments), "do this", None, timeout)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "program", "arguments"),
    [
        (Settings("gcloud"), "gcloud", ["auth", "print-identity-token"]),
        (
            Settings("gcloud-sa", audience="mlflow", service_account=SA),
            "gcloud",
            [
                *("auth", "print-identity-token"),
                *(f"--impersonate-service-account={SA}", "--audiences=mlflow", "--include-email"),
            ],
        ),
        (
            Settings("aws", audience="mlflow"),
            "aws",
            [
                *("sts", "get-web-identity-token", "--audience", "mlflow", "--signing-algorithm", "RS256"),
                *("--duration-seconds", "900", "--query", "WebIdentityToken", "--output", "text"),
            ],
        ),
        (Settings("exec", command=("helper", "a b", "$HOME", ";")), "helper", ["a b", "$HOME", ";"]),
    ],
)
def test_each_program_gets_exactly_its_words(
    programs: Path, settings: Settings, program: str, arguments: list[str]
) -> None:
    token, seen = jwt(), programs / "seen"
    script(programs, program, f"open({str(seen)!r}, 'w').write(json.dumps(sys.argv[1:]))\nprint({token!r})")
    assert make_source(settings)().value == token
    assert json.loads(seen.read_text()) == arguments


def test_ambient_asks_the_package_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real package, on the platform that needs no server: GitLab, which hands the token out in a variable."""
    token = jwt()
    for name in ("GITHUB_ACTIONS", "BUILDKITE", "CIRCLECI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("MLFLOW_ID_TOKEN", token)
    monkeypatch.chdir(tmp_path)
    assert make_source(Settings("ambient", audience="mlflow"))().value == token
    monkeypatch.delenv("MLFLOW_ID_TOKEN")
    with pytest.raises(SourceError, match="id-token: write") as caught:
        make_source(Settings("ambient", audience="mlflow"))()
    assert "SECRET" not in str(caught.value)


def test_ambient_without_its_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UnusableSourceError, match=r"pip install 'mlflow-id-token\[ambient\]'"):
        make_source(Settings("ambient", audience="mlflow"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings("gcloud"), "gcloud is not installed.*gcloud auth login"),
        (Settings("aws", audience="x"), "aws is not installed.*sts:GetWebIdentityToken"),
        (Settings("exec", command=("nothere",)), "nothere is not installed, or not on PATH"),
    ],
)
@pytest.mark.usefixtures("programs")
def test_a_missing_program_says_what_to_do(settings: Settings, said: str) -> None:
    with pytest.raises(UnusableSourceError, match=said):
        make_source(settings)()


def test_a_file_that_is_no_program_is_unusable(programs: Path) -> None:
    (programs / "helper").write_text("neither a script nor a binary")
    (programs / "helper").chmod(0o755)
    with pytest.raises(UnusableSourceError, match="cannot be run: Exec format error"):
        make_source(Settings("exec", command=("helper",)))()


def test_a_failure_shows_the_complaint_without_secrets(programs: Path) -> None:
    opaque = "a" * 50
    words = f"ERROR: not logged in {jwt()} Bearer abc ya29.x-y_z {opaque}"
    script(programs, "gcloud", f"print({jwt()!r})\nsys.exit({words!r})")
    with pytest.raises(SourceError) as caught:
        make_source(Settings("gcloud"))()
    assert str(caught.value) == (
        "gcloud ended with exit code 1: install the Google Cloud CLI and run: gcloud auth login. "
        "It said: ERROR: not logged in [redacted] [redacted] [redacted] [redacted]"
    )


def test_a_long_complaint_is_cut_after_it_was_redacted() -> None:
    with pytest.raises(SourceError) as caught:
        python("sys.exit('x ' * 10000 + 'eyJ' + 'a' * 5000)")()
    assert len(str(caught.value)) < 700
    assert str(caught.value).endswith("x [redacted]")


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = (
        "import subprocess\nchild = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid))\nprint({jwt()!r}, flush=True)\ntime.sleep(60)"
    )
    start = time.monotonic()
    with pytest.raises(SourceError, match="took longer than 2 s: do this") as caught:
        python(code, timeout=2)()
    assert time.monotonic() - start < 20
    assert caught.value.__context__ is None  # TimeoutExpired holds the output
    for _ in range(100):
        if not Path(f"/proc/{pid.read_text()}/cmdline").exists():
            break
        time.sleep(0.05)
    state = Path(f"/proc/{pid.read_text()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_program_has_no_input_and_the_whole_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    token = jwt()
    monkeypatch.setenv("MINE", token)
    reader, writer = os.pipe()
    os.write(writer, b"typed by somebody")
    ours = os.dup(0)
    os.dup2(reader, 0)
    try:
        assert python("assert not os.read(0, 99)\nprint(os.environ['MINE'])")().value == token
    finally:
        os.dup2(ours, 0)
        for descriptor in (reader, writer, ours):
            os.close(descriptor)


def test_warnings_of_a_program_that_succeeds_do_not_matter() -> None:
    token = jwt()
    assert python(f"print('a new version is there', file=sys.stderr)\nprint({token!r})")().value == token


def test_output_that_is_no_text_is_refused() -> None:
    with pytest.raises(SourceError, match="something else"):
        python(r"sys.stdout.buffer.write(b'\xff\xfe')")()


def test_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    path, first, second = tmp_path / "token", jwt(), jwt()
    source = FileSource(str(path))
    with pytest.raises(SourceError, match=r"token \(MLFLOW_ID_TOKEN_FILE\) cannot be read: No such file"):
        source()
    path.write_text(first + "\n")
    assert source().value == first
    path.write_text(second)
    assert source().value == second
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SourceError, match="not a text") as caught:
        source()
    assert caught.value.__context__ is None


def test_the_audience_holds_for_every_source(tmp_path: Path, programs: Path) -> None:
    path = tmp_path / "token"
    path.write_text(jwt(aud="other"))
    script(programs, "gcloud", f"print({jwt(aud='other')!r})")
    for settings in (Settings("file", audience="mlflow", file=str(path)), Settings("gcloud", audience="mlflow")):
        with pytest.raises(SourceError, match="for the audience other"):
            make_source(settings)()


def test_no_token_is_in_an_argument_vector(programs: Path) -> None:
    """What other users of the machine could see: our own process and that of the source."""
    token = jwt()
    script(programs, "helper", f"assert 'SECRET' not in open('/proc/self/cmdline').read()\nprint({token!r})")
    assert make_source(Settings("exec", command=("helper",)))().value == token
    assert token not in Path(f"/proc/{os.getpid()}/cmdline").read_text()
