"""Roles of the tests, and clients that have taken one."""

import json
from typing import Any

import boto3
from botocore.config import Config

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import ROOT, document
from emulator.tests.processes import REGION

FOR_THE_ACCOUNT = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "sts:AssumeRole"}


def role(gated: Gated, *statements: dict[str, Any], trust: Any = FOR_THE_ACCOUNT, **more: Any) -> str:
    """Make a role with one inline policy, and give its ARN."""
    iam, name = gated.client("iam"), unique("role")
    trusted = json.dumps(document(trust))
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted, **more)["Role"]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(document(*statements)))
    return str(made["Arn"])


class Session:
    """What a role may do: its clients have the keys that STS gave."""

    def __init__(self, gated: Gated, *statements: dict[str, Any], **more: Any) -> None:
        self._url = gated.server.url
        self.role = role(gated, *statements, **more)
        given = gated.client("sts").assume_role(RoleArn=self.role, RoleSessionName="session")["Credentials"]
        self._session = boto3.Session(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], REGION
        )

    def client(self, service: str) -> Any:
        config = Config(retries={"total_max_attempts": 1})
        return self._session.client(service, endpoint_url=self._url, config=config)

    @property
    def keys(self) -> dict[str, str]:
        """Give the variables that hand the session to another process."""
        given = self._session.get_credentials().get_frozen_credentials()
        return {
            "AWS_ACCESS_KEY_ID": given.access_key,
            "AWS_SECRET_ACCESS_KEY": given.secret_key,
            "AWS_SESSION_TOKEN": given.token,
        }

    @property
    def arn(self) -> str:
        return f"{self.role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session"
