"""Every list of requirements is exact, and complete for every supported Python."""

import re
import sys
from functools import cached_property
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from emulator.tests.processes import REPOSITORY

SUPPORTED_PYTHONS = ("3.10", "3.11", "3.12", "3.13")
PRESENT_PYTHON = "{}.{}".format(*sys.version_info[:2])


class Environment:
    """A virtual environment and the list that it is made from."""

    def __init__(self, name: str, requirements: str) -> None:
        self.folder = REPOSITORY / ".venv" / name
        self.lines = [
            line
            for line in (REPOSITORY / requirements).read_text().splitlines()
            if line and not line.startswith("#")
        ]
        self.pinned = {canonicalize_name(each.name): each for each in map(Requirement, self.lines)}

    @cached_property
    def installed(self) -> dict[str, Distribution]:
        if not (self.folder / ".requirements.sha256").exists():
            pytest.skip(f"{self.folder.name} is not set up")
        packages = distributions(path=[str(each) for each in Path(self.folder).glob("lib/*/site-packages")])
        return {canonicalize_name(each.name): each for each in packages}

    def lists(self, need: Requirement, python: str) -> bool:
        requirement = self.pinned.get(canonicalize_name(need.name))
        return requirement is not None and wanted_on(requirement, python)


@pytest.fixture(
    params=[
        ("emulator", "emulator/requirements.txt"),
        ("rehearsal", "src/rehearsal/requirements.txt"),
        ("policy", "__tests__/policy/requirements.txt"),
    ],
    ids=lambda names: names[0],
)
def environment(request: pytest.FixtureRequest) -> Environment:
    return Environment(*request.param)


def wanted_on(requirement: Requirement, python: str, extras: frozenset[str] = frozenset()) -> bool:
    marker = requirement.marker
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    return not marker or any(marker.evaluate(environment | {"extra": extra}) for extra in extras or {""})


def test_every_line_is_an_exact_version(environment: Environment) -> None:
    exact = r"[a-z0-9-]+(\[[a-z0-9,]+\])?==[0-9.a-z]+( ?; ?.+)?"
    assert [line for line in environment.lines if not re.fullmatch(exact, line)] == []


def test_what_is_installed_is_what_is_listed(environment: Environment) -> None:
    installed = {name: package.version for name, package in environment.installed.items()}
    listed = {
        name: str(requirement.specifier).removeprefix("==")
        for name, requirement in environment.pinned.items()
        if wanted_on(requirement, PRESENT_PYTHON)
    }
    assert {
        name: version for name, version in installed.items() if name not in {"pip", "setuptools"}
    } == listed


def test_nothing_that_a_package_needs_is_left_out(environment: Environment) -> None:
    left_out = {
        f"{name} needs {need} on Python {python}"
        for python in SUPPORTED_PYTHONS
        for name, package in environment.installed.items()
        if name in environment.pinned and wanted_on(environment.pinned[name], python)
        for need in map(Requirement, package.requires or [])
        if wanted_on(need, python, frozenset(environment.pinned[name].extras))
        and not environment.lists(need, python)
    }
    assert left_out == set()
