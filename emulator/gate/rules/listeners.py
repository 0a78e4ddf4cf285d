"""Elastic Load Balancing: listeners and their rules."""

import re
from typing import TYPE_CHECKING, Any

from emulator.gate.held import held, load_balancers, target_group
from emulator.gate.rules.say import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

TLS_13 = ("1-0", "1-1", "1-2", "1-2-Res", "1-2-Ext0", "1-2-Ext1", "1-2-Ext2", "1-3")
TLS_POLICIES = frozenset(
    {f"ELBSecurityPolicy-TLS13-{kind}-2021-06" for kind in TLS_13}
    | {f"ELBSecurityPolicy-TLS13-{kind}-FIPS-2023-04" for kind in TLS_13}
    | {f"ELBSecurityPolicy-TLS13-{kind}-PQ-2025-09" for kind in TLS_13}
    | {f"ELBSecurityPolicy-TLS13-{kind}-FIPS-PQ-2025-09" for kind in TLS_13}
    | {
        f"ELBSecurityPolicy-{name}"
        for name in (
            "2015-05", "2016-08", "FS-1-1-2019-08", "FS-1-2-2019-08", "FS-1-2-Res-2019-08",
            "FS-1-2-Res-2020-10", "FS-2018-06", "TLS-1-0-2015-04", "TLS-1-1-2017-01", "TLS-1-2-2017-01",
            "TLS-1-2-Ext-2018-06",
        )
    }
)  # fmt: skip
MOST_VALUES = 5
MOST_HOST_CHARACTERS = 128
# Wildcards are allowed; after the last dot there are letters only.
HOST = re.compile(r"[A-Za-z0-9*?.-]*\.[A-Za-z*?]+")


def listener(call: "Call") -> "Iterator[Finding]":
    policy = call.parameters.get("SslPolicy")
    if policy is not None and policy not in TLS_POLICIES:
        yield refuse(f"SSL policy '{policy}' not found", "SSLPolicyNotFound")
    https = call.name == "elbv2:CreateListener" and call.parameters.get("Protocol") == "HTTPS"
    if https and not call.parameters.get("Certificates"):
        yield refuse("A certificate must be specified for HTTPS listeners")
    yield from _certificates(call)
    yield from _port(call)
    yield from _targets(call, call.parameters.get("DefaultActions") or [])


def _certificates(call: "Call") -> "Iterator[Finding]":
    """Ask for issued ones; moto itself refuses unknown ones, so those of other regions, too."""
    known = held(call, "acm")._certificates
    for each in call.parameters.get("Certificates") or []:
        arn = each.get("CertificateArn")
        if arn in known and known[arn].status != "ISSUED":
            yield refuse(f"The certificate '{arn}' is {known[arn].status}", "UnsupportedCertificate")


def _port(call: "Call") -> "Iterator[Finding]":
    balancer, own = _load_balancer(call), call.parameters.get("ListenerArn")
    for each in list(balancer.listeners.values()) if balancer else ():
        if each.arn != own and str(each.port) == str(call.parameters.get("Port")):
            yield refuse(f"A listener already exists on port {each.port}", "DuplicateListener")


def _targets(call: "Call", actions: list[dict[str, Any]]) -> "Iterator[Finding]":
    balancer = _load_balancer(call)
    for action in actions:
        forwards = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        for arn in {action.get("TargetGroupArn"), *(each.get("TargetGroupArn") for each in forwards)} - {
            None
        }:
            group = target_group(call, str(arn))
            if balancer and group and group.vpc_id and group.vpc_id != balancer.vpc_id:
                yield refuse(f"The target group {arn} is of {group.vpc_id}, its load balancer of "
                             f"{balancer.vpc_id}", "InvalidConfigurationRequest")  # fmt: skip


def _load_balancer(call: "Call") -> Any | None:
    """Find it by its own ARN, by that of one of its listeners, or of one of their rules."""
    named = {call.parameters.get(each) for each in ("LoadBalancerArn", "ListenerArn", "RuleArn")} - {None}
    for each in load_balancers(call):
        listeners = list(each.listeners.values())
        arns = {each.arn, *(one.arn for one in listeners), *(rule for one in listeners for rule in one.rules)}
        if named & arns:
            return each
    return None


def listener_rule(call: "Call") -> "Iterator[Finding]":
    """Check host names, the number of values over all conditions, and where the requests go."""
    yield from _targets(call, call.parameters.get("Actions") or [])
    conditions = call.parameters.get("Conditions") or []
    values = [_values(condition) for condition in conditions]
    number = sum(map(len, values))
    if number > MOST_VALUES:
        yield refuse(f"A rule can only have '{MOST_VALUES}' condition values, this one has {number}")
    for condition, given in zip(conditions, values, strict=True):
        if condition.get("Field") != "host-header":
            continue
        for host in given:
            if len(host) > MOST_HOST_CHARACTERS or not HOST.fullmatch(host):
                yield refuse(f"The host name {host!r} is not valid: at most {MOST_HOST_CHARACTERS} letters, "
                             "digits, hyphens, dots and wildcards, letters after the last dot")  # fmt: skip


def _values(condition: dict[str, Any]) -> list[Any]:
    """List the values of a condition: given by themselves or in the part for its field."""
    listed = list(condition.get("Values") or [])
    for part in condition.values():
        if isinstance(part, dict):
            listed += part.get("Values") or []
    return listed
