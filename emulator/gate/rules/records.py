"""Route 53: records that do not lie in their zone, or that are there already."""

from typing import TYPE_CHECKING, Any

from emulator.gate.rules.say import refuse
from emulator.iam import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

Key = tuple[str, str, str | None]
CODE = "InvalidChangeBatch"


def records(call: "Call") -> "Iterator[Finding]":
    """Judge what a batch makes, beside what is left in the zone once the batch has deleted its part."""
    zones = account.of_partition("route53", call.region).zones
    zone = zones.get(call.parameters.get("HostedZoneId", "").rpartition("/")[2])
    if zone is None:
        return
    changes = (call.parameters.get("ChangeBatch") or {}).get("Changes") or []
    held = {_key(each.name, each.type, each.set_identifier) for each in list(zone.rrsets)}
    held -= {_given(each) for each in changes if each.get("Action") == "DELETE"}
    suffix = zone.name.strip(".").lower()
    for each in changes:
        if each.get("Action") != "DELETE":
            yield from _made(each.get("Action"), _given(each), suffix, held)


def _made(action: str, key: Key, zone: str, held: set[Key]) -> "Iterator[Finding]":
    name, kind, _ = key
    if not f".{name}".endswith(f".{zone}"):
        yield refuse(f"RRSet with DNS name {name}. is not permitted in zone {zone}.", CODE)
    if action == "CREATE" and key in held:
        yield refuse(
            f"Tried to create resource record set [name='{name}.', type='{kind}'] but it already exists", CODE
        )
    others = {other for known, other, _ in held if known == name} - {kind}
    if others and "CNAME" in others | {kind}:
        yield refuse(
            f"RRSet of type {kind} with DNS name {name}. is not permitted because a conflicting RRSet of "
            f"type {', '.join(sorted(others))} with the same DNS name already exists in zone {zone}.",
            CODE,
        )


def _given(change: dict[str, Any]) -> Key:
    record = change.get("ResourceRecordSet") or {}
    return _key(record.get("Name", ""), record.get("Type", ""), record.get("SetIdentifier"))


def _key(name: str, kind: str, identifier: str | None) -> Key:
    return name.strip(".").lower(), kind, identifier
