from typing import Any

import pytest

from emulator.tests.fleet import unique
from emulator.tests.processes import Server

TEXT = "MySQL from the service"


def rule_naming(server: Server, source: str) -> tuple[Any, dict[str, Any]]:
    """A client, and a described ingress rule whose source is a group, a prefix list or a range."""
    ec2 = server.client("ec2")
    group = ec2.create_security_group(GroupName=unique("database"), Description="database")["GroupId"]
    sources = {
        "group": {"UserIdGroupPairs": [{"GroupId": group, "Description": TEXT}]},
        "prefix list": {"PrefixListIds": [{"PrefixListId": "pl-7d6f9c1a", "Description": TEXT}]},
        "range": {"IpRanges": [{"CidrIp": "10.1.0.0/16", "Description": TEXT}]},
    }
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306} | sources[source]],
    )
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])[
        "SecurityGroupRules"
    ]
    return ec2, next(rule for rule in rules if not rule["IsEgress"])


@pytest.mark.parametrize("source", ["group", "prefix list", "range"])
def test_the_description_of_a_rule_is_read_back(emulator: Server, source: str) -> None:
    _, rule = rule_naming(emulator, source)
    assert rule["Description"] == TEXT


def test_a_changed_description_is_read_back(emulator: Server) -> None:
    ec2, rule = rule_naming(emulator, "group")
    ec2.modify_security_group_rules(
        GroupId=rule["GroupId"],
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": rule["SecurityGroupRuleId"],
                "SecurityGroupRule": {
                    "IpProtocol": "tcp",
                    "FromPort": 3306,
                    "ToPort": 3306,
                    "ReferencedGroupId": rule["ReferencedGroupInfo"]["GroupId"],
                    "Description": "changed",
                },
            }
        ],
    )
    [changed] = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])[
        "SecurityGroupRules"
    ]
    assert changed["Description"] == "changed"


@pytest.mark.parametrize("source", ["group", "prefix list"])
def test_moto_still_forgets_the_description(plain: Server, source: str) -> None:
    _, rule = rule_naming(plain, source)
    assert "Description" not in rule
