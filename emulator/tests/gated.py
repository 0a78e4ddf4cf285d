"""A server behind the gate with its log, and what the tests ask of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.tests.processes import Server, session


@dataclass(frozen=True)
class Gated:
    server: Server
    log: Path

    def client(self, service: str) -> Any:
        """A client that checks nothing itself: the gate must."""
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
        return session().client(service, endpoint_url=self.server.url, config=config)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def call(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Make the call, expect it to pass, and give its log line."""
        getattr(self.client(service), operation)(**parameters)
        return self.lines()[-1]

    def refused(self, service: str, operation: str, /, **parameters: Any) -> "Refusal":
        """Make the call and expect the gate, not moto, to refuse it."""
        with pytest.raises(ClientError) as error:
            getattr(self.client(service), operation)(**parameters)
        line = self.lines()[-1]
        assert line["findings"], f"moto refused it, not the gate: {error.value}"
        told = error.value.response["Error"]
        return Refusal(told["Code"], told["Message"], [each["layer"] for each in line["findings"]])


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str
    layers: list[str]
