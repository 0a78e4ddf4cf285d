"""Application Auto Scaling: the tag calls, which Terraform makes for every target and moto lacks."""

import json
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.exceptions import JsonRESTError
from moto.utilities.tagging_service import TaggingService

_backend_init = ApplicationAutoscalingBackend.__init__
_register = ApplicationAutoScalingResponse.register_scalable_target


def install() -> None:
    ApplicationAutoscalingBackend.__init__ = _init_with_tags
    ApplicationAutoScalingResponse.register_scalable_target = _register_with_tags
    ApplicationAutoScalingResponse.list_tags_for_resource = _list_tags_for_resource
    ApplicationAutoScalingResponse.tag_resource = _tag_resource
    ApplicationAutoScalingResponse.untag_resource = _untag_resource


def _init_with_tags(self: Any, region_name: str, account_id: str) -> None:
    _backend_init(self, region_name, account_id)
    # Kept on the backend, so that moto's own reset empties it too.
    self.tagger = TaggingService()


def _register_with_tags(self: Any) -> str:
    answer = _register(self)
    _add_tags(self, json.loads(answer)["ScalableTargetARN"])
    return answer


def _list_tags_for_resource(self: Any) -> str:
    return json.dumps({"Tags": _tagger(self).get_tag_dict_for_resource(_known_arn(self))})


def _tag_resource(self: Any) -> str:
    _add_tags(self, _known_arn(self))
    return json.dumps({})


def _untag_resource(self: Any) -> str:
    _tagger(self).untag_resource_using_names(_known_arn(self), self._get_param("TagKeys", []))
    return json.dumps({})


def _add_tags(response: Any, arn: str) -> None:
    _tagger(response).tag_resource(
        arn, TaggingService.convert_dict_to_tags_input(response._get_param("Tags", {}))
    )


def _tagger(response: Any) -> TaggingService:
    return response.applicationautoscaling_backend.tagger


def _known_arn(response: Any) -> str:
    arn = response._get_param("ResourceARN")
    targets = response.applicationautoscaling_backend.targets.values()
    if not any(target.arn == arn for by_id in targets for target in by_id.values()):
        raise JsonRESTError("ResourceNotFoundException", f"No scalable target found for ARN: {arn}")
    return arn
