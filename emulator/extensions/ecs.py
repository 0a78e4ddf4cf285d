"""ECS: what CreateService drops, and services that run as many tasks as they should."""

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores
from moto.ecs.models import Service
from moto.ecs.responses import EC2ContainerServiceResponse

# UpdateService keeps them all: moto sets any parameter it is sent.
DROPPED_BY_CREATE = (
    "availabilityZoneRebalancing",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
)

_create_service = EC2ContainerServiceResponse.create_service
_service_init = Service.__init__


def install() -> None:
    EC2ContainerServiceResponse.create_service = _create_service_completely
    Service.__init__ = _init_running


def _create_service_completely(self: Any) -> ActionResult:
    answer = _create_service(self)
    service = answer.result["service"]
    for name in DROPPED_BY_CREATE:
        value = self._get_param(name)
        if value is not None:
            setattr(service, camelcase_to_underscores(name), value)
    return answer


def _init_running(self: Any, *args: Any, **kwargs: Any) -> None:
    """Start every desired task: moto starts as many as its environment says, whatever was asked for."""
    _service_init(self, *args, **kwargs)
    self.running_count = self.desired_count
    self.pending_count = 0
    for deployment in self.deployments:
        deployment.update(
            runningCount=self.desired_count,
            pendingCount=0,
            rolloutState="COMPLETED",
            rolloutStateReason=f"ECS deployment {deployment['id']} completed.",
        )
