"""Policies that AWS takes and that do nothing, as parliament knows them.

An action that no service has, a kind of resource that the action is not about, a condition key that AWS
never sends with it: such a statement is stored without a word and never holds.
"""

import functools
import importlib.util
import json
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from emulator.iam.web_identity import ACTION as WEB_IDENTITY
from emulator.iam.web_identity import is_claim

# By call, the parameter with the document.
DOCUMENTS = {
    "iam:CreatePolicy": "PolicyDocument",
    "iam:CreatePolicyVersion": "PolicyDocument",
    "iam:CreateRole": "AssumeRolePolicyDocument",
    "iam:PutRolePolicy": "PolicyDocument",
    "iam:UpdateAssumeRolePolicy": "PolicyDocument",
    "kms:CreateKey": "Policy",
    "kms:PutKeyPolicy": "Policy",
    "s3:PutBucketPolicy": "Policy",
    "secretsmanager:PutResourcePolicy": "ResourcePolicy",
}
WRONG = frozenset(
    {"INVALID_ARN", "UNKNOWN_ACTION", "UNKNOWN_OPERATOR", "UNKNOWN_PREFIX", "UNKNOWN_PRINCIPAL"}
)
# Newer than parliament's tables: the keys that AWS sends with it. It is about no resource.
NEWER = {
    "sts:getwebidentitytoken": frozenset(
        {"sts:durationseconds", "sts:identitytokenaudience", "sts:signingalgorithm", "sts:subjectmode"}
    )
}
# AWS's tables give it no kind of resource, but its messages of refusal name the group with an empty name.
ABOUT_ALL_GROUPS = "logs:describeloggroups"


def policy_findings(lines: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Judge every document of the log once, where it came first."""
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        text = (line["parameters"] or {}).get(DOCUMENTS.get(line["call"], ""))
        if line["status"] < 300 and isinstance(text, str) and text not in seen:
            seen.add(text)
            for found in sorted(set(_findings(json.loads(text)))):
                yield f"line {number}: {line['call']}: {found}"


def _findings(document: dict[str, Any]) -> Iterator[str]:
    given = document.get("Statement") or []
    for statement in [given] if isinstance(given, dict) else given:
        newer = _named(statement) and _named(statement) <= set(NEWER)
        yield from _newer_findings(statement) if newer else _statement_findings(statement)


def _statement_findings(statement: dict[str, Any]) -> Iterator[str]:
    # A trust policy is about its own role, which parliament does not know.
    whole = statement if {"Resource", "NotResource"} & set(statement) else statement | {"Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [whole]})
    named = _named(statement)
    unknown: dict[str, set[str]] = {}
    for finding in _parliament().analyze_policy_string(text, ignore_private_auditors=True).findings:
        if finding.issue in WRONG:
            yield f"{finding.issue}: {finding.detail}"
        elif finding.issue == "RESOURCE_MISMATCH":
            for each in finding.detail:
                # What is named as two kinds of load balancers is about either.
                either = "/net/" in each["required_format"]
                if each["action"].lower() in named - {ABOUT_ALL_GROUPS} and not either:
                    yield f"{finding.issue}: {each['action']} is about {each['required_format']}"
        elif finding.issue == "UNKNOWN_CONDITION_FOR_ACTION":
            _, _, key, _, _, action = str(finding.detail).split(" ")
            if action.lower() == WEB_IDENTITY.lower() and is_claim(key):
                continue
            unknown.setdefault(key, set()).add(action.lower())
    for key, actions in unknown.items():
        # A wildcard also covers actions without the key; that is a mistake only if it covers no other.
        wrong = actions if actions == _covered(statement) else actions & named
        for action in sorted(wrong)[:1]:
            yield f"UNKNOWN_CONDITION_FOR_ACTION: AWS never sends {key} with {action}"


def _newer_findings(statement: dict[str, Any]) -> Iterator[str]:
    keys = {key.lower() for each in (statement.get("Condition") or {}).values() for key in each}
    for action in sorted(_named(statement)):
        for key in sorted(keys - NEWER[action]):
            yield f"UNKNOWN_CONDITION_FOR_ACTION: AWS never sends {key} with {action}"


def _actions(statement: dict[str, Any]) -> list[str]:
    given = statement.get("Action") or []
    return [given] if isinstance(given, str) else given


def _named(statement: dict[str, Any]) -> frozenset[str]:
    """Name the actions that the statement writes out."""
    return frozenset(action.lower() for action in _actions(statement) if "*" not in action)


def _covered(statement: dict[str, Any]) -> set[str]:
    expand = _parliament().expand_action
    expanded = [each for action in _actions(statement) for each in expand(action, raise_exceptions=False)]
    return {f"{each['service']}:{each['action']}".lower() for each in expanded}


@functools.cache
def _parliament() -> Any:
    """Import parliament, which asks setuptools, no longer a part of Python, where its own files are."""
    found = importlib.util.find_spec("parliament")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("parliament")
    home = Path(found.origin).parent
    sys.modules["pkg_resources"] = SimpleNamespace(  # type: ignore[assignment]
        resource_filename=lambda _package, name: str(home / name)
    )
    try:
        with warnings.catch_warnings():
            # It leaves its two files open, and its patterns have escapes that newer Pythons warn of.
            warnings.simplefilter("ignore")
            return importlib.import_module("parliament")
    finally:
        del sys.modules["pkg_resources"]
