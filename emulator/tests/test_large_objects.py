"""Objects of the size of models: held once, moved in seconds, by many at a time."""

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from boto3.s3.transfer import TransferConfig
from moto.s3.models import FakeKey

from emulator import extensions
from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.processes import REGION

MIB = 1024 * 1024
# Two bytes in five are signs that a form would have: reading such a body as one takes 20 seconds.
LARGE = bytes(range(256)) * (4096 * 200)
SECONDS = 10


@pytest.fixture(scope="module")
def bucket(gated: Gated) -> str:
    name = unique("large")
    gated.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return name


def test_200_mib_go_up_and_down_in_seconds(gated: Gated, bucket: str) -> None:
    s3, started = gated.client("s3"), time.monotonic()
    s3.put_object(Bucket=bucket, Key="one", Body=LARGE)
    assert s3.get_object(Bucket=bucket, Key="one")["Body"].read() == LARGE
    assert time.monotonic() - started < SECONDS
    s3.delete_object(Bucket=bucket, Key="one")


def test_200_mib_go_up_in_parts_and_down_in_ranges(gated: Gated, bucket: str) -> None:
    s3, parts, started = gated.client("s3"), TransferConfig(max_concurrency=8), time.monotonic()
    s3.upload_fileobj(BytesIO(LARGE), bucket, "many", Config=parts)
    received = BytesIO()
    s3.download_fileobj(bucket, "many", received, Config=parts)
    assert received.getvalue() == LARGE
    assert time.monotonic() - started < SECONDS
    s3.delete_object(Bucket=bucket, Key="many")


def test_eight_at_a_time_get_each_his_own(gated: Gated, bucket: str) -> None:
    s3 = gated.client("s3")

    def there_and_back(number: int) -> bool:
        content = bytes([number]) * (3 * MIB)
        for turn in range(5):
            key = f"{number}/{turn}"
            s3.put_object(Bucket=bucket, Key=key, Body=content)
            if s3.get_object(Bucket=bucket, Key=key)["Body"].read() != content:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(there_and_back, range(8))) == [True] * 8


def test_an_object_is_held_once_and_read_without_a_copy() -> None:
    extensions.install()
    content = bytes(MIB)
    key = FakeKey("k", content, "123456789012", REGION)
    assert key.value is content
    assert (key.size, key.etag) == (MIB, f'"{hashlib.md5(content).hexdigest()}"')  # noqa: S324
    key.value = b"other"
    assert (key.value, key.size) == (b"other", 5)
