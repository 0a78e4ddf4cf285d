"""EC2: descriptions of security-group rules that name a group or a prefix list, which moto forgets."""

from typing import Any

from moto.ec2.models.security_groups import SecurityGroupRule

_rule_init = SecurityGroupRule.__init__


def install() -> None:
    SecurityGroupRule.__init__ = _init_with_prefix_list_description
    SecurityGroupRule.description = property(_description)


def _init_with_prefix_list_description(
    self: Any,
    ec2_backend: Any,
    ip_protocol: str,
    group_id: str,
    from_port: str | None,
    to_port: str | None,
    ip_range: dict[str, str] | None,
    source_group: dict[str, str] | None = None,
    prefix_list_id: dict[str, str] | None = None,
    **kwargs: Any,
) -> None:
    _rule_init(
        self,
        ec2_backend,
        ip_protocol,
        group_id,
        from_port,
        to_port,
        ip_range,
        source_group,
        prefix_list_id,
        **kwargs,
    )
    # Of the prefix list moto keeps the id alone.
    self.prefix_list_description = (prefix_list_id or {}).get("Description")


def _description(self: Any) -> str | None:
    return (
        self.ip_range.get("Description")
        or self.source_group.get("Description")
        or self.prefix_list_description
    )
