"""Short ways to write policies, and to ask them."""

from typing import Any

from emulator.iam.documents import Policy, parse
from emulator.iam.evaluation import Decision, Policies, Question, decide
from emulator.iam.needs.need import named
from emulator.iam.principals import Requester

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/R"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/R/S"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SOMEBODY = Requester(ACCOUNT, role=ROLE, session=SESSION)


def statement(action: Any, resource: Any = "*", effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource} | more


def document(*statements: dict[str, Any], version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> Policy:
    return parse(document(*statements, version=version))


def ask(
    action: str, resource: str, policies: Policies, who: Requester = SOMEBODY, **context: Any
) -> Decision:
    """Decide; a key of the context is written with ``__`` for its colon."""
    given = named({key.replace("__", ":"): value for key, value in context.items()})
    return decide(Question(who, action, resource, given), policies)


def allowed(action: str, resource: str, *statements: dict[str, Any], **context: Any) -> bool:
    """Ask identity policies alone."""
    return ask(action, resource, Policies(identity=(policy(*statements),)), **context).allowed
