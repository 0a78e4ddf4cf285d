"""``python -m emulator.verdicts``: use the roles of a task, and tell what each may do.

The rows are a JSON list. A row has ``as``, which is ``task``, ``execution``, ``administrator`` or ``caller``
(whoever's credentials are in the environment), and either a call, or ``trusts``: service, account and source
of somebody who would assume the role. Each row is answered by a verdict: ``allowed``, ``denied``, or the code
of any other error.
"""

import argparse
import json
import os
from typing import Any

import boto3
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.iam.documents import parse
from emulator.iam.questions import may_assume
from emulator.seed import CREDENTIALS

DENIALS = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"})
TIMEOUT_SECONDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator.verdicts", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="the address that the emulator printed")
    parser.add_argument("--family", help="family of the task definition whose roles are used, if any are")
    parser.add_argument("rows", type=json.loads, help="the rows, as JSON")
    arguments = parser.parse_args()
    asker = Asker(arguments.endpoint, arguments.family)
    print(json.dumps([asker.ask(row) for row in arguments.rows], default=str))


class Asker:
    """Makes calls with the credentials of the task's roles, or as the administrator."""

    def __init__(self, endpoint: str, family: str | None) -> None:
        self._endpoint = endpoint
        self._family = family
        self._sessions = {
            "administrator": boto3.Session(region_name=_region(), **CREDENTIALS),
            "caller": boto3.Session(region_name=_region()),
        }
        self._roles: dict[str, str] = {}

    def ask(self, row: dict[str, Any]) -> dict[str, Any]:
        if "trusts" in row:
            return {"verdict": self._trust(row["as"], **row["trusts"])}
        client = self._client(row["as"], row["service"])
        try:
            answer = getattr(client, row["operation"])(**row["parameters"])
        except ClientError as error:
            code = error.response["Error"]["Code"]
            return {"verdict": "denied" if code in DENIALS else code}
        return {"verdict": "allowed", "answer": answer}

    def _trust(self, role: str, service: str, account: str, source: str) -> str:
        self._session(role)
        found = self._client("administrator", "iam").get_role(RoleName=self._roles[role].rpartition("/")[2])
        policy = parse(found["Role"]["AssumeRolePolicyDocument"])
        return "allowed" if may_assume(policy, service, account=account, source=source).allowed else "denied"

    def _client(self, role: str, service: str) -> Any:
        # One attempt: a refusal is an answer.
        config = Config(retries={"total_max_attempts": 1})
        return self._session(role).client(service, endpoint_url=self._endpoint, config=config)

    def _session(self, role: str) -> boto3.Session:
        if role not in self._sessions:
            url = f"{self._endpoint}/_emulator/ecs/{self._family}/{role}/credentials"
            answer = requests.get(url, timeout=TIMEOUT_SECONDS)
            if not answer.ok:
                raise SystemExit(answer.text)
            given = answer.json()
            self._roles[role] = given["RoleArn"]
            self._sessions[role] = boto3.Session(
                given["AccessKeyId"], given["SecretAccessKey"], given["Token"], _region()
            )
        return self._sessions[role]


def _region() -> str:
    return os.environ["AWS_REGION"]


if __name__ == "__main__":
    main()
