"""Elastic Load Balancing: the default scheme, which moto leaves out when none was asked for."""

from typing import Any

from moto.elbv2.models import ELBv2Backend

_create_load_balancer = ELBv2Backend.create_load_balancer


def install() -> None:
    ELBv2Backend.create_load_balancer = _create_with_scheme


def _create_with_scheme(self: Any, *args: Any, scheme: str | None = None, **kwargs: Any) -> Any:
    return _create_load_balancer(self, *args, scheme=scheme or "internet-facing", **kwargs)
