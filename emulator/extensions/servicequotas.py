"""Service Quotas: what a new account may have beside its VPCs, the only service that moto knows quotas of."""

import json
from typing import Any

from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

# AWS's defaults for new accounts, by service and code.
QUOTAS = {
    ("ec2", "L-0263D0A3"): ("EC2-VPC Elastic IPs", 5.0),
    ("fargate", "L-3032A538"): ("Fargate On-Demand vCPU resource count", 6.0),
}

_get = ServiceQuotasBackend.get_service_quota


def install() -> None:
    ServiceQuotasBackend.get_service_quota = _get_quota
    ServiceQuotasResponse.get_aws_default_service_quota = _get_default


def _get_quota(self: Any, service_code: str, quota_code: str) -> dict[str, Any]:
    known = QUOTAS.get((service_code, quota_code))
    if known is None:
        return _get(self, service_code, quota_code)
    name, value = known
    return {
        "ServiceCode": service_code,
        "QuotaCode": quota_code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": False,
    }


def _get_default(self: Any) -> str:
    """Nobody has asked for more here, so that the default is the quota."""
    given = json.loads(self.body)
    quota = self.backend.get_service_quota(given["ServiceCode"], given["QuotaCode"])
    return json.dumps({"Quota": quota})
