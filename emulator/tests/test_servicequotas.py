import pytest
from botocore.exceptions import ClientError

from emulator.tests.gated import Gated
from emulator.tests.processes import Server

ADDRESSES = {"ServiceCode": "ec2", "QuotaCode": "L-0263D0A3"}
FARGATE = {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}
UNKNOWN = {"ServiceCode": "ec2", "QuotaCode": "L-00000000"}


@pytest.mark.parametrize(("quota", "value"), [(ADDRESSES, 5), (FARGATE, 6)])
def test_a_new_account_has_the_defaults(emulator: Server, quota: dict[str, str], value: int) -> None:
    quotas = emulator.client("service-quotas")
    assert quotas.get_service_quota(**quota)["Quota"]["Value"] == value
    assert quotas.get_aws_default_service_quota(**quota)["Quota"]["Value"] == value


def test_another_quota_is_none(emulator: Server) -> None:
    quotas = emulator.client("service-quotas")
    with pytest.raises(quotas.exceptions.NoSuchResourceException):
        quotas.get_service_quota(**UNKNOWN)


@pytest.mark.parametrize("quota", [ADDRESSES, FARGATE])
def test_moto_still_knows_vpcs_only(plain: Server, quota: dict[str, str]) -> None:
    with pytest.raises(ClientError):
        plain.client("service-quotas").get_service_quota(**quota)


def test_the_gate_reads_the_calls(gated: Gated) -> None:
    line = gated.call("service-quotas", "get_service_quota", **FARGATE)
    assert line["call"] == "service-quotas:GetServiceQuota"
    assert line["parameters"] == FARGATE
    assert line["permissions"][0]["action"] == "servicequotas:GetServiceQuota"
    assert line["findings"] == []
