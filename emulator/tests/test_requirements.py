"""The list of requirements is exact, and complete for every supported Python."""

import re
import sys
from importlib.metadata import distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from emulator.tests.processes import REPOSITORY

SUPPORTED_PYTHONS = ("3.10", "3.11", "3.12", "3.13")
LINES = [
    line
    for line in (REPOSITORY / "emulator/requirements.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
PINNED = {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, LINES)}


def wanted_on(requirement: Requirement, python: str, extras: frozenset[str] = frozenset()) -> bool:
    marker = requirement.marker
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    return not marker or any(marker.evaluate(environment | {"extra": extra}) for extra in extras or {""})


def test_every_line_is_an_exact_version() -> None:
    loose = [
        line for line in LINES if not re.fullmatch(r"[a-z0-9-]+(\[[a-z0-9,]+\])?==[0-9.a-z]+( ?; ?.+)?", line)
    ]
    assert loose == []


def test_what_is_installed_is_what_is_listed() -> None:
    installed = {canonicalize_name(each.name): each.version for each in distributions()}
    listed = {
        name: str(requirement.specifier).removeprefix("==")
        for name, requirement in PINNED.items()
        if wanted_on(requirement, "{}.{}".format(*sys.version_info[:2]))
    }
    assert {
        name: version for name, version in installed.items() if name not in {"pip", "setuptools"}
    } == listed


def test_nothing_that_a_package_needs_is_left_out() -> None:
    left_out = {
        f"{name} needs {need} on Python {python}"
        for python in SUPPORTED_PYTHONS
        for name, requirement in PINNED.items()
        if wanted_on(requirement, python) and name not in {"exceptiongroup", "tomli", "typing-extensions"}
        for need in map(Requirement, requires(name) or [])
        if wanted_on(need, python, frozenset(requirement.extras)) and not listed_for(need, python)
    }
    assert left_out == set()


def listed_for(need: Requirement, python: str) -> bool:
    requirement = PINNED.get(canonicalize_name(need.name))
    return requirement is not None and wanted_on(requirement, python)
