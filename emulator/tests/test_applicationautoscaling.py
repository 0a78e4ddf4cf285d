from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.tests.fleet import ecs_service
from emulator.tests.processes import Server


def registered_target(server: Server, **more: Any) -> tuple[Any, str]:
    """A client, and the ARN of a target that scales a service of its own."""
    service = ecs_service(server)
    scaling = server.client("application-autoscaling")
    arn = scaling.register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=service["serviceArn"].rpartition(":")[2],
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=4,
        **more,
    )["ScalableTargetARN"]
    return scaling, arn


def test_a_target_keeps_the_tags_it_is_registered_with(emulator: Server) -> None:
    scaling, arn = registered_target(emulator, Tags={"Project": "mlflow"})
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Project": "mlflow"}


def test_a_target_without_tags_lists_none(emulator: Server) -> None:
    scaling, arn = registered_target(emulator)
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {}


def test_tags_are_added_replaced_and_removed(emulator: Server) -> None:
    scaling, arn = registered_target(emulator, Tags={"Project": "mlflow", "Stage": "test"})
    scaling.tag_resource(ResourceARN=arn, Tags={"Stage": "live", "Team": "ml"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["Project"])
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"Stage": "live", "Team": "ml"}


def test_an_unknown_target_has_no_tags(emulator: Server) -> None:
    scaling, arn = registered_target(emulator)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        scaling.list_tags_for_resource(ResourceARN=arn[:-1])


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("list_tags_for_resource", {}),
        ("tag_resource", {"Tags": {"Stage": "live"}}),
        ("untag_resource", {"TagKeys": ["Stage"]}),
    ],
)
def test_moto_still_lacks_the_tag_calls(plain: Server, call: str, parameters: dict[str, Any]) -> None:
    scaling, arn = registered_target(plain, Tags={"Project": "mlflow"})
    with pytest.raises(ClientError, match="500"):
        getattr(scaling, call)(ResourceARN=arn, **parameters)
