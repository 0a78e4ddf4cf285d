"""The log of calls: one JSON line each, without a secret in it."""

import hashlib
import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botocore.model import Shape

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call, Caller
    from emulator.iam.needs.need import Need

HASH_PREFIX = "sha256:"


class CallLog:
    """Appends to a file; a line is written at once and whole, whatever threads do beside it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.touch()  # a path that cannot be written is said at the start
        self._lock = threading.Lock()

    def write(
        self,
        caller: "Caller",
        call: "Call | None",
        name: str,
        status: int,
        findings: list["Finding"],
        asked: "Sequence[Need]" = (),
    ) -> None:
        line = {
            "who": caller.access_key,
            # Whoever has a presigned address makes the call in the name of its signer.
            "presigned": caller.presigned,
            "region": caller.region,
            "call": name,
            "parameters": readable(call.operation.input_shape, call.parameters) if call else None,
            "status": status,
            # What a policy must allow for this call; a policy made from evidence is made from these.
            "permissions": [{"action": each.action, "resource": each.resource} for each in asked],
            "findings": [{"layer": each.layer, "message": each.message} for each in findings],
        }
        text = json.dumps(line, default=str, ensure_ascii=False)
        with self._lock, self._file.open("a", encoding="utf-8") as stream:
            stream.write(f"{text}\n")


def readable(shape: "Shape | None", value: Any) -> Any:
    """Hash what the model calls sensitive, and contents: objects, encrypted blobs, states."""
    if shape is None or value is None:
        return value
    if shape.metadata.get("sensitive") or shape.type_name == "blob":
        return _hashed(value)
    if shape.type_name == "structure" and isinstance(value, dict):
        return {name: readable(shape.members.get(name), item) for name, item in value.items()}
    if shape.type_name == "list":
        return [readable(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: readable(shape.value, item) for key, item in value.items()}
    return value


def _hashed(value: Any) -> str:
    data = value if isinstance(value, bytes) else str(value).encode()
    return HASH_PREFIX + hashlib.sha256(data).hexdigest()
