"""What the metadata endpoint of ECS hands to a task: a session of its role, if ECS may assume that.

In the format of ``AWS_CONTAINER_CREDENTIALS_FULL_URI``; AWS clients ask again before a session ends.
"""

from typing import Any
from uuid import uuid4

from moto.backends import get_backend
from moto.utilities.utils import get_partition

from emulator.iam import account
from emulator.iam.questions import may_assume

SERVICE = "ecs-tasks.amazonaws.com"
ROLES = {"task": "task_role_arn", "execution": "execution_role_arn"}
# AWS's containers get six hours, too.
SECONDS = 6 * 3600


class RefusedError(Exception):
    """Why there are no credentials, and the status of HTTP that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def credentials(family: str, kind: str) -> dict[str, str]:
    """Assume a role of the family's latest active task definition as ECS would; raises ``RefusedError``."""
    region, task = _latest(family)
    arn = getattr(task, ROLES[kind], None)
    if not arn:
        raise RefusedError(404, f"{task.arn} has no {kind} role")
    role = account.role_by_arn(region, arn)
    if role is None:
        raise RefusedError(403, f"ECS was unable to assume the role {arn}: there is no such role")
    partition, number = get_partition(region), uuid4().hex
    source = f"arn:{partition}:ecs:{region}:{account.ACCOUNT}:task/{_cluster(region, task)}/{number}"
    decision = may_assume(account.trust_policy(role), SERVICE, account=account.ACCOUNT, source=source)
    if not decision.allowed:
        raise RefusedError(
            403,
            f"ECS was unable to assume the role {arn}: {SERVICE} is not authorized to perform: "
            f"sts:AssumeRole for {source} {decision.reason}",
        )
    return _issued(region, arn, number)


def _latest(family: str) -> tuple[str, Any]:
    found = []
    for region, backend in list(get_backend("ecs")[account.ACCOUNT].items()):
        active = {
            revision: task
            for revision, task in backend.task_definitions.get(family, {}).items()
            if task.status == "ACTIVE"
        }
        if active:
            found.append((region, active[max(active)]))
    if len(found) != 1:
        raise RefusedError(404, f"{len(found)} regions have an active task definition of the family {family}")
    return found[0]


def _cluster(region: str, task: Any) -> str:
    """Name the cluster whose service runs the family, or the one that tasks run in without a name."""
    for service in list(account.of_region("ecs", region).services.values()):
        runs = str(service.task_definition).rpartition(":")[0] == task.arn.rpartition(":")[0]
        if runs and service.status == "ACTIVE":
            return str(service.cluster_name)
    return "default"


def _issued(region: str, arn: str, session: str) -> dict[str, str]:
    made = account.of_partition("sts", region).assume_role(
        region_name=region,
        role_session_name=session,
        role_arn=arn,
        policy=None,
        duration=SECONDS,
        external_id=None,
    )
    return {
        "RoleArn": arn,
        "AccessKeyId": made.access_key_id,
        "SecretAccessKey": made.secret_access_key,
        "Token": made.session_token,
        "Expiration": f"{made.expiration:%Y-%m-%dT%H:%M:%SZ}",
    }
