"""Servers as processes of their own, as the tests of the stack start them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from emulator.seed import CREDENTIALS

REPOSITORY = Path(__file__).parents[2]
REGION = "eu-west-1"
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 10

EMULATOR = [sys.executable, "-m", "emulator", "--port", "0"]
PLAIN_MOTO = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]


@dataclass(frozen=True)
class Server:
    url: str
    process: "subprocess.Popen[bytes]"
    stdout: Path
    stderr: Path

    def client(self, service: str) -> Any:
        # One attempt: a call that fails must say so at once, and once.
        config = Config(retries={"total_max_attempts": 1})
        return session().client(service, endpoint_url=self.url, config=config)


def session() -> boto3.Session:
    return boto3.Session(region_name=REGION, **CREDENTIALS)


def environment(**more: str) -> dict[str, str]:
    """This process's environment without anything that AWS clients or moto read."""
    scrubbed = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    return scrubbed | {"AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"} | more


@contextmanager
def running(command: list[str], folder: Path, **variables: str) -> Iterator[Server]:
    """Run a server until the end of the block."""
    stdout, stderr = folder / "stdout", folder / "stderr"
    with stdout.open("wb") as out, stderr.open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
    try:
        yield Server(_address(process, stdout, stderr), process, stdout, stderr)
    finally:
        process.terminate()
        process.wait(STOP_TIMEOUT_SECONDS)


def _address(process: "subprocess.Popen[bytes]", stdout: Path, stderr: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        address = re.search(r"http://127\.0\.0\.1:\d+", stdout.read_text() + stderr.read_text())
        if address:
            return address[0]
        time.sleep(0.05)
    raise AssertionError(f"{process.args} did not start:\n{stderr.read_text()}")
