"""Log an artifact and download it again, and report hashes and seconds; arguments: a unique name, MiB."""

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import mlflow
from mlflow import MlflowClient

MEBIBYTE = 1 << 20


def write(file: Path, mebibytes: int) -> None:
    """No two blocks are equal, so that none can take another's place unseen."""
    noise = os.urandom(MEBIBYTE)
    with file.open("wb") as stream:
        for number in range(mebibytes):
            stream.write(number.to_bytes(8, "big"))
            stream.write(noise[8:])


def sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(MEBIBYTE):
            digest.update(block)
    return digest.hexdigest()


def main(name: str, mebibytes: int) -> None:
    client = MlflowClient()
    run = client.create_run(mlflow.create_experiment(name)).info.run_id
    with TemporaryDirectory() as folder:
        file = Path(folder) / "model.bin"
        write(file, mebibytes)
        sent = sha256(file)
        start = time.monotonic()
        client.log_artifact(run, str(file))
        uploaded = time.monotonic()
        file.unlink()
        local = Path(client.download_artifacts(run, file.name, folder))
        downloaded = time.monotonic()
        report = {
            "sent": sent,
            "received": sha256(local),
            "size": local.stat().st_size,
            "run": run,
            "upSeconds": round(uploaded - start, 1),
            "downSeconds": round(downloaded - uploaded, 1),
        }
    print(json.dumps(report))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
